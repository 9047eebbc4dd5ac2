import { currencyExponent } from '../currencies.ts';
import { type Language, localize } from '../languages.ts';
import { toDecimalString } from '../money.ts';
import type { OrderedLine } from '../ordering/events.ts';
import { billedOrders, type Tab, tabTotals } from '../ordering/tab.ts';
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

function linesOf(lines: readonly OrderedLine[], language: Language, amount: (minor: number) => string): PrintBlock[] {
  return lines.flatMap((line): PrintBlock[] => [
    pair(`${line.quantity} x ${localize(line.name, language)}`, amount(line.price.total)),
    ...line.options.map((option): PrintBlock => {
      const name = localize(option.name, language);
      return { kind: 'text', text: option.quantity > 1 ? `${option.quantity} x ${name}` : name, indent: 4 };
    }),
  ]);
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
  const taxesOnTop = totals.total !== totals.subtotal;
  const percent = (ppm: number) => `${ppm / 10_000} %`;
  const taxes = totals.taxes.map((share) =>
    pair(`${taxesOnTop ? words.taxOf : words.includedTaxOf} ${percent(share.taxPpm)}`, amount(share.tax)),
  );
  const guests = tab.guests === null ? [] : [pair(words.guests, String(tab.guests))];
  const header: PrintBlock[] = [
    centred(context.house, { bold: true, size: 2 }),
    ...(context.header ? [centred(context.header)] : []),
    { kind: 'space', lines: 1 },
    pair(placeOf(table, language), totals.balance > 0 ? words.bill : words.receipt, { bold: true }),
    ...guests,
    pair(words.opened, paperTime(tab.openedAt, timeZone)),
    pair(words.printed, paperTime(context.at, timeZone)),
    { kind: 'rule' },
  ];
  const sums: PrintBlock[] = [
    { kind: 'rule' },
    ...(taxesOnTop ? [pair(words.subtotal, amount(totals.subtotal)), ...taxes] : []),
    pair(words.total, `${tab.currency} ${amount(totals.total)}`, { bold: true, size: 2 }),
    ...(taxesOnTop ? [] : taxes),
  ];
  const payments: PrintBlock[] = tab.payments.flatMap((payment) => [
    pair(words.methods[payment.method], amount(payment.amount)),
    ...(payment.change > 0
      ? [pair(words.tendered, amount(payment.tendered)), pair(words.change, amount(payment.change))]
      : []),
  ]);
  const due: PrintBlock[] =
    tab.payments.length > 0 || totals.balance <= 0
      ? [pair(words.due, amount(Math.max(0, totals.balance)), { bold: true })]
      : [];
  const code: PrintBlock[] = context.paymentCode
    ? [{ kind: 'space', lines: 1 }, { kind: 'qr', text: context.paymentCode }, centred(words.payWithCode)]
    : [];
  const footer: PrintBlock[] = context.footer ? [{ kind: 'space', lines: 1 }, centred(context.footer)] : [];
  return {
    language,
    blocks: [
      ...header,
      ...billedOrders(tab).flatMap((order) => linesOf(order.lines, language, amount)),
      ...sums,
      ...payments,
      ...due,
      ...code,
      ...footer,
    ],
  };
}
