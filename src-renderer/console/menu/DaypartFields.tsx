import { ActionIcon, Button, Chip, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconClockPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { parseTimeOfDay } from '#shared/time.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMe } from '../session.ts';
import { type DaypartDraft, newDaypart } from './itemDraft.ts';

/** Monday first, as a week is read; values are those of `Date.getDay`. */
const week = [1, 2, 3, 4, 5, 6, 0] as const;

/** The short name of a weekday, 0 = Sunday. 4 January 1970 was one. */
export function weekdayName(weekday: number, language: string): string {
  const sunday = 3 * 86_400_000;
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(sunday + weekday * 86_400_000);
}

interface DaypartFieldsProps {
  readonly dayparts: readonly DaypartDraft[];
  readonly onChange: (dayparts: readonly DaypartDraft[]) => void;
  /** Show what is wrong: somebody tried to save. */
  readonly tried: boolean;
}

/** When a dish is served, and at which price. No entry means always. */
export function DaypartFields({ dayparts, onChange, tried }: DaypartFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600} size="md">
          {t(($) => $.menu.item.dayparts)}
        </Text>
        <Text className="hint">
          {dayparts.length === 0 ? t(($) => $.menu.item.always) : t(($) => $.menu.item.daypartsHint)}
        </Text>
      </div>
      {dayparts.map((daypart) => (
        <DaypartRow
          key={daypart.key}
          daypart={daypart}
          tried={tried}
          onChange={(part) => onChange(dayparts.map((d) => (d.key === daypart.key ? { ...d, ...part } : d)))}
          onRemove={() => onChange(dayparts.filter((d) => d.key !== daypart.key))}
        />
      ))}
      {dayparts.length < 20 && (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconClockPlus size={18} />}
          onClick={() => onChange([...dayparts, newDaypart()])}
          style={{ alignSelf: 'start' }}
        >
          {t(($) => $.menu.item.addDaypart)}
        </Button>
      )}
    </Stack>
  );
}

interface DaypartRowProps {
  readonly daypart: DaypartDraft;
  readonly tried: boolean;
  readonly onChange: (part: Partial<DaypartDraft>) => void;
  readonly onRemove: () => void;
}

function DaypartRow({ daypart, tried, onChange, onRemove }: DaypartRowProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const language = currentLanguage();
  const wrong = (time: string) =>
    tried && (parseTimeOfDay(time) === undefined || daypart.from === daypart.to)
      ? t(($) => $.menu.item.timeFormat)
      : undefined;
  return (
    <div className="sheet-record">
      <Stack gap="sm">
        <Group gap={4} justify="space-between" wrap="nowrap" align="start">
          <Chip.Group
            multiple
            value={daypart.weekdays.map(String)}
            onChange={(values) => onChange({ weekdays: values.map(Number) })}
          >
            <Group gap={4} role="group" aria-label={t(($) => $.menu.item.weekdays)}>
              {week.map((weekday) => (
                <Chip key={weekday} value={String(weekday)} size="sm" variant="outline">
                  {weekdayName(weekday, language)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.menu.item.removeDaypart)}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
        {daypart.weekdays.length === 0 && <Text className="hint">{t(($) => $.menu.item.everyDay)}</Text>}
        <SimpleGrid cols={3} spacing="xs">
          <TextInput
            size="md"
            label={t(($) => $.menu.item.from)}
            value={daypart.from}
            placeholder="06:00"
            inputMode="numeric"
            error={wrong(daypart.from)}
            onChange={(event) => onChange({ from: tidyTime(event.currentTarget.value) })}
          />
          <TextInput
            size="md"
            label={t(($) => $.menu.item.to)}
            value={daypart.to}
            placeholder="11:00"
            inputMode="numeric"
            error={wrong(daypart.to)}
            onChange={(event) => onChange({ to: tidyTime(event.currentTarget.value) })}
          />
          <MoneyField
            label={t(($) => $.menu.item.otherPrice)}
            placeholder={t(($) => $.menu.item.samePrice)}
            value={daypart.price}
            currency={enterprise.currency}
            onChange={(price) => onChange({ price })}
          />
        </SimpleGrid>
      </Stack>
    </div>
  );
}

/** Chinese keyboards type a wide colon. */
function tidyTime(text: string): string {
  return text.replaceAll('：', ':').trim();
}
