import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isBusinessDay, type PeriodKind, periodAround, periodKinds } from '#shared/reports/period.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatSpan } from './format.ts';
import type { PeriodChoice } from './usePeriod.ts';

/** Chooses the days a report is of. */
export function PeriodBar({ period }: { period: PeriodChoice }) {
  const { t } = useTranslation();
  const { kind, span } = period;
  const pick = (part: 'from' | 'to' | 'day', day: string) => {
    if (!isBusinessDay(day)) return;
    if (part === 'day') period.set(kind === 'custom' ? { from: day, to: day } : periodAround(kind, day));
    else if (part === 'from') period.set({ from: day, to: day > span.to ? day : span.to });
    else period.set({ from: day < span.from ? day : span.from, to: day });
  };
  const field = (part: 'from' | 'to' | 'day', label: string, value: string) => (
    <TextInput
      type="date"
      size="md"
      aria-label={label}
      value={value}
      max="2199-12-31"
      onChange={(event) => pick(part, event.currentTarget.value)}
    />
  );
  return (
    <div className="period-bar">
      <SegmentedControl
        size="md"
        aria-label={t(($) => $.reports.period.label)}
        value={kind}
        onChange={(value) => period.choose(value as PeriodKind)}
        data={periodKinds.map((value) => ({ value, label: t(($) => $.reports.period[value]) }))}
      />
      <div className="period-days">
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t(($) => $.reports.period.before)}
          onClick={() => period.move(-1)}
        >
          <IconChevronLeft size={20} />
        </ActionIcon>
        {kind === 'custom' ? (
          <>
            {field(
              'from',
              t(($) => $.reports.period.from),
              span.from,
            )}
            {field(
              'to',
              t(($) => $.reports.period.to),
              span.to,
            )}
          </>
        ) : (
          field(
            'day',
            t(($) => $.reports.period.date),
            span.from,
          )
        )}
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t(($) => $.reports.period.after)}
          disabled={!period.mayGoLater}
          onClick={() => period.move(1)}
        >
          <IconChevronRight size={20} />
        </ActionIcon>
        <Button variant="default" size="md" onClick={period.showToday}>
          {t(($) => $.reports.period.today)}
        </Button>
      </div>
      <span className="period-said">{formatSpan(span, currentLanguage())}</span>
    </div>
  );
}
