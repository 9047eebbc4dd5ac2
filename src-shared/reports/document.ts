import { currencyExponent } from '../currencies.ts';
import { toDecimalString } from '../money.ts';

/** Amounts are minor units, percent is parts per million; null leaves a cell empty. */
export type ReportCell = string | number | null;

export interface ReportColumn {
  readonly name: string;
  readonly kind: 'text' | 'count' | 'amount' | 'percent';
}

/** One table of a report. */
export interface ReportTable {
  readonly title: string;
  readonly rows: readonly (readonly ReportCell[])[];
  /** How many rows at the end are sums of the ones before. */
  readonly totals?: number;
}

/** A report as paper and spreadsheets have it: tables that share their columns. */
export interface ReportDocument {
  readonly title: string;
  /** Whose it is, of when, made when. */
  readonly lines: readonly string[];
  readonly currency: string;
  readonly columns: readonly ReportColumn[];
  readonly tables: readonly ReportTable[];
}

/** Parts per million as a percentage without its sign: 88750 → "8.875". */
export function percentText(ppm: number): string {
  return String(ppm / 10_000);
}

/** A cell without words about its unit: amounts with '.' and all decimals of the currency. */
export function plainCell(value: ReportCell, kind: ReportColumn['kind'], exponent: number): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (kind === 'amount') return toDecimalString(value, exponent);
  return kind === 'percent' ? percentText(value) : String(value);
}

/** Text a spreadsheet would take for a formula is marked as text (OWASP, CSV injection). */
function inert(text: string): string {
  return /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A report as CSV (RFC 4180) with a byte order mark, which spreadsheets need to read UTF-8. Each row names its table and
 * the currency, so that rows of several files can be put together.
 */
export function toCsv(
  document: ReportDocument,
  words: { readonly section: string; readonly currency: string },
): string {
  const exponent = currencyExponent(document.currency);
  const header = [words.section, ...document.columns.map(({ name }) => name), words.currency];
  const rows = document.tables.flatMap(({ title, rows: cells }) =>
    cells.map((row) => [
      inert(title),
      ...document.columns.map(({ kind }, index) => {
        const cell = row[index] ?? null;
        return typeof cell === 'string' ? inert(cell) : plainCell(cell, kind, exponent);
      }),
      document.currency,
    ]),
  );
  return `\u{FEFF}${[header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')}`;
}
