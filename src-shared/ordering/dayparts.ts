import { type LocalTime, parseTimeOfDay } from '../time.ts';

/** A stretch of the week in which an item is served, optionally at another price (minor units). */
export interface Daypart {
  /** 0 (Sunday) … 6; empty means every day. */
  readonly weekdays: readonly number[];
  /** "HH:MM", inclusive. */
  readonly from: string;
  /** "HH:MM", exclusive; earlier than `from` means past midnight. */
  readonly to: string;
  readonly price?: number | undefined;
}

function covers(daypart: Daypart, local: LocalTime): boolean {
  const from = parseTimeOfDay(daypart.from) ?? 0;
  const to = parseTimeOfDay(daypart.to) ?? 1440;
  const onDay = (weekday: number) => daypart.weekdays.length === 0 || daypart.weekdays.includes(weekday);
  if (from <= to) return onDay(local.weekday) && local.minuteOfDay >= from && local.minuteOfDay < to;
  // Past midnight: the part after midnight still belongs to the day it began on.
  const yesterday = (local.weekday + 6) % 7;
  return (onDay(local.weekday) && local.minuteOfDay >= from) || (onDay(yesterday) && local.minuteOfDay < to);
}

/**
 * Whether an item with these dayparts is served at a local time, and at which price. An item without dayparts is
 * always served at its base price; the first matching daypart decides.
 */
export function servedAt(
  dayparts: readonly Daypart[],
  basePrice: number,
  local: LocalTime,
): { served: boolean; price: number } {
  if (dayparts.length === 0) return { served: true, price: basePrice };
  const match = dayparts.find((daypart) => covers(daypart, local));
  return { served: match !== undefined, price: match?.price ?? basePrice };
}
