import type { MenuResponse } from '#shared/ordering/guest-api.ts';

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** The sections with the dishes whose name, description or tags hold every word of the search. */
export function searchMenu(
  categories: MenuResponse['categories'],
  query: string,
  tagName: (code: string) => string,
): MenuResponse['categories'] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return categories;
  return categories.flatMap((category) => {
    const items = category.items.filter((item) => {
      const text = folded([item.name, item.description, ...item.tags.map(tagName)].join(' '));
      return words.every((word) => text.includes(word));
    });
    return items.length > 0 ? [{ ...category, items }] : [];
  });
}
