import { changedPrice, type PriceChange, type PriceRounding } from '#shared/ordering/price-change.ts';
import { type MenuItem, type MenuList, matches } from './rows.ts';

/** Which prices a bulk change is about. */
export interface PriceSelection {
  /** Null for all. */
  readonly categoryId: string | null;
  /** A dish with any of these; none for all. */
  readonly tags: readonly string[];
  readonly search: string;
  /** Whether the prices of dayparts change too. */
  readonly hours: boolean;
}

/** A price that may change: a dish's own, or that of one of its dayparts. */
export interface PriceRow {
  readonly key: string;
  readonly item: MenuItem;
  /** Place of the daypart, or null for the dish's own price. */
  readonly daypart: number | null;
  readonly from: number;
  /** What the rule makes of it. */
  readonly to: number;
}

/** The prices of a selection with what a change makes of them. A market-price dish has none to change. */
export function priceRows(
  menu: MenuList,
  selection: PriceSelection,
  change: PriceChange | null,
  rounding: PriceRounding | null,
): PriceRow[] {
  const after = (price: number) => (change === null ? price : changedPrice(price, change, rounding));
  const place = new Map(menu.categories.map(({ id }, index) => [id, index]));
  return menu.items
    .filter(
      (item) =>
        item.pricing !== 'market' &&
        (selection.categoryId === null || item.categoryId === selection.categoryId) &&
        (selection.tags.length === 0 || item.tags.some((tag) => selection.tags.includes(tag))) &&
        matches(item.name, selection.search),
    )
    .sort((a, b) => (place.get(a.categoryId) ?? 0) - (place.get(b.categoryId) ?? 0))
    .flatMap((item): PriceRow[] => {
      const own = { key: item.id, item, daypart: null, from: item.price, to: after(item.price) };
      const hours = selection.hours ? item.dayparts : [];
      return [
        own,
        ...hours.flatMap(({ price }, daypart): PriceRow[] =>
          price === undefined ? [] : [{ key: `${item.id} ${daypart}`, item, daypart, from: price, to: after(price) }],
        ),
      ];
    });
}

/** Ways to make prices even, as people of a currency with that many decimals know them; the first is none. */
export function roundingsFor(exponent: number): readonly Omit<PriceRounding, 'direction'>[] {
  if (exponent === 0) return [10, 50, 100].map(even).concat([ending(100, 80), ending(100, 90)]);
  const unit = 10 ** exponent;
  return [
    ...[unit / 20, unit / 10, unit / 2, unit, 5 * unit].map(even),
    ending(unit, (unit * 9) / 10),
    ending(unit, (unit * 99) / 100),
    ending(unit, (unit * 95) / 100),
    ending(10 * unit, 8 * unit),
    ending(10 * unit, 9 * unit),
  ].filter(({ modulus, ending: rest }) => Number.isInteger(modulus) && Number.isInteger(rest));
}

const even = (modulus: number) => ({ modulus, ending: 0 });
const ending = (modulus: number, rest: number) => ({ modulus, ending: rest });

/** What a person did to single rows of the preview. */
export interface RowEdits {
  readonly excluded: ReadonlySet<string>;
  /** Prices typed over the rule's, NaN while unreadable. */
  readonly typed: ReadonlyMap<string, number | null>;
}

/** The new price of a row as it stands on the screen; NaN while it is unreadable. */
export function priceOf(row: PriceRow, edits: RowEdits): number {
  return edits.typed.get(row.key) ?? row.to;
}

/** The rows that would be written. */
export function writtenRows(rows: readonly PriceRow[], edits: RowEdits): PriceRow[] {
  return rows
    .map((row) => ({ ...row, to: priceOf(row, edits) }))
    .filter((row) => !edits.excluded.has(row.key) && row.to !== row.from);
}
