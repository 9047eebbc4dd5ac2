import { stringify } from 'csv-stringify/sync';
import { neutralise } from '#shared/csv.ts';
import { type Language, type LocalizedText, localize } from '#shared/languages.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { cleanText } from '#shared/text.ts';
import type { Category, Item, MenuRecords } from '../menu.ts';
import { allergenCell, formatPrice, groupsCell, hoursCell, pricingCell, tagCell } from './cells.ts';
import { type Column, columns, headingOf } from './columns.ts';

interface CellContext {
  readonly category: Category | undefined;
  readonly groups: ReadonlyMap<string, { readonly name: LocalizedText }>;
  readonly taxClasses: OrderingSettings['taxClasses'];
  readonly currency: string;
  readonly language: Language;
}

/** What a column says about a dish. */
export function cellOf(item: Item, column: Column, context: CellContext): string {
  const { language, currency } = context;
  const text = (words: LocalizedText) => cleanText(words[column.language ?? language] ?? '');
  switch (column.field) {
    case 'id':
      return item.id;
    case 'category':
      return text(context.category?.name ?? {});
    case 'name':
      return text(item.name);
    case 'description':
      return text(item.description);
    case 'price':
      return formatPrice(item.price, currency);
    case 'pricing':
      return pricingCell.format(item.pricing, language);
    case 'taxClass':
      return taxClassCell(item.taxClass, context);
    case 'station':
      return item.station;
    case 'allergens':
      return allergenCell.format(item.allergens, language);
    case 'tags':
      return tagCell.format(item.tags, language);
    case 'choices':
      return groupsCell.format(item.optionGroupIds, context.groups, language);
    case 'hours':
      return hoursCell.format(item.dayparts, language, currency);
  }
}

/** A tax class by its name, or by its id where two have the same one. */
function taxClassCell(id: string, { taxClasses, language }: CellContext): string {
  const name = cleanText(localize(taxClasses.find((taxClass) => taxClass.id === id)?.name ?? {}, language));
  const homonyms = taxClasses.filter(
    (other) => other.id === name || Object.values(other.name).some((word) => word && cleanText(word) === name),
  );
  return name !== '' && homonyms.length === 1 ? name : id;
}

/**
 * The whole menu as a table: RFC 4180 with a byte order mark, by which Excel knows UTF-8. No cell begins in a way a
 * spreadsheet would run; `planImport` reads it back without a change.
 */
export function writeCsv(menu: MenuRecords, context: Omit<CellContext, 'category' | 'groups'>): string {
  const categories = new Map(menu.categories.map((category) => [category.id, category]));
  const place = new Map(menu.categories.map(({ id }, index) => [id, index]));
  const items = menu.items.toSorted((a, b) => (place.get(a.categoryId) ?? 0) - (place.get(b.categoryId) ?? 0));
  const body = items.map((item) =>
    columns.map((column) =>
      neutralise(cellOf(item, column, { ...context, category: categories.get(item.categoryId), groups: menu.groups })),
    ),
  );
  const head = columns.map((column) => headingOf(column, context.language));
  return stringify([head, ...body], { bom: true, record_delimiter: 'windows' });
}
