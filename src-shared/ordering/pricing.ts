import { mulDivRound } from '../money.ts';

/** How a dish leaves the house; taxes may differ. */
export type ServiceKind = 'eat_in' | 'take_away';

/** A tax class with its rates in parts per million (60_000 = 6 %). */
export interface TaxClass {
  readonly id: string;
  readonly eatInPpm: number;
  readonly takeAwayPpm: number;
}

/** Everything besides the lines that decides what an order costs. */
export interface PricingRules {
  /** Whether menu prices contain the tax already. */
  readonly taxMode: 'inclusive' | 'exclusive';
  readonly taxClasses: readonly TaxClass[];
}

/** A line as it is priced. All amounts are minor units of the enterprise's currency. */
export interface PriceableLine {
  readonly unitPrice: number;
  readonly quantity: number;
  readonly options: readonly { readonly priceDelta: number; readonly quantity: number }[];
  readonly taxClass: string;
}

/** What one line costs. `total` is what the menu promises (tax as `taxMode` says); net + tax = gross always. */
export interface PricedLine {
  readonly unitTotal: number;
  readonly total: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly taxPpm: number;
}

export interface TaxShare {
  readonly taxPpm: number;
  readonly net: number;
  readonly tax: number;
}

/** A priced set of lines. subtotal = Σ line totals; total = Σ gross; tax = Σ shares. */
export interface Quote {
  readonly lines: readonly PricedLine[];
  readonly subtotal: number;
  readonly taxes: readonly TaxShare[];
  readonly tax: number;
  readonly total: number;
}

/** The rate of a tax class for a way of eating, in parts per million; an unknown class is free of tax. */
export function taxRate(rules: PricingRules, taxClass: string, service: ServiceKind): number {
  const found = rules.taxClasses.find((c) => c.id === taxClass);
  if (!found) return 0;
  return service === 'eat_in' ? found.eatInPpm : found.takeAwayPpm;
}

/** Prices one amount at one rate: inclusive tax is taken out of it, exclusive tax is put on top. */
export function priceAmount(
  total: number,
  taxPpm: number,
  taxMode: PricingRules['taxMode'],
): Omit<PricedLine, 'unitTotal'> {
  if (taxMode === 'inclusive') {
    const tax = mulDivRound(total, taxPpm, 1_000_000 + taxPpm);
    return { total, net: total - tax, tax, gross: total, taxPpm };
  }
  const tax = mulDivRound(total, taxPpm, 1_000_000);
  return { total, net: total, tax, gross: total + tax, taxPpm };
}

function priceLine(line: PriceableLine, rules: PricingRules, service: ServiceKind): PricedLine {
  // Options may take something off, but nobody is paid for eating.
  const unitTotal = Math.max(
    0,
    line.options.reduce((sum, o) => sum + o.priceDelta * o.quantity, line.unitPrice),
  );
  const taxPpm = taxRate(rules, line.taxClass, service);
  return { unitTotal, ...priceAmount(unitTotal * line.quantity, taxPpm, rules.taxMode) };
}

/**
 * Prices an order (or a whole tab: its orders' lines together). The only function that does: phone, counter, receipt
 * and report all call it. Tax is rounded half away from zero per line (docs/decisions/0003), so the sum over orders is
 * the sum over the tab, and splitting or merging never creates or loses a minor unit.
 */
export function priceOrder(lines: readonly PriceableLine[], rules: PricingRules, service: ServiceKind): Quote {
  const priced = lines.map((line) => priceLine(line, rules, service));
  return sumPriced(priced);
}

/** Adds priced lines up; used where lines were priced when they were ordered and must keep that price. */
export function sumPriced(priced: readonly PricedLine[]): Quote {
  const { taxes, subtotal, tax, total } = sumTaxes(priced);
  return { lines: priced, subtotal, taxes, tax, total };
}

/** Adds amounts up with their taxes, by rate. */
export function sumTaxes(priced: readonly Omit<PricedLine, 'unitTotal'>[]): Omit<Quote, 'lines'> {
  const shares = new Map<number, { net: number; tax: number }>();
  let subtotal = 0;
  let tax = 0;
  let total = 0;
  for (const line of priced) {
    subtotal += line.total;
    tax += line.tax;
    total += line.gross;
    const share = shares.get(line.taxPpm) ?? { net: 0, tax: 0 };
    share.net += line.net;
    share.tax += line.tax;
    shares.set(line.taxPpm, share);
  }
  const taxes = [...shares]
    .filter(([taxPpm]) => taxPpm > 0)
    .sort(([a], [b]) => a - b)
    .map(([taxPpm, share]) => ({ taxPpm, ...share }));
  return { subtotal, taxes, tax, total };
}
