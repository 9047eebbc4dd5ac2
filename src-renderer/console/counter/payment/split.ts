import { mulDivRound, parseAmount } from '#shared/money.ts';
import { equalShares, type ItemShare, shareOfPortions } from '#shared/ordering/bill.ts';

/** How the people at a table share the bill; what was already paid is not part of it. */
export type Split =
  | { readonly kind: 'whole' }
  /** As it was typed. */
  | { readonly kind: 'amount'; readonly typed: string }
  /** Of so many people, so many have paid their share. */
  | { readonly kind: 'people'; readonly people: number; readonly paid: number }
  /** How many unpaid portions of each line the next one pays for. */
  | { readonly kind: 'items'; readonly chosen: Readonly<Record<string, number>> };

export const whole: Split = { kind: 'whole' };

/** The shares that are still to be paid, the next one first. */
export function sharesLeft(split: Extract<Split, { kind: 'people' }>, balance: number): number[] {
  return equalShares(balance, Math.max(1, split.people - split.paid));
}

/** The chosen portions as the landing takes them. */
export function chosenItems(split: Split): { lineId: string; quantity: number }[] {
  if (split.kind !== 'items') return [];
  return Object.entries(split.chosen)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }));
}

/** What the next payer owes, minor units; undefined while it is nothing that can be taken. */
export function dueOf(
  split: Split,
  balance: number,
  exponent: number,
  shares: readonly ItemShare[],
): number | undefined {
  const due = wanted(split, balance, exponent, shares);
  return due !== undefined && due > 0 && due <= balance ? due : undefined;
}

function wanted(split: Split, balance: number, exponent: number, shares: readonly ItemShare[]): number | undefined {
  switch (split.kind) {
    case 'whole':
      return balance;
    case 'amount':
      return parseAmount(split.typed, exponent);
    case 'people':
      return sharesLeft(split, balance)[0];
    case 'items':
      return shareOfPortions(shares, chosenItems(split), balance);
  }
}

/** The split after somebody paid; with nothing left, or one payer left, it is the whole rest. */
export function afterPayment(split: Split, balance: number): Split {
  if (balance <= 0) return whole;
  switch (split.kind) {
    case 'people': {
      const paid = split.paid + 1;
      return paid >= split.people ? whole : { ...split, paid };
    }
    case 'items':
      return { kind: 'items', chosen: {} };
    default:
      return whole;
  }
}

/** The chosen portions with one more or less of a line, within what is unpaid of it. */
export function stepItem(
  split: Extract<Split, { kind: 'items' }>,
  share: ItemShare,
  by: 1 | -1,
): Extract<Split, { kind: 'items' }> {
  const unpaid = share.portions.length - share.paid;
  const quantity = Math.min(unpaid, Math.max(0, (split.chosen[share.lineId] ?? 0) + by));
  return { kind: 'items', chosen: { ...split.chosen, [share.lineId]: quantity } };
}

/** The chosen portions that are still unpaid: another counter may have taken money for some meanwhile. */
export function withinUnpaid(split: Split, shares: readonly ItemShare[]): Split {
  if (split.kind !== 'items') return split;
  const entries = Object.entries(split.chosen).map(([lineId, quantity]) => {
    const share = shares.find((candidate) => candidate.lineId === lineId);
    return [lineId, Math.min(quantity, share ? share.portions.length - share.paid : 0)] as const;
  });
  return { kind: 'items', chosen: Object.fromEntries(entries) };
}

/** A tip as the guest gives it: a share of what is paid, or an amount of their own. */
export type Tip =
  | { readonly kind: 'percent'; readonly ppm: number }
  | { readonly kind: 'own'; readonly amount: number | null };

export const noTip: Tip = { kind: 'percent', ppm: 0 };

/** The tip in minor units; undefined while what is typed is no amount. */
export function tipOf(tip: Tip, due: number): number | undefined {
  if (tip.kind === 'percent') return mulDivRound(due, tip.ppm, 1_000_000);
  const amount = tip.amount ?? 0;
  return Number.isNaN(amount) ? undefined : amount;
}
