import { type Language, type LocalizedText, localize } from '#shared/languages.ts';
import type { MenuList } from './rows.ts';

/** A text of the menu that exists once in each language. */
export interface TextRow {
  readonly key: string;
  readonly kind: 'category' | 'item' | 'option_group';
  readonly id: string;
  /** A choice of a group or a part of a combo. */
  readonly part: string | null;
  readonly field: 'name' | 'description';
  /** What it is the text of, as the screen says it. */
  readonly role: 'category' | 'item' | 'description' | 'group' | 'option' | 'slot';
  /** The group, combo or dish it belongs to, where it is not itself one. */
  readonly within: LocalizedText | null;
  readonly text: LocalizedText;
}

/** Every text of the menu that is there in at least one language, in the order guests meet them. */
export function textRows(menu: MenuList): TextRow[] {
  const row = (
    kind: TextRow['kind'],
    id: string,
    role: TextRow['role'],
    text: LocalizedText,
    more: { part?: string; within?: LocalizedText } = {},
  ): TextRow => ({
    key: `${kind} ${id} ${more.part ?? ''} ${role}`,
    kind,
    id,
    part: more.part ?? null,
    field: role === 'description' ? 'description' : 'name',
    role,
    within: more.within ?? null,
    text,
  });
  const dishes = menu.categories.flatMap((category) => [
    row('category', category.id, 'category', category.name),
    ...menu.items
      .filter((item) => item.categoryId === category.id)
      .flatMap((item) => [
        row('item', item.id, 'item', item.name),
        row('item', item.id, 'description', item.description, { within: item.name }),
        ...item.slots.map((slot) => row('item', item.id, 'slot', slot.name, { part: slot.id, within: item.name })),
      ]),
  ]);
  const groups = menu.optionGroups.flatMap((group) => [
    row('option_group', group.id, 'group', group.name),
    ...group.options.map((option) =>
      row('option_group', group.id, 'option', option.name, { part: option.id, within: group.name }),
    ),
  ]);
  return [...dishes, ...groups].filter(({ text }) => localize(text, 'en') !== '');
}

/** Whether a text lacks one of the menu's languages. */
export function lacks(text: LocalizedText, wanted: readonly Language[]): boolean {
  return localize(text, 'en') !== '' && wanted.some((language) => !text[language]?.trim());
}
