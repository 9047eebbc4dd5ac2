import { cleanText } from '#shared/text.ts';

/** Longest name a table can have, in characters. */
export const maxNameLength = 20;
/** How many tables one go may add. */
export const maxTables = 200;

/** What a typed list of tables stands for, and what in it could not be understood. */
export interface TableNames {
  readonly names: readonly string[];
  /** The first part that is wrong, and why. */
  readonly problem: { readonly kind: 'range' | 'tooLong' | 'tooMany' | 'taken'; readonly part: string } | null;
}

const range = /^(.*?)(\d{1,4})\s*(?:[-–—~～至到]|\bto\b)\s*(.*?)(\d{1,4})$/u;

/** "A1–A6" as its names; one name for a plain part; undefined for a range that runs backwards or changes its letters. */
function expandPart(part: string): string[] | undefined {
  const match = range.exec(part);
  if (!match) return [part];
  const [, prefix = '', first = '', secondPrefix = '', last = ''] = match;
  if (secondPrefix !== '' && secondPrefix !== prefix) return undefined;
  const from = Number(first);
  const to = Number(last);
  if (to < from) return undefined;
  // Leading zeros of the first number say how wide the names are: 01–12.
  const width = first.startsWith('0') ? first.length : 1;
  const count = Math.min(to - from + 1, maxTables + 1);
  return Array.from({ length: count }, (_, index) => prefix + String(from + index).padStart(width, '0'));
}

/**
 * Reads a typed list of tables: names and ranges, separated by commas or lines, e.g. "1–12, A1–A6, Bar". `taken` are
 * names the house already has.
 */
export function readTableNames(text: string, taken: ReadonlySet<string> = new Set()): TableNames {
  const names: string[] = [];
  const seen = new Set(taken);
  const parts = text
    .split(/[,，、;；\n]/)
    .map((part) => cleanText(part))
    .filter((part) => part !== '');
  for (const part of parts) {
    const expanded = expandPart(part);
    if (!expanded) return { names, problem: { kind: 'range', part } };
    for (const name of expanded) {
      if ([...name].length > maxNameLength) return { names, problem: { kind: 'tooLong', part: name } };
      if (seen.has(name)) return { names, problem: { kind: 'taken', part: name } };
      if (names.length >= maxTables) return { names, problem: { kind: 'tooMany', part } };
      seen.add(name);
      names.push(name);
    }
  }
  return { names, problem: null };
}

/** Things with an area, by area in the order the areas first appear. */
export function byArea<T extends { readonly area: string }>(tables: readonly T[]): [area: string, tables: T[]][] {
  return [...Map.groupBy(tables, (table) => table.area)];
}

/** Whether an address leads to this very computer only, so that no phone can open it. */
export function onlyHere(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
