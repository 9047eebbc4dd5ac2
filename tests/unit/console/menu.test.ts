import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backAtOf, nextBusinessDay } from '#renderer/console/menu/availability.ts';
import { type GroupDraft, groupInput, groupProblems } from '#renderer/console/menu/groupDraft.ts';
import { copyOf, draftOf, emptyDraft, inputOf, problemsOf } from '#renderer/console/menu/itemDraft.ts';
import { priceRows, roundingsFor, writtenRows } from '#renderer/console/menu/priceRows.ts';
import { type MenuItem, type MenuList, menuRows, missingLanguages } from '#renderer/console/menu/rows.ts';
import { lacks, textRows } from '#renderer/console/menu/translationRows.ts';
import { movedTo } from '#renderer/ui/reorder.ts';
import { orderingInputs } from '#shared/ordering/inputs.ts';
import { businessDay } from '#shared/time.ts';
import { runs } from '#tests/support/soak.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const item = (n: number, part: Partial<MenuItem> = {}): MenuItem => ({
  id: id(n),
  categoryId: id(1),
  name: { en: `Dish ${n}`, 'zh-CN': `菜 ${n}` },
  description: {},
  price: 1200,
  taxClass: 'standard',
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
  stock: null,
  unavailable: null,
  priceNow: 1200,
  ...part,
});

const menu: MenuList = {
  categories: [
    { id: id(1), name: { en: 'Soups' }, course: 0, position: 0 },
    { id: id(2), name: { en: 'Empty' }, course: 0, position: 1 },
  ],
  items: [item(11), item(12, { unavailable: 'sold_out', soldOut: true }), item(13, { stock: 4 })],
  optionGroups: [],
};

describe('menuRows', () => {
  const shown = (search: string, filter: 'all' | 'soldOut' | 'counted') =>
    menuRows(menu, search, filter).map((row) => row.key);

  it('lists categories with their dishes, empty ones too', () => {
    expect(shown('', 'all')).toEqual([id(1), id(11), id(12), id(13), id(2)]);
  });
  it('finds in every language, whatever the case or width', () => {
    expect(shown('dISH 13', 'all')).toEqual([id(1), id(13)]);
    expect(shown('菜 １１', 'all')).toEqual([id(1), id(11)]);
    expect(shown('nothing', 'all')).toEqual([]);
  });
  it('narrows to what is sold out or counted', () => {
    expect(shown('', 'soldOut')).toEqual([id(1), id(12)]);
    expect(shown('', 'counted')).toEqual([id(1), id(13)]);
  });
});

describe('nextBusinessDay', () => {
  it('is the next cut-over hour, local time', () => {
    const friday = Date.parse('2026-11-20T13:26:40+08:00');
    expect(nextBusinessDay(friday, 'Asia/Shanghai', 4)).toBe(Date.parse('2026-11-21T04:00:00+08:00'));
    const lateNight = Date.parse('2026-11-21T01:30:00+08:00');
    expect(nextBusinessDay(lateNight, 'Asia/Shanghai', 4)).toBe(Date.parse('2026-11-21T04:00:00+08:00'));
  });
  it('holds when the clocks change', () => {
    // 25 October 2026 has 25 hours in Berlin.
    const before = Date.parse('2026-10-24T20:00:00+02:00');
    expect(nextBusinessDay(before, 'Europe/Berlin', 4)).toBe(Date.parse('2026-10-25T04:00:00+01:00'));
  });
  it('is the first minute of another business day, anywhere and always', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC');
    const instants = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
    fc.assert(
      fc.property(instants, zones, fc.integer({ min: 0, max: 12 }), (now, zone, hour) => {
        const next = nextBusinessDay(now, zone, hour);
        expect(next).toBeGreaterThan(now);
        expect(businessDay(next, zone, hour)).not.toBe(businessDay(now, zone, hour));
        expect(businessDay(next - 60_000, zone, hour)).toBe(businessDay(now, zone, hour));
      }),
      runs(60),
    );
  });
  it('is one of three ways back', () => {
    const house = { timeZone: 'UTC', cutoverHour: 4 };
    expect(backAtOf('hour', 1000, house)).toBe(3_601_000);
    expect(backAtOf('open', 1000, house)).toBeNull();
    expect(backAtOf('tomorrow', 1000, house)).toBe(4 * 3_600_000);
  });
});

describe('a dish as a draft', () => {
  it('comes back as what the landing takes', () => {
    const dayparts = [
      { weekdays: [5, 1], from: '06:00', to: '11:00', price: 900 },
      { weekdays: [], from: '17:00', to: '24:00' },
    ];
    const input = inputOf(draftOf(item(11, { dayparts, picture: '0'.repeat(32) })));
    expect(orderingInputs.saveItem.parse(input)).toEqual(input);
    expect(input.dayparts).toEqual([{ weekdays: [1, 5], from: '06:00', to: '11:00', price: 900 }, dayparts[1]]);
  });
  it('names everything that is missing', () => {
    expect(problemsOf(emptyDraft('', '', ' '))).toEqual(['name', 'price', 'category', 'taxClass', 'station']);
    const draft = draftOf(item(11));
    expect(problemsOf(draft)).toEqual([]);
    expect(problemsOf({ ...draft, price: Number.NaN })).toEqual(['price']);
    expect(problemsOf({ ...draft, name: { en: '  ' } })).toEqual(['name']);
    const daypart = { key: 'a', weekdays: [], from: '6', to: '11:00', price: null };
    expect(problemsOf({ ...draft, dayparts: [daypart] })).toEqual(['dayparts']);
    expect(problemsOf({ ...draft, dayparts: [{ ...daypart, from: '11:00' }] })).toEqual(['dayparts']);
  });
});

describe('a group of choices as a draft', () => {
  const option = { id: id(31), name: { en: 'Mild ' }, priceDelta: null, available: true, maxQuantity: 1 };
  const group: GroupDraft = { name: { en: 'Spice' }, min: 1, max: 1, options: [option] };

  it('comes back as what the landing takes', () => {
    expect(orderingInputs.saveOptionGroup.safeParse(groupInput(group)).success).toBe(true);
    expect(groupInput(group).options).toEqual([{ ...option, name: { en: 'Mild' }, priceDelta: 0, preset: false }]);
  });
  it('names what is wrong', () => {
    expect(groupProblems(group)).toEqual([]);
    expect(groupProblems({ ...group, min: 2 })).toEqual(['range', 'reach']);
    expect(groupProblems({ ...group, max: 3, min: 2 })).toEqual(['reach']);
    expect(groupProblems({ ...group, options: [] })).toEqual(['options']);
    expect(groupProblems({ ...group, options: [{ ...option, priceDelta: Number.NaN }] })).toEqual(['prices']);
  });
});

describe('moved', () => {
  it('moves by one and stops at the ends', () => {
    expect(movedTo(['a', 'b', 'c'], 1, 0)).toEqual(['b', 'a', 'c']);
    expect(movedTo(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(movedTo(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  });
});

describe('changing many prices', () => {
  const selection = { categoryId: null, tags: [], search: '', hours: true };
  const noEdits = { excluded: new Set<string>(), typed: new Map<string, number>() };
  const lunch = { weekdays: [], from: '11:00', to: '14:00', price: 900 };
  const many: MenuList = {
    ...menu,
    items: [
      item(11, { dayparts: [lunch], tags: ['new'] }),
      item(12, { pricing: 'market' }),
      item(13, { categoryId: id(2) }),
    ],
  };
  const rows = (part: Partial<typeof selection> = {}) =>
    priceRows(
      many,
      { ...selection, ...part },
      { kind: 'amount', amount: 150 },
      { modulus: 100, ending: 0, direction: 'up' },
    );

  it('lists the prices of a selection, those of hours too, and none that the staff type', () => {
    expect(rows().map(({ key, from, to }) => [key, from, to])).toEqual([
      [id(11), 1200, 1400],
      [`${id(11)} 0`, 900, 1100],
      [id(13), 1200, 1400],
    ]);
    expect(rows({ hours: false })).toHaveLength(2);
    expect(rows({ categoryId: id(2) } as never)).toHaveLength(1);
    expect(rows({ tags: ['new', 'vegan'] } as never)).toHaveLength(2);
    expect(rows({ search: '13' })).toHaveLength(1);
  });

  it('writes what changes, but for rows left out, at prices typed over the rule’s', () => {
    const edits = {
      excluded: new Set([id(13)]),
      typed: new Map([
        [id(11), 1200],
        [`${id(11)} 0`, 777],
      ]),
    };
    expect(writtenRows(rows(), edits).map(({ key, to }) => [key, to])).toEqual([[`${id(11)} 0`, 777]]);
    expect(writtenRows(rows(), noEdits)).toHaveLength(3);
  });

  it('offers roundings a currency can have', () => {
    for (const exponent of [0, 2, 3]) {
      const found = roundingsFor(exponent);
      expect(found.length).toBeGreaterThanOrEqual(5);
      for (const { modulus, ending } of found)
        expect([Number.isInteger(modulus), ending < modulus]).toEqual([true, true]);
    }
  });
});

describe('texts in several languages', () => {
  it('lists every text there is, dishes under their category, and says what lacks a language', () => {
    const translated: MenuList = {
      ...menu,
      items: [item(11, { description: { en: 'Good' } })],
      optionGroups: [{ id: id(90), name: { en: 'Size' }, min: 0, max: 1, position: 0, options: [] }],
    };
    const found = textRows(translated);
    expect(found.map(({ role }) => role)).toEqual(['category', 'item', 'description', 'category', 'group']);
    expect(found.filter(({ text }) => lacks(text, ['zh-CN', 'en'])).map(({ role }) => role)).toEqual([
      'category',
      'description',
      'category',
      'group',
    ]);
    expect(found.some(({ text }) => lacks(text, ['en']))).toBe(false);
  });

  it('names the languages a dish lacks', () => {
    expect(missingLanguages(item(1), ['zh-CN', 'en'])).toEqual([]);
    expect(missingLanguages(item(1, { name: { en: 'X' } }), ['zh-CN', 'en'])).toEqual(['zh-CN']);
    expect(missingLanguages(item(1, { description: { en: 'X' } }), ['zh-CN', 'en'])).toEqual(['zh-CN']);
  });

  it('copies a dish under a new name, with parts of its own', () => {
    const slots = [{ id: id(70), name: { en: 'Main' }, choices: [{ itemId: id(12), priceDelta: 0, quantity: 1 }] }];
    const copy = copyOf(item(11, { slots }), (name, language) => `${name} ${language}`);
    expect(copy).toMatchObject({ name: { en: 'Dish 11 en', 'zh-CN': '菜 11 zh-CN' } });
    expect(copy.id).toBeUndefined();
    expect(copy.slots[0]?.id).not.toBe(id(70));
  });
});
