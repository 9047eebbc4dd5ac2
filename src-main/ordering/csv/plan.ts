import { restore } from '#shared/csv.ts';
import { type Language, type LocalizedText, languages, localize } from '#shared/languages.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import type { ImportPlan, ImportRow } from '#shared/ordering/menu-import.ts';
import { cleanText } from '#shared/text.ts';
import type { Category, Item, MenuRecords } from '../menu.ts';
import { changeOf } from '../menu-bulk.ts';
import type { RecordChange } from '../menu-changes.ts';
import { nextPosition } from '../menu-editor.ts';
import { allergenCell, CellError, groupsCell, hoursCell, pricingCell, readPrice, tagCell } from './cells.ts';
import { type Column, columnOf, columns, headingOf } from './columns.ts';
import type { CsvRow } from './read.ts';
import { cellOf } from './write.ts';

/** Everything a table is read against. */
export interface ImportContext {
  readonly menu: MenuRecords;
  readonly taxClasses: OrderingSettings['taxClasses'];
  readonly currency: string;
  readonly language: Language;
  readonly newId: () => string;
}

/** What would be written, and how a person reads it. */
export interface PlannedImport {
  readonly plan: Omit<ImportPlan, 'fingerprint' | 'encoding'>;
  readonly changes: readonly RecordChange[];
}

const same = (a: string | undefined, b: string) =>
  a !== undefined && a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

/** Reads a table against the menu and says what it would change; pure but for the new ids. */
export function planImport(rows: readonly CsvRow[], context: ImportContext): PlannedImport {
  const [head, ...body] = rows;
  const headings = (head?.cells ?? []).map((cell) => restore(cell).trim());
  const found = headings.map(columnOf);
  const planner = new Planner(context, found);
  if (!found.some((column) => column?.field === 'id' || column?.field === 'name')) {
    const name = columns.filter(({ field }) => field === 'name').map((column) => headingOf(column, context.language));
    const reason = said(
      context.language,
      `there is no column “${name.join('” or “')}”`,
      `缺少“${name.join('”或“')}”列`,
    );
    const row: ImportRow = {
      line: head?.line ?? 1,
      state: 'error',
      name: '',
      changes: [],
      problems: [{ column: '', reason }],
    };
    return planner.finish([row], headings);
  }
  const planned = body.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).map((row) => planner.row(row));
  return planner.finish(planned, headings);
}

function said(language: Language, en: string, zh: string): string {
  return language === 'zh-CN' ? zh : en;
}

class Planner {
  readonly #context: ImportContext;
  readonly #columns: readonly (Column | undefined)[];
  readonly #categories: Category[];
  readonly #newCategories: Category[] = [];
  readonly #changes: RecordChange[] = [];
  readonly #seen = new Map<string, number>();
  #nextPosition: number;

  constructor(context: ImportContext, found: readonly (Column | undefined)[]) {
    this.#context = context;
    // The first of two columns with one meaning counts.
    const keys = found.map((column) => column && `${column.field} ${column.language ?? ''}`);
    this.#columns = found.map((column, index) => (keys.indexOf(keys[index]) === index ? column : undefined));
    this.#categories = [...context.menu.categories];
    this.#nextPosition = nextPosition(context.menu.items);
  }

  finish(rows: readonly ImportRow[], headings: readonly string[]): PlannedImport {
    const counts = { new: 0, changed: 0, unchanged: 0, error: 0 };
    for (const { state } of rows) counts[state] += 1;
    const made = new Set(
      this.#changes.flatMap(({ after }) => (after && 'categoryId' in after ? after.categoryId : [])),
    );
    const categories = this.#newCategories.filter(({ id }) => made.has(id));
    const { language, menu } = this.#context;
    return {
      plan: {
        rows,
        counts,
        newCategories: categories.map(({ name }) => localize(name, language)),
        unknownColumns: headings.filter((heading, index) => heading !== '' && !this.#columns[index]),
        untouched: menu.items.filter(({ id }) => !this.#seen.has(id)).length,
      },
      changes: [
        ...categories.map((row): RecordChange => ({ kind: 'category', id: row.id, before: null, after: row })),
        ...this.#changes,
      ],
    };
  }

  row({ line, cells }: CsvRow): ImportRow {
    const { language } = this.#context;
    const problems: { column: string; reason: string }[] = [];
    const given = new Map<string, string>();
    for (const [index, column] of this.#columns.entries()) {
      if (column) given.set(`${column.field} ${column.language ?? ''}`, cleanText(restore(cells[index] ?? '')));
    }
    const cell = (field: Column['field'], lang?: Language) => given.get(`${field} ${lang ?? ''}`);
    const attempt = <T>(field: Column['field'], read: (text: string) => T): T | undefined => {
      const text = cell(field);
      if (text === undefined) return undefined;
      try {
        return read(text);
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        problems.push({ column: headingOf({ field }, language), reason: error.problem[language] });
        return undefined;
      }
    };
    const problem = (column: Column, en: string, zh: string) =>
      problems.push({ column: headingOf(column, language), reason: said(language, en, zh) });
    const texts = (field: 'name' | 'description' | 'category', before: LocalizedText): LocalizedText => {
      const pairs = languages.flatMap((l): [Language, string][] => {
        const text = cell(field, l);
        const current = before[l];
        if (text === undefined || text === cleanText(current ?? '')) return current === undefined ? [] : [[l, current]];
        return text === '' ? [] : [[l, text]];
      });
      return Object.fromEntries(pairs);
    };

    for (const column of columns) {
      const limit = column.field === 'description' ? 2000 : 500;
      if (column.language && (cell(column.field, column.language)?.length ?? 0) > limit)
        problem(column, `more than ${limit} characters`, `超过 ${limit} 个字符`);
    }
    const before = this.#find(cell('id') ?? '', texts('name', {}), texts('category', {}), problem);
    const name = texts('name', before?.name ?? {});
    const shown = localize(name, language) || localize(before?.name ?? {}, language);
    if (localize(name, language) === '') problem({ field: 'name', language }, 'a dish needs a name', '菜品须有名称');
    const earlier = before && this.#seen.get(before.id);
    if (before && earlier !== undefined)
      problem({ field: 'id' }, `the same dish is in line ${earlier} already`, `与第 ${earlier} 行是同一道菜`);
    if (before && earlier === undefined) this.#seen.set(before.id, line);

    const category = this.#category(texts('category', {}), before);
    if (!category) problem({ field: 'category', language }, 'a new dish needs a category', '新菜品须有分类');
    const sibling = this.#context.menu.items.findLast((item) => item.categoryId === category?.id);
    const base: Item = before ?? {
      id: this.#context.newId(),
      categoryId: category?.id ?? '',
      name,
      description: {},
      price: 0,
      taxClass: sibling?.taxClass ?? this.#context.taxClasses[0]?.id ?? '',
      station: sibling?.station ?? 'kitchen',
      picture: null,
      allergens: [],
      tags: [],
      dayparts: [],
      optionGroupIds: [],
      pricing: 'fixed',
      slots: [],
      soldOut: false,
      backAt: null,
      position: this.#nextPosition,
    };
    const { currency, menu } = this.#context;
    const price = attempt('price', (text) => readPrice(text, currency));
    if (!before && cell('price') === undefined)
      problem({ field: 'price' }, 'a new dish needs a price', '新菜品须有价格');
    const pricing = attempt('pricing', (text) => (text === '' ? base.pricing : pricingCell.read(text))) ?? base.pricing;
    const isPart = menu.items.some((item) =>
      item.slots.some((s) => s.choices.some(({ itemId }) => itemId === base.id)),
    );
    if (pricing !== 'fixed' && (isPart || base.slots.length > 0))
      problem({ field: 'pricing' }, 'combos and their dishes have a fixed price', '套餐及其中的菜品须为固定价格');
    const station = attempt('station', (text) => {
      if (text.length <= 40) return text;
      throw new CellError('more than 40 characters', '超过 40 个字符');
    });
    const after: Item = {
      ...base,
      categoryId: category?.id ?? base.categoryId,
      name,
      description: texts('description', base.description),
      price: price ?? base.price,
      pricing,
      taxClass: attempt('taxClass', (text) => (text === '' ? base.taxClass : this.#taxClass(text))) ?? base.taxClass,
      station: station || base.station,
      allergens: attempt('allergens', allergenCell.read) ?? base.allergens,
      tags: attempt('tags', tagCell.read) ?? base.tags,
      optionGroupIds: attempt('choices', (text) => limited(groupsCell.read(text, menu.groups))) ?? base.optionGroupIds,
      dayparts: attempt('hours', (text) => limited(hoursCell.read(text, currency))) ?? base.dayparts,
    };
    if (problems.length > 0) return { line, state: 'error', name: shown, changes: [], problems };
    return this.#settle(line, before, equalSets(before, after), shown);
  }

  #settle(line: number, before: Item | undefined, after: Item, name: string): ImportRow {
    const { currency, language, menu, taxClasses } = this.#context;
    const changes: RecordChange[] = before
      ? changeOf('item', before, after)
      : [{ kind: 'item', id: after.id, before: null, after }];
    if (!before) this.#nextPosition += 1;
    this.#changes.push(...changes);
    const state = !before ? 'new' : changes.length > 0 ? 'changed' : 'unchanged';
    const read = { currency, language, taxClasses, groups: menu.groups };
    const cellIn = (item: Item, column: Column) =>
      cellOf(item, column, { ...read, category: this.#categories.find(({ id }) => id === item.categoryId) });
    const shown = state === 'unchanged' ? [] : columns.filter(({ field }) => field !== 'id');
    return {
      line,
      state,
      name,
      problems: [],
      changes: shown.flatMap((column) => {
        const from = before ? cellIn(before, column) : '';
        const to = cellIn(after, column);
        return from === to ? [] : [{ column: headingOf(column, language), from, to }];
      }),
    };
  }

  /** The dish a row is about: by its id, else by its name in its category. */
  #find(
    id: string,
    name: LocalizedText,
    categoryName: LocalizedText,
    problem: (column: Column, en: string, zh: string) => void,
  ): Item | undefined {
    const { byId, items } = this.#context.menu;
    if (id !== '') {
      const item = byId.get(id.toLowerCase());
      if (!item)
        problem(
          { field: 'id' },
          'there is no such dish; leave this cell empty for a new one',
          '没有此菜品；新菜品请留空此格',
        );
      return item;
    }
    const named = items.filter((item) => languages.some((l) => name[l] !== undefined && same(item.name[l], name[l])));
    const category = this.#named(categoryName);
    const here = category ? named.filter((item) => item.categoryId === category.id) : named;
    const candidates = here.filter((item) => !this.#seen.has(item.id));
    // All of that name were in the file before: the row repeats one of them.
    if (candidates.length === 0) return here[0];
    return candidates.length === 1 || category ? candidates[0] : undefined;
  }

  #named(name: LocalizedText): Category | undefined {
    const isNamed = (category: Category) =>
      languages.some((l) => name[l] !== undefined && same(category.name[l], name[l]));
    return this.#categories.find(isNamed);
  }

  /** The category a row names: its own where that fits, else one of that name, else a new one. */
  #category(name: LocalizedText, before: Item | undefined): Category | undefined {
    const own = this.#categories.find(({ id }) => id === before?.categoryId);
    const given = languages.filter((l) => name[l] !== undefined);
    if (given.length === 0) return own;
    if (own && given.some((l) => same(cleanText(own.name[l] ?? ''), name[l] ?? ''))) return own;
    const known = this.#named(name);
    if (known) return known;
    const position = nextPosition(this.#categories);
    const made: Category = { id: this.#context.newId(), name, course: 0, position };
    this.#categories.push(made);
    this.#newCategories.push(made);
    return made;
  }

  #taxClass(text: string): string {
    const { taxClasses } = this.#context;
    const found =
      taxClasses.find(({ id }) => id === text) ??
      taxClasses.find(({ name }) => languages.some((l) => name[l] !== undefined && same(name[l], text)));
    if (found) return found.id;
    const list = (language: Language) => taxClasses.map(({ name }) => localize(name, language)).join('; ');
    throw new CellError(`there is no tax class “${text}”: ${list('en')}`, `没有税类“${text}”：${list('zh-CN')}`);
  }
}

function limited<T>(values: T[]): T[] {
  if (values.length <= 20) return [...new Set(values)];
  throw new CellError('more than 20 entries', '超过 20 项');
}

/** Allergens and tags are sets: another order in the cell is no change. */
function equalSets(before: Item | undefined, after: Item): Item {
  if (!before) return after;
  const keep = <T>(old: T[], next: T[]) =>
    old.length === next.length && old.every((value) => next.includes(value)) ? old : next;
  return {
    ...after,
    allergens: keep(before.allergens, after.allergens),
    tags: keep(before.tags, after.tags),
    dayparts:
      JSON.stringify(before.dayparts.map(ordered)) === JSON.stringify(after.dayparts.map(ordered))
        ? before.dayparts
        : after.dayparts,
  };
}

const ordered = ({ weekdays, from, to, price }: Item['dayparts'][number]) => [[...weekdays].sort(), from, to, price];
