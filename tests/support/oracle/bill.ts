import type { Big, OracleLine, OracleTab } from './facts.ts';

const million = 1_000_000n;

/** a × b ÷ c, halves away from zero; all positive. */
const share = (a: Big, b: Big, c: Big): Big => (2n * a * b + c) / (2n * c);
const least = (a: Big, b: Big): Big => (a < b ? a : b);
export const sumOf = (list: readonly Big[]): Big => list.reduce((sum, one) => sum + one, 0n);

interface Eaten {
  readonly line: OracleLine;
  readonly quantity: Big;
  readonly full: Big;
  left: Big;
}

/** What a closed tab comes to. */
export interface OracleBill {
  readonly dishes: Big;
  readonly discounts: readonly { readonly kind: string; readonly reason: string; readonly amount: Big }[];
  readonly charges: Record<string, Big>;
  readonly addedTax: Big;
  readonly rounding: Big;
  /** Each rounding by itself, in their order, also those that take nothing. */
  readonly roundings: readonly Big[];
  readonly total: Big;
  /** By rate in parts per million. */
  readonly rates: Map<Big, { net: Big; tax: Big }>;
  readonly items: readonly { readonly item: string; readonly quantity: Big; readonly gross: Big }[];
  readonly voids: readonly { readonly reason: string; readonly quantity: Big; readonly amount: Big }[];
}

/** Whole parts first; what is left goes one by one to the largest remainders, the earlier first. */
function spread(amount: Big, weights: readonly Big[]): Big[] {
  const whole = sumOf(weights);
  const parts = weights.map((weight) => (amount * weight) / whole);
  const rest = weights.map((weight, index) => ({ index, over: (amount * weight) % whole }));
  rest.sort((a, b) => (a.over === b.over ? a.index - b.index : a.over > b.over ? -1 : 1));
  for (let turn = 0, open = amount - sumOf(parts); open > 0n; turn++, open--) {
    const next = rest[turn]?.index ?? 0;
    parts[next] = (parts[next] ?? 0n) + 1n;
  }
  return parts;
}

function taxed(amount: Big, ppm: Big, inclusive: boolean): { net: Big; tax: Big } {
  if (!inclusive) return { net: amount, tax: share(amount, ppm, million) };
  const tax = share(amount, ppm, million + ppm);
  return { net: amount - tax, tax };
}

/** Adds a tab up as the house's rules say (ordering: discounts, charges, tax by line, rounding off). */
export function billOfOracle(tab: OracleTab, inclusive: boolean): OracleBill {
  const standing = tab.orders.filter(({ rejected }) => !rejected);
  const eaten: Eaten[] = standing.flatMap(({ lines, voids }) =>
    lines.flatMap((line) => {
      const off = sumOf(voids.filter((one) => one.line.id === line.id).map(({ quantity }) => quantity));
      const quantity = line.quantity - off;
      const full = line.unit * quantity;
      return quantity > 0n ? [{ line, quantity, full, left: full }] : [];
    }),
  );
  const discounts: { kind: string; reason: string; amount: Big }[] = [];
  for (const { kind, reason, amount, ppm, cap, only, except } of tab.discounts) {
    if (kind === 'rounding') continue;
    const reached = eaten.filter(({ line }) => (only ? only.has(line.id) : !except.has(line.id)));
    const base = sumOf(reached.map(({ left }) => left));
    const wanted = amount ?? least(share(base, ppm, million), cap ?? base);
    const off = least(wanted, base);
    if (off === 0n) continue;
    const parts = spread(
      off,
      reached.map(({ left }) => left),
    );
    for (const [index, line] of reached.entries()) line.left -= parts[index] ?? 0n;
    discounts.push({ kind, reason, amount: off });
  }
  const base = sumOf(eaten.map(({ left }) => left));
  const charges: Record<string, Big> = { service: 0n, cover: 0n, minimum: 0n };
  const rates = new Map<Big, { net: Big; tax: Big }>();
  let addedTax = 0n;
  const book = (amount: Big, ppm: Big): Big => {
    const { net, tax } = taxed(amount, ppm, inclusive);
    const rate = rates.get(ppm) ?? { net: 0n, tax: 0n };
    rates.set(ppm, { net: rate.net + net, tax: rate.tax + tax });
    if (!inclusive) addedTax += tax;
    return net + tax;
  };
  const items = eaten.map(({ line, quantity, left }) => ({ item: line.item, quantity, gross: book(left, line.ppm) }));
  const charge = (name: 'service' | 'cover' | 'minimum', amount: Big, ppm: Big): void => {
    if (amount <= 0n || tab.waived.has(name) || eaten.length === 0) return;
    charges[name] = amount;
    book(amount, ppm);
  };
  const { service, cover, minimum } = tab.charges;
  if (service) charge('service', share(base, service.ppm, million), service.taxPpm);
  if (cover) charge('cover', cover.amount * BigInt(tab.guests ?? 0), cover.taxPpm);
  if (minimum) {
    const wanted = minimum.amount * (minimum.per === 'guest' ? BigInt(tab.guests ?? 1) : 1n);
    charge('minimum', wanted - base, minimum.taxPpm);
  }
  const gross = sumOf([...rates.values()].map(({ net, tax }) => net + tax));
  let rounding = 0n;
  const roundings: Big[] = [];
  for (const { kind, reason, amount, ppm, cap } of tab.discounts) {
    if (kind !== 'rounding') continue;
    const rest = gross - rounding;
    const off = least(amount ?? least(share(rest, ppm, million), cap ?? rest), rest);
    roundings.push(off);
    if (off === 0n) continue;
    rounding += off;
    discounts.push({ kind, reason, amount: off });
  }
  return {
    dishes: sumOf(eaten.map(({ full }) => full)),
    discounts,
    charges,
    addedTax,
    rounding,
    roundings,
    total: gross - rounding,
    rates,
    items,
    voids: standing.flatMap(({ voids }) =>
      voids.map(({ line, quantity, reason }) => ({ reason, quantity, amount: line.unit * quantity })),
    ),
  };
}

/**
 * Takes part of a sale back from what is left of it: rounding in proportion, then net and tax of each rate, whole parts
 * first and what is left one by one by the largest remainder. Changes `left`, gives what was taken.
 */
export function takeBack(
  left: { rounding: Big; readonly rates: Map<Big, { net: Big; tax: Big }> },
  amount: Big,
): Map<Big, { net: Big; tax: Big }> {
  const rates = [...left.rates].sort(([a], [b]) => (a < b ? -1 : 1));
  const boxes = rates.flatMap(([, rate]) => [
    { rate, name: 'net' as const },
    { rate, name: 'tax' as const },
  ]);
  const gross = sumOf(boxes.map(({ rate, name }) => rate[name]));
  if (gross === 0n) return new Map();
  const due = gross - left.rounding;
  const rounding = share(left.rounding, amount, due);
  const parts = spread(
    amount + rounding,
    boxes.map(({ rate, name }) => rate[name]),
  );
  const taken = new Map(
    rates.map(([ppm], index) => [ppm, { net: parts[2 * index] ?? 0n, tax: parts[2 * index + 1] ?? 0n }]),
  );
  for (const [ppm, rate] of rates) {
    rate.net -= taken.get(ppm)?.net ?? 0n;
    rate.tax -= taken.get(ppm)?.tax ?? 0n;
  }
  left.rounding -= rounding;
  return taken;
}
