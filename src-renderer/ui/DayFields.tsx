import { Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { businessDay } from '#shared/time.ts';
import { currentLanguage } from './i18n/i18n.ts';
import { useNow } from './time.ts';
import { clockIn, timeZones } from './zones.ts';

interface TimeZoneFieldProps {
  readonly value: string;
  readonly onChange: (timeZone: string) => void;
}

/** The house's time zone, with the time there to check it by. */
export function TimeZoneField({ value, onChange }: TimeZoneFieldProps) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <Select
      size="md"
      searchable
      allowDeselect={false}
      limit={80}
      label={t(($) => $.office.day.timeZone)}
      description={t(($) => $.office.day.timeThere, { time: clockIn(value, now) })}
      inputWrapperOrder={['label', 'input', 'description']}
      nothingFoundMessage={t(($) => $.office.day.noZone)}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      data={[...timeZones(currentLanguage(), value)]}
    />
  );
}

const hours = Array.from({ length: 13 }, (_, hour) => hour);

interface CutoverFieldProps {
  readonly value: number;
  readonly onChange: (hour: number) => void;
}

/** When a business day ends, explained by a late sale. */
export function CutoverField({ value, onChange }: CutoverFieldProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Select
        size="md"
        allowDeselect={false}
        label={t(($) => $.office.day.cutover)}
        value={String(value)}
        onChange={(hour) => hour !== null && onChange(Number(hour))}
        data={hours.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))}
      />
      <Text className="hint" mt={6} aria-live="polite">
        <CutoverExample hour={value} />
      </Text>
    </div>
  );
}

/** "A sale at 01:30 still belongs to Friday", for the hour chosen; computed by the rule itself. */
export function CutoverExample({ hour }: { hour: number }) {
  const { t } = useTranslation();
  const saturday = Date.UTC(2026, 7, 1);
  const minute = hour === 0 ? 23 * 60 + 30 - 1440 : Math.min(90, hour * 60 - 30);
  const sale = saturday + minute * 60_000;
  const time = clockIn('UTC', sale);
  const day = new Intl.DateTimeFormat(currentLanguage(), { weekday: 'long', timeZone: 'UTC' }).format(
    Date.parse(businessDay(sale, 'UTC', hour)),
  );
  return hour === 0 ? t(($) => $.office.day.atMidnight) : t(($) => $.office.day.late, { time, day });
}
