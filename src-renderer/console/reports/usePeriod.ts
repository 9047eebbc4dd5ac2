import { useState } from 'react';
import { neighbour, type PeriodKind, periodAround, type Span } from '#shared/reports/period.ts';
import { businessDay } from '#shared/time.ts';
import { useMe } from '../session.ts';

/** Which days the page is about, and the ways to go on from there. */
export function usePeriod() {
  const { enterprise } = useMe();
  const today = businessDay(Date.now(), enterprise.timeZone, enterprise.cutoverHour);
  const [kind, setKind] = useState<PeriodKind>('day');
  const [span, setSpan] = useState<Span>(() => periodAround('day', today));
  const around = (next: PeriodKind, day: string) => {
    setKind(next);
    if (next !== 'custom') setSpan(periodAround(next, day));
  };
  return {
    kind,
    span,
    today,
    /** Whether there is anything later to look at. */
    mayGoLater: span.to < today,
    choose: (next: PeriodKind) => around(next, span.to < today ? span.to : today),
    showDay: (day: string) => around('day', day),
    showToday: () => around(kind === 'custom' ? 'day' : kind, today),
    move: (direction: -1 | 1) => setSpan(neighbour(kind, span, direction)),
    set: setSpan,
  };
}

export type PeriodChoice = ReturnType<typeof usePeriod>;
