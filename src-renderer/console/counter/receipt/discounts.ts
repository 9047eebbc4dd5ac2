import { mulDivRound } from '#shared/money.ts';

/** A discount while it is put together; amounts in minor units, NaN while what is typed is none. */
export interface DiscountDraft {
  readonly kind: 'percent' | 'amount';
  readonly ppm: number;
  readonly amount: number | null;
  readonly cap: number | null;
  readonly reason: string;
}

export const noDiscount: DiscountDraft = { kind: 'percent', ppm: 100_000, amount: null, cap: null, reason: '' };

export type DiscountRule = { kind: 'amount'; amount: number } | { kind: 'percent'; ppm: number; cap: number | null };

/** The rule a draft states; undefined while it states none. */
export function ruleOf(draft: DiscountDraft): DiscountRule | undefined {
  const { kind, ppm, amount, cap } = draft;
  if (kind === 'amount') return amount !== null && amount > 0 ? { kind, amount } : undefined;
  if (!(ppm > 0) || (cap !== null && !(cap > 0))) return undefined;
  return { kind, ppm, cap };
}

/** What a rule takes off a base, at most all of it; the landing works it out by the same rule. */
export function offOf(rule: DiscountRule, base: number): number {
  if (rule.kind === 'amount') return Math.min(rule.amount, base);
  const part = mulDivRound(base, rule.ppm, 1_000_000);
  return Math.min(part, rule.cap ?? part, base);
}

/** Parts per million as a percentage without needless zeros: 60000 → "6%", 55000 → "5.5%". */
export function formatPpm(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(4))}%`;
}
