import { type Language, languages } from '#shared/languages.ts';

/** What a column of the table holds. Text columns exist once for each language. */
export interface Column {
  readonly field:
    | 'id'
    | 'category'
    | 'name'
    | 'description'
    | 'price'
    | 'pricing'
    | 'taxClass'
    | 'station'
    | 'allergens'
    | 'tags'
    | 'choices'
    | 'hours';
  readonly language?: Language;
}

const words: Readonly<Record<Column['field'], Readonly<Record<Language, readonly string[]>>>> = {
  id: { en: ['ID'], 'zh-CN': ['编号'] },
  category: { en: ['Category'], 'zh-CN': ['分类', '类别'] },
  name: { en: ['Name', 'Dish', 'Item'], 'zh-CN': ['名称', '菜名', '品名'] },
  description: { en: ['Description'], 'zh-CN': ['描述', '说明', '介绍'] },
  price: { en: ['Price'], 'zh-CN': ['价格', '单价', '售价'] },
  pricing: { en: ['Priced'], 'zh-CN': ['计价方式'] },
  taxClass: { en: ['Tax class', 'Tax'], 'zh-CN': ['税类', '税率'] },
  station: { en: ['Station', 'Kitchen'], 'zh-CN': ['出品档口', '档口'] },
  allergens: { en: ['Allergens'], 'zh-CN': ['过敏原'] },
  tags: { en: ['Tags', 'Good to know'], 'zh-CN': ['标签', '特点'] },
  choices: { en: ['Choices', 'Options'], 'zh-CN': ['可选项', '选项'] },
  hours: { en: ['Hours', 'Served when'], 'zh-CN': ['供应时段', '时段'] },
};
const languageWords: Readonly<Record<Language, Readonly<Record<Language, string>>>> = {
  en: { en: 'English', 'zh-CN': 'Chinese' },
  'zh-CN': { en: '英文', 'zh-CN': '中文' },
};
const localized: readonly Column['field'][] = ['category', 'name', 'description'];
const fields = Object.keys(words) as Column['field'][];

/** Every column, in the order of an export. */
export const columns: readonly Column[] = fields.flatMap((field): Column[] =>
  localized.includes(field) ? languages.map((language) => ({ field, language })) : [{ field }],
);

/** A column's heading. */
export function headingOf({ field, language }: Column, speech: Language): string {
  const [word = field] = words[field][speech];
  if (!language) return word;
  const named = languageWords[speech][language];
  return speech === 'zh-CN' ? `${word}（${named}）` : `${word} (${named})`;
}

const plain = (heading: string) =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s()（）_-]/g, '');

const known = new Map<string, Column>(
  languages.flatMap((speech) =>
    columns.flatMap((column) =>
      words[column.field][speech].flatMap((word): [string, Column][] => {
        if (!column.language) return [[plain(word), column]];
        const named = languages.map((l) => languageWords[l][column.language ?? l]);
        const tagged = [...named, column.language].map((tag): [string, Column] => [plain(word + tag), column]);
        // A heading that names no language is in its own.
        return column.language === speech ? [...tagged, [plain(word), column]] : tagged;
      }),
    ),
  ),
);

/** The column a heading stands for, in either language and however it is spaced; undefined for one that means nothing here. */
export function columnOf(heading: string): Column | undefined {
  return known.get(plain(heading));
}
