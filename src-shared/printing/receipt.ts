import { currencyExponent } from '../currencies.ts';
import { type Language, localize } from '../languages.ts';
import { toDecimalString } from '../money.ts';
import type { OrderedLine } from '../ordering/events.ts';
import { type Tab, type TabTotals, tabTotals } from '../ordering/tab.ts';
import { toLocalTime } from '../time.ts';
import { centred, type PrintBlock, type PrintDocument, pair } from './document.ts';
import { paperWords } from './words.ts';

/** What a receipt says besides the tab. */
export interface ReceiptContext {
  readonly language: Language;
  readonly house: string;
  readonly header: string;
  readonly footer: string;
  /** The table's name; null to take away. */
  readonly table: string | null;
  readonly timeZone: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** A code a guest can pay the rest with (EMV merchant-presented mode). */
  readonly paymentCode?: string | undefined;
}

/** An instant as it stands on paper: "2026-11-20 18:05". */
export function paperTime(at: number, timeZone: string): string {
  const { date, minuteOfDay } = toLocalTime(at, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date} ${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** Where the food goes, as the paper's largest words. */
export function placeOf(table: string | null, language: Language): string {
  const words = paperWords[language];
  return table === null ? words.takeAway : `${words.table} ${table}`;
}

type Amount = (minor: number) => string;

function optionBlocks(options: OrderedLine['options'], language: Language, indent: number): PrintBlock[] {
  return options.map((option): PrintBlock => {
    const name = localize(option.name, language);
    return { kind: 'text', text: option.quantity > 1 ? `${option.quantity} x ${name}` : name, indent };
  });
}

function dishes({ lines }: TabTotals, language: Language, amount: Amount): PrintBlock[] {
  return lines.flatMap(({ line, quantity, subtotal }): PrintBlock[] => {
    const weight = line.weightGrams === undefined ? '' : ` ${line.weightGrams} g`;
    return [
      pair(`${quantity} x ${localize(line.name, language)}${weight}`, amount(subtotal)),
      ...optionBlocks(line.options, language, 4),
      ...(line.components ?? []).flatMap((dish): PrintBlock[] => [
        { kind: 'text', text: `${dish.quantity} x ${localize(dish.name, language)}`, indent: 4 },
        ...optionBlocks(dish.options, language, 6),
      ]),
    ];
  });
}

/** From the dishes to the total: each row is added to the one above it, or taken off where it begins with a minus. */
function sums(tab: Tab, totals: TabTotals, language: Language, amount: Amount): PrintBlock[] {
  const words = paperWords[language];
  const net = [...totals.lines.map(({ price }) => price.total), ...totals.charges.map(({ total }) => total)];
  const taxesOnTop = totals.total + totals.rounding !== net.reduce((sum, each) => sum + each, 0);
  const taxes = totals.taxes.map(({ taxPpm, tax }) =>
    pair(`${taxesOnTop ? words.taxOf : words.includedTaxOf} ${taxPpm / 10_000} %`, amount(tax)),
  );
  const steps = [
    ...totals.discounts
      .filter(({ kind }) => kind !== 'rounding')
      .map(({ kind, amount: off, cappedFrom }) =>
        pair(
          `${words.discounts[kind]}${cappedFrom === null ? '' : ` ${words.cappedFrom(amount(cappedFrom))}`}`,
          amount(-off),
        ),
      ),
    ...totals.charges.map(({ kind, total }) => pair(words.charges[kind], amount(total))),
    ...(taxesOnTop ? taxes : []),
    ...(totals.rounding > 0 ? [pair(words.discounts.rounding, amount(-totals.rounding))] : []),
  ];
  return [
    { kind: 'rule' },
    ...(steps.length > 0 ? [pair(words.subtotal, amount(totals.subtotal)), ...steps] : []),
    pair(words.total, `${tab.currency} ${amount(totals.total)}`, { bold: true, size: 2 }),
    ...(taxesOnTop ? [] : taxes),
  ];
}

/** What was paid and how, what was given back, what is left. */
function settlement(tab: Tab, totals: TabTotals, language: Language, amount: Amount): PrintBlock[] {
  const words = paperWords[language];
  const payments = tab.payments.flatMap((payment) => [
    pair(words.methods[payment.method], amount(payment.amount)),
    ...(payment.tip > 0 ? [pair(words.tip, amount(payment.tip))] : []),
    ...(payment.change > 0
      ? [pair(words.tendered, amount(payment.tendered)), pair(words.change, amount(payment.change))]
      : []),
  ]);
  const refunds = tab.refunds.map((refund) =>
    pair(`${words.refund} (${words.methods[refund.method]})`, amount(-(refund.amount + refund.tip))),
  );
  const showsDue = tab.payments.length > 0 || totals.balance <= 0;
  const due = showsDue ? [pair(words.due, amount(Math.max(0, totals.balance)), { bold: true })] : [];
  return [...payments, ...refunds, ...due];
}

/**
 * The receipt of a tab, or its bill while something is left to pay. Every amount is the tab's own (`tabTotals`), in
 * the currency's decimals without a symbol; the total names the currency.
 */
export function receiptDocument(tab: Tab, context: ReceiptContext): PrintDocument {
  const { language, table, timeZone } = context;
  const words = paperWords[language];
  const exponent = currencyExponent(tab.currency);
  const amount = (minor: number) => toDecimalString(minor, exponent);
  const totals = tabTotals(tab);
  const header: PrintBlock[] = [
    centred(context.house, { bold: true, size: 2 }),
    ...(context.header ? [centred(context.header)] : []),
    { kind: 'space', lines: 1 },
    pair(placeOf(table, language), totals.balance > 0 ? words.bill : words.receipt, { bold: true }),
    ...(tab.guests === null ? [] : [pair(words.guests, String(tab.guests))]),
    pair(words.opened, paperTime(tab.openedAt, timeZone)),
    pair(words.printed, paperTime(context.at, timeZone)),
    { kind: 'rule' },
  ];
  const code: PrintBlock[] = context.paymentCode
    ? [{ kind: 'space', lines: 1 }, { kind: 'qr', text: context.paymentCode }, centred(words.payWithCode)]
    : [];
  const footer: PrintBlock[] = context.footer ? [{ kind: 'space', lines: 1 }, centred(context.footer)] : [];
  return {
    language,
    blocks: [
      ...header,
      ...dishes(totals, language, amount),
      ...sums(tab, totals, language, amount),
      ...settlement(tab, totals, language, amount),
      ...code,
      ...footer,
    ],
  };
}
