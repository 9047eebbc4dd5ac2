import { currencyExponent } from '#shared/currencies.ts';
import { type Language, type LocalizedText, languages, localize } from '#shared/languages.ts';
import { parseAmount, toDecimalString } from '#shared/money.ts';
import type { Daypart } from '#shared/ordering/dayparts.ts';
import { type Allergen, allergens, type DietaryTag, dietaryTags } from '#shared/ordering/entities.ts';
import { allergenWords, dietaryTagWords } from '#shared/ordering/food-words.ts';
import { type PricingKind, pricingKinds } from '#shared/ordering/order-lines.ts';
import { parseTimeOfDay } from '#shared/time.ts';

/** Why a cell cannot be read, in every language. */
export type CellProblem = { readonly [L in Language]: string };

/** A cell that cannot be read. */
export class CellError extends Error {
  readonly problem: CellProblem;

  constructor(en: string, zh: string) {
    super(en);
    this.problem = { en, 'zh-CN': zh };
  }
}

const separator = '; ';
const listOf = (cell: string) =>
  cell
    .split(/[;；|、\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
const same = (a: string, b: string) => a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

export const formatPrice = (amount: number, currency: string) => toDecimalString(amount, currencyExponent(currency));

/** An amount as people write it: 12, 12.5, ¥1,234.50, 38元. Throws CellError. */
export function readPrice(cell: string, currency: string): number {
  const exponent = currencyExponent(currency);
  const plain = cell
    .normalize('NFKC')
    .replace(/^\s*(?:[A-Z]{0,3}[$€£¥₩฿]|[A-Z]{3})\s*/i, '')
    .replace(/\s*(?:元|円|[A-Z]{3}|[$€£¥])\s*$/i, '')
    .trim();
  const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain);
  const amount = plain.includes(',') && !grouped ? undefined : parseAmount(plain, exponent);
  if (amount !== undefined) return amount;
  const example = toDecimalString(1250 * 10 ** Math.max(0, exponent - 2), exponent);
  throw new CellError(`“${cell}” is no amount like ${example}`, `“${cell}”不是像 ${example} 这样的金额`);
}

type Words<T extends string> = Readonly<Record<Language, Readonly<Record<T, string>>>>;

function readWord<T extends string>(cell: string, known: readonly T[], words: Words<T>): T {
  const found = known.find((code) => same(code, cell) || languages.some((l) => same(words[l][code], cell)));
  if (found) return found;
  const list = (language: Language) => known.map((code) => words[language][code]).join(separator);
  throw new CellError(`“${cell}” is none of: ${list('en')}`, `“${cell}”不在以下选项中：${list('zh-CN')}`);
}

function listColumn<T extends string>(known: readonly T[], words: Words<T>) {
  return {
    format: (values: readonly T[], language: Language) => values.map((value) => words[language][value]).join(separator),
    read: (cell: string): T[] => {
      // Commas too, in a cell whose words hold none.
      const found = new Set(listOf(cell.replaceAll(/[,，]/g, ';')).map((word) => readWord(word, known, words)));
      return known.filter((code) => found.has(code));
    },
  };
}

export const allergenCell = listColumn<Allergen>(allergens, allergenWords);
export const tagCell = listColumn<DietaryTag>(dietaryTags, dietaryTagWords);

const pricingWords: Words<PricingKind> = {
  en: { fixed: 'fixed', market: 'market price', weight: 'per kg' },
  'zh-CN': { fixed: '固定', market: '时价', weight: '按公斤' },
};
export const pricingCell = {
  format: (kind: PricingKind, language: Language) => pricingWords[language][kind],
  read: (cell: string) => readWord(cell, pricingKinds, pricingWords),
};

const weekdayWords: Readonly<Record<Language, readonly string[]>> = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
};
const weekdayOf = (word: string) =>
  languages.map((l) => weekdayWords[l].findIndex((name) => same(name, word))).find((index) => index >= 0);

/** Hours as "Mon Tue 11:00-14:00 = 38.00; 17:00-22:00": weekdays (none: every day), from–until, the price then. */
export const hoursCell = {
  format: (dayparts: readonly Daypart[], language: Language, currency: string) =>
    dayparts
      .map(({ weekdays, from, to, price }) =>
        [
          ...weekdays.map((day) => weekdayWords[language][day] ?? ''),
          `${from}-${to}`,
          ...(price === undefined ? [] : ['=', formatPrice(price, currency)]),
        ].join(' '),
      )
      .join(separator),
  read: (cell: string, currency: string): Daypart[] =>
    cell
      .split(/[;；\n]/)
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => readHours(part, currency)),
};

function readHours(part: string, currency: string): Daypart & { weekdays: number[] } {
  const match = /^(.*?)(\d{1,2}[:：]\d{2})\s*[-–—~～至]\s*(\d{1,2}[:：]\d{2})(?:\s*=\s*(.+))?$/.exec(part);
  const refuse = () =>
    new CellError(
      `“${part}” is not like “Mon Tue 11:00-14:00 = 38.00”`,
      `“${part}”不是像“周一 周二 11:00-14:00 = 38.00”这样的时段`,
    );
  if (!match) throw refuse();
  const [, days = '', from = '', to = '', price] = match;
  const weekdays = days
    .split(/[\s,，]+/)
    .filter(Boolean)
    .map(weekdayOf);
  const clock = (time: string) => time.replace('：', ':').padStart(5, '0');
  const known = weekdays.flatMap((day) => day ?? []);
  const times = [clock(from), clock(to)];
  if (known.length < weekdays.length || times.some((time) => parseTimeOfDay(time) === undefined)) throw refuse();
  return {
    weekdays: known,
    from: clock(from),
    to: clock(to),
    ...(price === undefined ? {} : { price: readPrice(price, currency) }),
  };
}

/** The groups that have a name in any language; who reads the table may speak another than who wrote it. */
const groupsCalled = (word: string, groups: ReadonlyMap<string, { name: LocalizedText }>): string[] =>
  [...groups].filter(([, { name }]) => languages.some((l) => name[l] && same(name[l], word))).map(([id]) => id);

/** Named records in one cell, by a name that only one of them has, else by their id. */
export const groupsCell = {
  format: (ids: readonly string[], groups: ReadonlyMap<string, { name: LocalizedText }>, language: Language) =>
    ids
      .map((id) => {
        const name = localize(groups.get(id)?.name ?? {}, language);
        const isPlain = listOf(name).length === 1 && listOf(name)[0] === name;
        return isPlain && groupsCalled(name, groups).length === 1 ? name : id;
      })
      .join(separator),
  read: (cell: string, groups: ReadonlyMap<string, { name: LocalizedText }>): string[] =>
    listOf(cell).map((word) => {
      if (groups.has(word)) return word;
      const found = groupsCalled(word, groups);
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      throw found.length > 1
        ? new CellError(`several groups of choices are called “${word}”`, `有多个名为“${word}”的可选项组`)
        : new CellError(`there is no group of choices called “${word}”`, `没有名为“${word}”的可选项组`);
    }),
};
