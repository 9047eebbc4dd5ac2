import { billOf } from './bill.ts';
import { type ChargeKind, chargeKinds } from './order.ts';
import type { Tab } from './tab.ts';

/** A charge that becomes another one, by another tab's rules or another number of guests. Minor units with tax. */
export interface ChargeChange {
  readonly kind: ChargeKind;
  /** On all tabs it is about together. */
  readonly before: number;
  readonly after: number;
}

type Charged = Readonly<Record<ChargeKind, number>>;

/** What is charged on a tab besides dishes, minor units with tax. */
export function chargedOn(tab: Tab): Charged {
  const charged = { service: 0, cover: 0, minimum: 0 };
  for (const { kind, total } of billOf(tab).charges) charged[kind] += total;
  return charged;
}

/** Two tabs before and after all of one or a part of it went into the other. */
export interface Joining {
  readonly from: Tab;
  readonly into: Tab;
  /** What goes over, as it stands on `from`. */
  readonly part: Tab;
  /** What it falls under then. */
  readonly rules: Pick<Tab, 'charges' | 'waived'>;
  /** What stays behind. */
  readonly rest: Tab;
  readonly joined: Tab;
}

/** What of a tab's charges its guests would pay under the rules of another tab. */
function under(tab: Tab, { charges, waived }: Pick<Tab, 'charges' | 'waived'>): Charged {
  return chargedOn({ ...tab, charges, waived });
}

/**
 * The charges that change because the two tabs do not fall under the same rules: eat-in guests on a take-away tab, or
 * the other way round. What two parties under the same rules reach together, such as a minimum spend, is no change.
 */
export function chargeChanges({ from, into, part, rules, rest, joined }: Joining): ChargeChange[] {
  const own = chargedOn(part);
  const there = under(part, rules);
  const [fromBefore, intoBefore] = [chargedOn(from), chargedOn(into)];
  const [left, after] = [chargedOn(rest), chargedOn(joined)];
  return chargeKinds.flatMap((kind) => {
    const change = { kind, before: fromBefore[kind] + intoBefore[kind], after: left[kind] + after[kind] };
    return own[kind] === there[kind] || change.before === change.after ? [] : [change];
  });
}

/**
 * What the rules of the other tab no longer charge of it, minor units with tax: let go like a charge that is let go by
 * hand. Charges that the other tab's staff let go are not among it; its own waiver speaks for them.
 */
export function chargesLost(joining: Joining, changes: readonly ChargeChange[]): number {
  const { part, rules } = joining;
  const own = chargedOn(part);
  const there = under(part, { charges: rules.charges, waived: [] });
  return changes.reduce(
    (sum, { kind, before, after }) => sum + Math.max(0, Math.min(own[kind] - there[kind], before - after)),
    0,
  );
}
