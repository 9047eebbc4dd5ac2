import type { Language, LocalizedText } from '#shared/languages.ts';
import type { Outputs } from '../api.ts';

export type MenuList = Outputs['ordering']['menu']['list'];
export type MenuItem = MenuList['items'][number];
export type MenuCategory = MenuList['categories'][number];
export type MenuOptionGroup = MenuList['optionGroups'][number];

export type MenuFilter = 'all' | 'soldOut' | 'counted' | 'untranslated';

/** A line of the list on the screen. */
export type MenuRow =
  | { readonly kind: 'category'; readonly key: string; readonly category: MenuCategory; readonly count: number }
  | { readonly kind: 'item'; readonly key: string; readonly item: MenuItem };

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Whether a text in any of its languages contains what was typed. */
export function matches(text: LocalizedText, wanted: string): boolean {
  const needle = folded(wanted.trim());
  return needle === '' || Object.values(text).some((value) => value !== undefined && folded(value).includes(needle));
}

/** The languages of the menu a dish has no name in, or no description where it has one in another. */
export function missingLanguages(item: MenuItem, menuLanguages: readonly Language[]): Language[] {
  const isDescribed = Object.values(item.description).some(Boolean);
  return menuLanguages.filter((language) => !item.name[language] || (isDescribed && !item.description[language]));
}

function passes(item: MenuItem, filter: MenuFilter, menuLanguages: readonly Language[]): boolean {
  if (filter === 'untranslated') return missingLanguages(item, menuLanguages).length > 0;
  if (filter === 'soldOut') return item.unavailable === 'sold_out';
  return filter === 'counted' ? item.stock !== null : true;
}

/**
 * The list as lines: each category, then its items that match. A category without a match disappears while somebody
 * searches or filters, and stays (empty) otherwise, so that it can be filled.
 */
export function menuRows(
  menu: MenuList,
  search: string,
  filter: MenuFilter,
  menuLanguages: readonly Language[] = [],
): MenuRow[] {
  const narrowed = search.trim() !== '' || filter !== 'all';
  const byCategory = Map.groupBy(
    menu.items.filter((item) => passes(item, filter, menuLanguages) && matches(item.name, search)),
    (item) => item.categoryId,
  );
  return menu.categories.flatMap((category): MenuRow[] => {
    const items = byCategory.get(category.id) ?? [];
    if (narrowed && items.length === 0) return [];
    return [
      { kind: 'category', key: category.id, category, count: items.length },
      ...items.map((item): MenuRow => ({ kind: 'item', key: item.id, item })),
    ];
  });
}
