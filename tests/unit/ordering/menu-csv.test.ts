import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planImport } from '#main/ordering/csv/plan.ts';
import { decodeText, readCsv } from '#main/ordering/csv/read.ts';
import { writeCsv } from '#main/ordering/csv/write.ts';
import type { Category, Item, MenuRecords, OptionGroup } from '#main/ordering/menu.ts';
import { neutralise, restore } from '#shared/csv.ts';
import type { Language } from '#shared/languages.ts';
import { allergens, dietaryTags } from '#shared/ordering/entities.ts';
import { cleanText } from '#shared/text.ts';
import { runs } from '#tests/support/soak.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const taxClasses = [
  { id: 'food', name: { en: 'Food', 'zh-CN': '餐饮' }, eatInPpm: 60_000, takeAwayPpm: 60_000 },
  { id: 'alcohol', name: { en: 'Alcohol', 'zh-CN': '酒类' }, eatInPpm: 60_000, takeAwayPpm: 130_000 },
];
const item = (n: number, part: Partial<Item> = {}): Item => ({
  id: id(n),
  categoryId: id(1),
  name: { 'zh-CN': `菜${n}`, en: `Dish ${n}` },
  description: {},
  price: 1200,
  taxClass: 'food',
  station: 'kitchen',
  picture: null,
  allergens: [],
  tags: [],
  dayparts: [],
  optionGroupIds: [],
  pricing: 'fixed',
  slots: [],
  soldOut: false,
  backAt: null,
  position: n,
  ...part,
});
const group = (n: number, name: string): OptionGroup => ({
  id: id(n),
  name: { en: name },
  min: 0,
  max: 1,
  options: [],
  position: n,
});
function menuOf(
  items: Item[],
  groups = [group(90, 'Spice')],
  categories: Category[] = [{ id: id(1), name: { 'zh-CN': '热菜', en: 'Hot' }, course: 0, position: 0 }],
): MenuRecords {
  return {
    categories,
    courses: new Map(),
    items,
    byId: new Map(items.map((one) => [one.id, one])),
    groups: new Map(groups.map((one) => [one.id, one])),
  };
}
function plan(csv: string, menu: MenuRecords, language: Language = 'en', currency = 'CNY') {
  let next = 500;
  return planImport(readCsv(csv), { menu, taxClasses, currency, language, newId: () => id(next++) });
}
const exported = (menu: MenuRecords, language: Language = 'en', currency = 'CNY') =>
  writeCsv(menu, { currency, language, taxClasses });

const words = fc
  .string({ unit: fc.constantFrom(...'abc 宫保鸡丁=+-@\'",;|、\n＝（）😀éñ'), maxLength: 24 })
  .map(cleanText);
const localized = fc
  .record({ 'zh-CN': words, en: words })
  .map((text) => Object.fromEntries(Object.entries(text).filter(([, value]) => value !== '')));
const named = localized.filter((text) => Object.keys(text).length > 0);
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const anyMenu = fc
  .record({
    categories: fc.array(named, { minLength: 1, maxLength: 4 }),
    groups: fc.array(named, { maxLength: 4 }),
    items: fc.array(
      fc.record({
        category: fc.nat(),
        name: named,
        description: localized,
        price: fc.integer({ min: 0, max: 99_999_999 }),
        pricing: fc.constantFrom('fixed' as const, 'market' as const, 'weight' as const),
        taxClass: fc.constantFrom('food', 'alcohol'),
        station: fc.string({ minLength: 1, maxLength: 40 }).map(cleanText).filter(Boolean),
        allergens: fc.subarray([...allergens]),
        tags: fc.subarray([...dietaryTags]),
        groups: fc.array(fc.nat(), { maxLength: 3 }),
        dayparts: fc.array(
          fc.record(
            {
              weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
              from: time,
              to: time,
              price: fc.integer({ min: 0, max: 1e7 }),
            },
            { requiredKeys: ['weekdays', 'from', 'to'] },
          ),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ categories, groups, items }) =>
    menuOf(
      items.map(({ category, groups: chosen, ...rest }, index) =>
        item(100 + index, {
          ...rest,
          categoryId: id(1 + (category % categories.length)),
          optionGroupIds: groups.length === 0 ? [] : [...new Set(chosen.map((n) => id(90 + (n % groups.length))))],
        }),
      ),
      groups.map((name, index) => ({ ...group(90 + index, ''), name })),
      categories.map((name, index) => ({ id: id(1 + index), name, course: 0, position: index })),
    ),
  );

describe('the menu as a table', () => {
  it('property: export and import again changes nothing, in every language and currency', () => {
    fc.assert(
      fc.property(
        anyMenu,
        fc.constantFrom('en' as const, 'zh-CN' as const),
        fc.constantFrom('CNY', 'JPY', 'KWD'),
        (menu, language, currency) => {
          const csv = exported(menu, language, currency);
          const other = language === 'en' ? 'zh-CN' : 'en';
          for (const reader of [language, other] as const) {
            const { plan: said, changes } = plan(csv, menu, reader, currency);
            expect(said.rows.flatMap(({ problems }) => problems)).toEqual([]);
            expect(changes).toEqual([]);
            expect(said.counts).toEqual({ new: 0, changed: 0, error: 0, unchanged: menu.items.length });
            expect([said.untouched, said.unknownColumns]).toEqual([0, []]);
          }
        },
      ),
      runs(150),
    );
  });

  it('names a group by its id where another has that name in another language', () => {
    const [one, two] = [group(90, ''), group(91, '')];
    const menu = menuOf(
      [item(100, { optionGroupIds: [two.id] })],
      [
        { ...one, name: { 'zh-CN': '辣度', en: 'Heat' } },
        { ...two, name: { en: 'Heat' } },
      ],
    );
    expect(exported(menu, 'zh-CN', 'CNY')).toContain(two.id);
    expect(plan(exported(menu, 'zh-CN', 'CNY'), menu, 'en', 'CNY').changes).toEqual([]);
  });

  it('property: no exported cell begins like a formula, and each comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`='+-@\t\r\na1"`), maxLength: 12 }), (cell) => {
        expect(neutralise(cell)).not.toMatch(/^[=+\-@\t\r\n]/);
        expect(restore(neutralise(cell))).toBe(cell);
      }),
    );
    const csv = exported(menuOf([item(2, { name: { en: '=HYPERLINK("http://evil")' } })]));
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });

  it('begins with a byte order mark, ends lines as RFC 4180 says, and quotes what must be', () => {
    const csv = exported(menuOf([item(2, { description: { en: 'two\nlines, "quoted"' } })]));
    expect(csv.startsWith('\uFEFFID,Category (Chinese),Category (English),')).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(csv).toContain('"two\nlines, ""quoted"""');
  });

  it('reads its own headings in Chinese, and what people write instead', () => {
    const menu = menuOf([item(2)]);
    const [head = ''] = exported(menu, 'zh-CN').slice(1).split('\r\n');
    expect(head).toBe(
      '编号,分类（中文）,分类（英文）,名称（中文）,名称（英文）,描述（中文）,描述（英文）,价格,计价方式,税类,出品档口,过敏原,标签,可选项,供应时段',
    );
    const { plan: said } = plan('菜名;单价;类别\n菜2;¥13.50;热菜\n', menu, 'zh-CN');
    expect(said.rows[0]).toMatchObject({ state: 'changed', changes: [{ column: '价格', from: '12.00', to: '13.50' }] });
  });

  it('says per row what is new, changed, unchanged, and wrong in which column', () => {
    const menu = menuOf([item(2), item(3), item(4)]);
    const csv = [
      'Name,Category,Price,Allergens,Tax class,Hours,Note',
      'Dish 2,Hot,12.00,,Food,,x',
      'Dish 3,Hot,14,"Milk, gluten",Alcohol,Mon Fri 11:00-14:00 = 10,x',
      'Laksa,Soups,18.00,,,,x',
      '"Dish\n4",Hot,free,,,,',
      'Dish 4,Hot,"3,80",Dust,None,whenever,',
      'Dish 2,Hot,12,,,,',
      ',Hot,1,,,,',
    ].join('\n');
    const { plan: said, changes } = plan(csv, menu);
    expect(said.rows.map(({ line, state, name }) => [line, state, name])).toEqual([
      [2, 'unchanged', 'Dish 2'],
      [3, 'changed', 'Dish 3'],
      [4, 'new', 'Laksa'],
      [5, 'error', 'Dish\n4'],
      [7, 'error', 'Dish 4'],
      [8, 'error', 'Dish 2'],
      [9, 'error', ''],
    ]);
    expect(said.rows[1]?.changes).toEqual([
      { column: 'Price', from: '12.00', to: '14.00' },
      { column: 'Tax class', from: 'Food', to: 'Alcohol' },
      { column: 'Allergens', from: '', to: 'Gluten; Milk' },
      { column: 'Hours', from: '', to: 'Mon Fri 11:00-14:00 = 10.00' },
    ]);
    expect(said.rows[4]?.problems.map(({ column }) => column)).toEqual(['Price', 'Tax class', 'Allergens', 'Hours']);
    expect(said).toMatchObject({ newCategories: ['Soups'], unknownColumns: ['Note'], untouched: 0 });
    expect(changes.map(({ kind, before }) => [kind, before === null])).toEqual([
      ['category', true],
      ['item', false],
      ['item', true],
    ]);
    expect(changes[2]?.after).toMatchObject({ taxClass: 'food', price: 1800, soldOut: false });
  });

  it('leaves alone what the file does not name', () => {
    const before = item(2, { description: { en: 'Good' }, allergens: ['milk'], tags: ['new'], station: 'bar' });
    const { changes } = plan(`ID,Price\n${id(2)},9.99\n`, menuOf([before]));
    expect(changes).toEqual([{ kind: 'item', id: id(2), before: { price: 1200 }, after: { price: 999 } }]);
  });

  it('refuses an id it does not know, the same dish twice, and a file without names', () => {
    const menu = menuOf([item(2)]);
    const { plan: said, changes } = plan(`ID,Price\n${id(7)},1\n${id(2)},1\n${id(2)},2\n`, menu);
    expect(said.rows.map(({ state }) => state)).toEqual(['error', 'changed', 'error']);
    expect(changes).toHaveLength(1);
    expect(plan('What,Cost\nA,1\n', menu).plan.counts).toMatchObject({ error: 1, new: 0 });
  });

  it.each(['0', '12', '12.5', '¥12.50', '12.50 CNY', '1,234.00', '１２.５０', '38元'])(
    'reads %s as an amount',
    (price) => {
      const csv = `ID,Price\n${id(2)},"${price}"\n`;
      expect(plan(csv, menuOf([item(2)])).plan.counts.error).toBe(0);
    },
  );

  it.each(['', '-1', '1e5', '12,50', '1.234', 'abc', '12 50', 'NaN', '9999999999999'])(
    'refuses %s as an amount',
    (price) => {
      const csv = `ID,Price\n${id(2)},"${price}"\n`;
      expect(plan(csv, menuOf([item(2)])).plan.counts.error).toBe(1);
    },
  );
});

describe('a file from somewhere', () => {
  // 菜名,价格 / 宫保鸡丁,38 as a Chinese Excel saves them.
  const gbk = Buffer.from('b2cbc3fb2cbcdbb8f10d0ab9acb1a3bca6b6a12c33380d0a', 'hex');

  it('is read whether it is UTF-8, UTF-16 or GBK', () => {
    expect(decodeText(gbk)).toEqual({ encoding: 'gb18030', text: '菜名,价格\r\n宫保鸡丁,38\r\n' });
    expect(decodeText(Buffer.from('\uFEFF菜名'))).toMatchObject({ encoding: 'utf-8' });
    expect(decodeText(Buffer.from('\uFEFF菜名', 'utf16le'))).toEqual({ encoding: 'utf-16le', text: '菜名' });
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ['a workbook', Buffer.from('PK\u0003\u0004\u0014\0\u0006\0')],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => readCsv(decodeText(bytes).text)).toThrow(expect.objectContaining({ code: 'file_unreadable' }));
  });

  it('is refused with the line when a quotation mark is open', () => {
    expect(() => readCsv('Name,Price\nA,1\n"B,2\n')).toThrow(/line \d/);
    expect(() => readCsv(`Name\n${'x\n'.repeat(5_002)}`)).toThrow(/5000 rows/);
  });

  it('property: any text is read or refused in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          plan(decodeText(bytes).text, menuOf([item(2)]));
        } catch (error) {
          expect(error).toMatchObject({ code: 'file_unreadable' });
        }
      }),
    );
  });
});
