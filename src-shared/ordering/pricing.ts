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

/** What an amount costs, without saying what one portion does. */
export type PricedAmount = Omit<PricedLine, 'unitTotal'>;

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
export function priceAmount(total: number, taxPpm: number, taxMode: PricingRules['taxMode']): PricedAmount {
  if (taxMode === 'inclusive') {
    const tax = mulDivRound(total, taxPpm, 1_000_000 + taxPpm);
    return { total, net: total - tax, tax, gross: total, taxPpm };
  }
  const tax = mulDivRound(total, taxPpm, 1_000_000);
  return { total, net: total, tax, gross: total + tax, taxPpm };
}

/** Prices an amount whose parts fall under several rates (a combo); one rate is taxed like any other amount. */
function priceParts(
  parts: readonly { total: number; taxPpm: number }[],
  taxMode: PricingRules['taxMode'],
): PricedAmount {
  const byRate = new Map<number, number>();
  for (const { total, taxPpm } of parts) byRate.set(taxPpm, (byRate.get(taxPpm) ?? 0) + total);
  const priced = [...byRate].sort(([a], [b]) => a - b).map(([taxPpm, total]) => priceAmount(total, taxPpm, taxMode));
  const sum = (field: 'total' | 'net' | 'tax' | 'gross') => priced.reduce((all, part) => all + part[field], 0);
  const taxes = priced.map(({ taxPpm, net, tax }) => ({ taxPpm, net, tax }));
  return {
    total: sum('total'),
    net: sum('net'),
    tax: sum('tax'),
    gross: sum('gross'),
    taxPpm: taxes.at(-1)?.taxPpm ?? 0,
    ...(taxes.length > 1 && { taxes }),
  };
}

/** A line's price for another total than it was ordered at (portions voided, a discount given), by its own rates. */
export function repricedAt(price: PricedLine, total: number): PricedLine {
  if (total === price.total) return price;
  const taxMode = price.gross === price.total ? 'inclusive' : 'exclusive';
  const { unitTotal } = price;
  if (!price.taxes) return { unitTotal, ...priceAmount(total, price.taxPpm, taxMode) };
  const weights = price.taxes.map(({ net, tax }) => (taxMode === 'inclusive' ? net + tax : net));
  const shares = apportion(total, weights);
  const parts = price.taxes.map(({ taxPpm }, index) => ({ taxPpm, total: shares[index] ?? 0 }));
  return { unitTotal, ...priceParts(parts, taxMode) };
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

function priceLine(line: PriceableLine, rules: PricingRules, service: ServiceKind): PricedLine {
  const unitTotal = unitTotalOf(line);
  const total = unitTotal * line.quantity;
  const { components = [] } = line;
  if (components.length > 0) return { unitTotal, ...priceCombo(components, total, rules, service) };
  return { unitTotal, ...priceAmount(total, taxRate(rules, line.taxClass, service), rules.taxMode) };
}

/**
 * Shares a combo's price out to its dishes in proportion to what they cost on their own (docs/decisions/0012), and
 * taxes together what has the same rate.
 */
function priceCombo(
  components: readonly PriceableComponent[],
  total: number,
  rules: PricingRules,
  service: ServiceKind,
): PricedAmount {
  const weights = components.map((c) => Math.max(0, c.ownPrice + deltas(c.options)) * c.quantity);
  const componentTotals = apportion(total, weights);
  const parts = components.map(({ taxClass }, index) => ({
    taxPpm: taxRate(rules, taxClass, service),
    total: componentTotals[index] ?? 0,
  }));
  return { ...priceParts(parts, rules.taxMode), componentTotals };
}

/** A priced amount's taxes by rate; one entry, but for a combo of dishes with different rates. */
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
  const { taxes, subtotal, tax, total } = sumTaxes(priced);
  return { lines: priced, subtotal, taxes, tax, total };
}

/** Adds amounts up with their taxes, by rate. */
export function sumTaxes(priced: readonly PricedAmount[]): Omit<Quote, 'lines'> {
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
  return { subtotal, taxes, tax, total };
}
