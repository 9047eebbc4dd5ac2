import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLine,
  type Cart,
  type Choice,
  emptyCart,
  idempotencyKey,
  limits,
  lineIssue,
  type MenuItem,
  markRefused,
  mergeCarts,
  orderBody,
  quoteCart,
  replaceLine,
  restoreLine,
  sectionsByHour,
  setCartNote,
  setQuantity,
  unmetGroup,
} from '#renderer/guest/cart.ts';
import { choiceWords, firstComponents } from '#renderer/guest/choices.ts';
import { orderLimits, placeOrderBody } from '#shared/ordering/guest-api.ts';
import { priceOrder } from '#shared/ordering/pricing.ts';
import { countingKeys, dish, group, menuOf } from './menu-fixture.ts';

const choice = (itemId: string, quantity = 1, more: Partial<Choice> = {}): Choice => ({
  itemId,
  name: itemId,
  quantity,
  options: [],
  note: '',
  ...more,
});
const cartOf = (...choices: Choice[]): Cart => {
  const keys = countingKeys();
  return choices.reduce((cart, next) => addLine(cart, next, keys), emptyCart(keys));
};
const first = (cart: Cart) => {
  const [line] = cart.lines;
  if (!line) throw new Error('the cart is empty');
  return line;
};

describe('the cart', () => {
  it('agrees with the limits of the API', () => {
    expect(limits).toMatchObject({
      lines: orderLimits.lines,
      quantity: orderLimits.quantity,
      noteLength: orderLimits.noteLength,
    });
  });

  it('grows the line of the same dish with the same options and note, whatever the order of the options', () => {
    const egg = { groupId: 'g', optionId: 'egg', quantity: 1 };
    const tofu = { groupId: 'g', optionId: 'tofu', quantity: 2 };
    const cart = cartOf(choice('a', 1, { options: [egg, tofu] }), choice('a', 2, { options: [tofu, egg] }));
    expect(cart.lines).toHaveLength(1);
    expect(first(cart).quantity).toBe(3);
    expect(cartOf(choice('a'), choice('a', 1, { note: 'hot' })).lines).toHaveLength(2);
    const twice = { ...egg, quantity: 2 };
    expect(cartOf(choice('a', 1, { options: [egg] }), choice('a', 1, { options: [twice] })).lines).toHaveLength(2);
  });

  it('keeps to 200 lines and 999 portions', () => {
    const full = cartOf(...Array.from({ length: 230 }, (_, index) => choice(`dish ${index}`)));
    expect(full.lines).toHaveLength(200);
    expect(first(cartOf(choice('a', 990), choice('a', 50))).quantity).toBe(999);
  });

  it('renews its key with every change of content', () => {
    const keys = countingKeys();
    const before = addLine(emptyCart(keys), choice('a', 2), keys);
    const line = first(before);
    const changed = [
      addLine(before, choice('b'), keys),
      setQuantity(before, line.id, 3, keys),
      setQuantity(before, line.id, 0, keys),
      replaceLine(before, line.id, choice('a', 2, { note: 'hot' }), keys),
      setCartNote(before, 'together', keys),
      restoreLine(before, { ...line, id: 'other' }, 0, keys),
    ];
    const all = [before.key, ...changed.map((cart) => cart.key)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('puts a removed line back in its place', () => {
    const keys = countingKeys();
    const cart = cartOf(choice('a'), choice('b'), choice('c'));
    const [, b] = cart.lines;
    if (!b) throw new Error('three lines');
    const back = restoreLine(setQuantity(cart, b.id, 0, keys), b, 1, keys);
    expect(back.lines.map((line) => line.itemId)).toEqual(['a', 'b', 'c']);
  });

  it('gives one idempotency key per content and expected total', () => {
    const cart = cartOf(choice('a'));
    expect(idempotencyKey(cart, 100)).toBe(idempotencyKey(cart, 100));
    expect(idempotencyKey(cart, 110)).not.toBe(idempotencyKey(cart, 100));
  });
});

describe('what a refusal does to the cart', () => {
  it('marks lines by their dish or by one of their options, and forgets the mark when they change', () => {
    const keys = countingKeys();
    const withEgg = choice('b', 1, { options: [{ groupId: 'g', optionId: 'egg', quantity: 1 }] });
    const marked = markRefused(cartOf(choice('a'), withEgg, choice('c')), ['a', 'egg'], 'sold_out');
    expect(marked.lines.map((line) => line.refused)).toEqual(['sold_out', 'sold_out', null]);
    expect(first(setQuantity(marked, first(marked).id, 2, keys)).refused).toBeNull();
  });

  it('returns a submission unchanged when nothing was added, key included', () => {
    const sent = cartOf(choice('a'), choice('b'));
    expect(mergeCarts(sent, emptyCart(countingKeys()), countingKeys())).toEqual(sent);
  });

  it('loses nothing when something was added meanwhile, and takes another key', () => {
    const sent = setCartNote(cartOf(choice('a', 2)), 'fast', countingKeys());
    const merged = mergeCarts(sent, cartOf(choice('a'), choice('b')), () => 'new');
    expect(merged.lines.map((line) => [line.itemId, line.quantity])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(merged).toMatchObject({ key: 'new', note: 'fast' });
  });
});

describe('checking lines against the menu', () => {
  const only = (item: MenuItem | undefined) => new Map(item ? [[item.id, item]] : []);
  const heat = group('heat', 1, 1, [0, 0]);
  const hot = { groupId: 'heat', optionId: 'heat-1', quantity: 1 };
  const line = (more: Partial<Choice> = {}) => first(cartOf(choice('a', 1, { options: [hot], ...more })));

  it('lets a line through that the landing would take', () => {
    expect(lineIssue(line(), only(dish('a', 1000, { optionGroups: [heat] })))).toBeNull();
  });

  it.each([
    ['gone', undefined, {}],
    ['sold_out', dish('a', 1, { available: false, unavailable: 'sold_out' }), {}],
    ['not_served_now', dish('a', 1, { available: false, unavailable: 'not_served_now' }), {}],
    ['few_left', dish('a', 1, { optionGroups: [heat], left: 2 }), { quantity: 3 }],
    ['options', dish('a', 1, { optionGroups: [heat] }), { options: [] }],
    ['options', dish('a', 1, { optionGroups: [] }), {}],
    ['options', dish('a', 1, { optionGroups: [heat] }), { options: [{ ...hot, quantity: 2 }] }],
  ])('says %s', (issue, item, more) => {
    expect(lineIssue(line(more), only(item))).toBe(issue);
  });

  it('believes the landing’s refusal even where the menu still offers the dish', () => {
    expect(lineIssue({ ...line(), refused: 'sold_out' }, only(dish('a', 1, { optionGroups: [heat] })))).toBe(
      'sold_out',
    );
  });

  it('says sold out for an option that ran out', () => {
    const options = heat.options.map((option) => ({ ...option, available: option.id !== 'heat-1' }));
    expect(lineIssue(line(), only(dish('a', 1, { optionGroups: [{ ...heat, options }] })))).toBe('sold_out');
  });

  it('counts an option taken twice as two choices', () => {
    const item = dish('a', 1, { optionGroups: [group('extra', 2, 3, [100, 200], 3)] });
    expect(unmetGroup(item, [{ groupId: 'extra', optionId: 'extra-0', quantity: 1 }])?.id).toBe('extra');
    expect(unmetGroup(item, [{ groupId: 'extra', optionId: 'extra-0', quantity: 2 }])).toBeUndefined();
    expect(unmetGroup(item, [{ groupId: 'extra', optionId: 'extra-0', quantity: 4 }])?.id).toBe('extra');
  });
});

describe('the price on the phone', () => {
  it('is what the landing computes from the same lines, to the minor unit', () => {
    const lineArb = fc.record({
      price: fc.integer({ min: 0, max: 1_000_000 }),
      quantity: fc.integer({ min: 1, max: 999 }),
      delta: fc.integer({ min: 0, max: 5_000 }),
      times: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(lineArb, { minLength: 1, maxLength: 12 }), fc.boolean(), (wanted, isInclusive) => {
        const mode = isInclusive ? 'inclusive' : 'exclusive';
        const items = wanted.map((w, index) =>
          dish(`i${index}`, w.price, { optionGroups: [group(`g${index}`, 0, 3, [w.delta], 3)] }),
        );
        const menu = menuOf(items, mode);
        const cart = cartOf(
          ...wanted.map((w, index) => {
            const option = { groupId: `g${index}`, optionId: `g${index}-0`, quantity: w.times };
            return choice(`i${index}`, w.quantity, { options: w.times > 0 ? [option] : [] });
          }),
        );
        const landing = priceOrder(
          wanted.map((w) => ({
            unitPrice: w.price,
            quantity: w.quantity,
            taxClass: 'standard',
            options: w.times > 0 ? [{ priceDelta: w.delta, quantity: w.times }] : [],
          })),
          menu.pricing,
          'eat_in',
        );
        const quote = quoteCart(cart, menu);
        expect([quote.subtotal, quote.tax, quote.total]).toEqual([landing.subtotal, landing.tax, landing.total]);
      }),
    );
  });

  it('keeps line totals with their lines when a dish left the menu', () => {
    const cart = cartOf(choice('gone'), choice('b', 2));
    const quote = quoteCart(cart, menuOf([dish('b', 500)]));
    expect(cart.lines.map((line) => quote.byLine.get(line.id))).toEqual([undefined, 1000]);
  });
});

describe('the order of the sections', () => {
  it('puts what is not served at this hour behind the rest, and changes nothing else', () => {
    const closed = dish('x', 1, { available: false, unavailable: 'not_served_now' });
    const sold = dish('y', 1, { available: false, unavailable: 'sold_out' });
    const section = (id: string, ...items: (typeof closed)[]) => ({ id, name: id, items });
    const menu = {
      ...menuOf([]),
      categories: [section('breakfast', closed), section('noodles', sold), section('tea', closed, dish('z', 1))],
    };
    expect(sectionsByHour(menu).map(({ id }) => id)).toEqual(['noodles', 'tea', 'breakfast']);
  });
});

describe('the submission', () => {
  it('is what the API takes, without empty notes', () => {
    const id = '018f0000-0000-7000-8000-000000000001';
    const options = [{ groupId: id, optionId: id, quantity: 2 }];
    const cart = cartOf(choice(id, 2, { options, note: '  less salt ' }), choice(id));
    const body = orderBody(setCartNote(cart, '   ', countingKeys()), 4200, 'CNY');
    expect(placeOrderBody.parse(body)).toEqual(body);
    expect(body.lines[0]?.note).toBe('less salt');
    expect(body).not.toHaveProperty('note');
    expect(body.lines[1]).not.toHaveProperty('note');
  });
});

describe('a combo in the cart', () => {
  const size = group('size', 1, 1, [0, 300]);
  const slot = (id: string, choices: [string, number][]) => ({
    id,
    name: id,
    choices: choices.map(([itemId, amount]) => ({ itemId, priceDelta: { amount, currency: 'CNY' }, quantity: 1 })),
  });
  const slots = [
    slot('main', [['noodles', 0]]),
    slot('drink', [
      ['tea', 0],
      ['beer', 500],
    ]),
  ];
  const lunch = dish('lunch', 3500, { slots });
  const menu = (beer: Partial<MenuItem> = {}) =>
    menuOf([lunch, dish('noodles', 3000), dish('tea', 1000, { optionGroups: [size] }), dish('beer', 1500, beer)]);
  const items = (beer: Partial<MenuItem> = {}) =>
    new Map(menu(beer).categories[0]?.items.map((item) => [item.id, item]));
  const large = { groupId: 'size', optionId: 'size-1', quantity: 1 };
  const parts = (drink: string, options: (typeof large)[] = []) => [
    { slotId: 'main', itemId: 'noodles', options: [] },
    { slotId: 'drink', itemId: drink, options },
  ];
  const line = (components = parts('tea', [large])) => choice('lunch', 2, { components });

  it('costs what the landing says: its price, what its dishes add and what is chosen for them', () => {
    expect(quoteCart(cartOf(line()), menu()).total).toBe((3500 + 300) * 2);
    expect(quoteCart(cartOf(line(parts('beer'))), menu()).total).toBe((3500 + 500) * 2);
  });

  it('is sent with its parts, grows only with the same ones, and reads as one line', () => {
    const cart = cartOf(line(), line(), line(parts('beer')));
    expect(cart.lines.map(({ quantity }) => quantity)).toEqual([4, 2]);
    expect(placeOrderBody.shape.lines.element.shape.components.unwrap().safeParse([]).success).toBe(true);
    expect(orderBody(cart, 1, 'CNY').lines[0]?.components).toEqual(parts('tea', [large]));
    expect(choiceWords(lunch, line(), items())).toBe('dish noodles · dish tea (size 1)');
  });

  it('begins with its fixed parts and what can only be one thing', () => {
    expect(firstComponents(lunch, null, items())).toEqual([{ slotId: 'main', itemId: 'noodles', options: [] }]);
    expect(firstComponents(lunch, null, items({ available: false })).map(({ itemId }) => itemId)).toEqual([
      'noodles',
      'tea',
    ]);
  });

  it.each([
    ['options', parts('tea'), {}],
    ['options', parts('soup'), {}],
    ['options', parts('tea', [large]).slice(0, 1), {}],
    ['sold_out', parts('beer'), { available: false, unavailable: 'sold_out' as const }],
  ])('cannot be sent when a part says %s', (issue, components, beer) => {
    expect(lineIssue(first(cartOf(line(components))), items(beer))).toBe(issue);
  });

  it('is marked when the landing refuses one of its dishes', () => {
    expect(markRefused(cartOf(line(parts('beer'))), ['beer'], 'sold_out').lines[0]?.refused).toBe('sold_out');
  });
});
