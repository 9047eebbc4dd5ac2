import { apportion, mulDivRound } from '../money.ts';

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

interface PricedOption {
  readonly priceDelta: number;
  readonly quantity: number;
}

/** One dish within a combo. */
export interface PriceableComponent {
  /** What the dish costs on its own: its weight when the combo's price is shared out. */
  readonly ownPrice: number;
  /** What choosing it adds to the combo's price. */
  readonly priceDelta: number;
  /** Portions of it in one combo. */
  readonly quantity: number;
  /** Chosen for each portion. */
  readonly options: readonly PricedOption[];
  readonly taxClass: string;
}

/** A line as it is priced. All amounts are minor units of the enterprise's currency. */
export interface PriceableLine {
  /** For one portion; for a weighed dish, for a kilogram. */
  readonly unitPrice: number;
  readonly quantity: number;
  readonly options: readonly PricedOption[];
  readonly taxClass: string;
  /** What one weighed portion weighs, in grams. */
  readonly weightGrams?: number | undefined;
  /** A combo's dishes; their tax classes then count instead of the line's. */
  readonly components?: readonly PriceableComponent[] | undefined;
}

/**
 * What one line costs. `total` is what the menu promises (tax as `taxMode` says); net + tax = gross always. Ask
 * `taxSharesOf` for the taxes: a combo may hold several rates, and `taxPpm` is then the highest of them.
 */
export interface PricedLine {
  readonly unitTotal: number;
  readonly total: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly taxPpm: number;
  /** The line's rates, lowest first, where it has more than one. */
  readonly taxes?: readonly TaxShare[] | undefined;
  /** A combo's total shared out to its components, in their order. */
  readonly componentTotals?: readonly number[] | undefined;
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

function rateOf(taxClassId: string, rules: PricingRules, service: ServiceKind): number {
  const taxClass = rules.taxClasses.find((c) => c.id === taxClassId);
  return taxClass ? (service === 'eat_in' ? taxClass.eatInPpm : taxClass.takeAwayPpm) : 0;
}

const deltas = (options: readonly PricedOption[]) => options.reduce((sum, o) => sum + o.priceDelta * o.quantity, 0);

/** What a portion is asked for: the menu's price, or what it weighs, with what its choices add. */
function unitTotalOf(line: PriceableLine): number {
  const { unitPrice, weightGrams, components = [] } = line;
  const base = weightGrams === undefined ? unitPrice : mulDivRound(unitPrice, weightGrams, 1000);
  const chosen = components.reduce((sum, c) => sum + c.priceDelta + deltas(c.options) * c.quantity, 0);
  // Options may take something off, but nobody is paid for eating.
  return Math.max(0, base + deltas(line.options) + chosen);
}

function taxed(total: number, taxPpm: number, mode: PricingRules['taxMode']): TaxShare {
  if (mode === 'exclusive') return { taxPpm, net: total, tax: mulDivRound(total, taxPpm, 1_000_000) };
  const tax = mulDivRound(total, taxPpm, 1_000_000 + taxPpm);
  return { taxPpm, net: total - tax, tax };
}

function priceLine(line: PriceableLine, rules: PricingRules, service: ServiceKind): PricedLine {
  const unitTotal = unitTotalOf(line);
  const total = unitTotal * line.quantity;
  if (line.components && line.components.length > 0)
    return priceCombo(line.components, { unitTotal, total }, rules, service);
  const { taxPpm, net, tax } = taxed(total, rateOf(line.taxClass, rules, service), rules.taxMode);
  return { unitTotal, total, net, tax, gross: net + tax, taxPpm };
}

/**
 * Shares a combo's price out to its dishes in proportion to what they cost on their own (docs/decisions/0012), and
 * taxes together what has the same rate, so that a combo of one rate is taxed like any other line.
 */
function priceCombo(
  components: readonly PriceableComponent[],
  { unitTotal, total }: Pick<PricedLine, 'unitTotal' | 'total'>,
  rules: PricingRules,
  service: ServiceKind,
): PricedLine {
  const weights = components.map((c) => Math.max(0, c.ownPrice + deltas(c.options)) * c.quantity);
  const componentTotals = apportion(total, weights);
  const byRate = new Map<number, number>();
  for (const [index, component] of components.entries()) {
    const rate = rateOf(component.taxClass, rules, service);
    byRate.set(rate, (byRate.get(rate) ?? 0) + (componentTotals[index] ?? 0));
  }
  const taxes = [...byRate].sort(([a], [b]) => a - b).map(([rate, share]) => taxed(share, rate, rules.taxMode));
  const net = taxes.reduce((sum, share) => sum + share.net, 0);
  const tax = taxes.reduce((sum, share) => sum + share.tax, 0);
  const taxPpm = taxes.at(-1)?.taxPpm ?? 0;
  const several = taxes.length > 1 ? { taxes } : {};
  return { unitTotal, total, net, tax, gross: net + tax, taxPpm, ...several, componentTotals };
}

/** A priced line's taxes by rate; one entry, but for a combo of dishes with different rates. */
export function taxSharesOf(line: Pick<PricedLine, 'taxPpm' | 'net' | 'tax' | 'taxes'>): readonly TaxShare[] {
  return line.taxes ?? [{ taxPpm: line.taxPpm, net: line.net, tax: line.tax }];
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
  const shares = new Map<number, { net: number; tax: number }>();
  let subtotal = 0;
  let tax = 0;
  let total = 0;
  for (const line of priced) {
    subtotal += line.total;
    tax += line.tax;
    total += line.gross;
    for (const { taxPpm, net, tax: taxOf } of taxSharesOf(line)) {
      const share = shares.get(taxPpm) ?? { net: 0, tax: 0 };
      share.net += net;
      share.tax += taxOf;
      shares.set(taxPpm, share);
    }
  }
  const taxes = [...shares]
    .filter(([taxPpm]) => taxPpm > 0)
    .sort(([a], [b]) => a - b)
    .map(([taxPpm, share]) => ({ taxPpm, ...share }));
  return { lines: priced, subtotal, taxes, tax, total };
}
