import { describe, expect, it } from 'vitest';
import {
  addLine,
  type CartLine,
  type Dish,
  findDishes,
  firstChoices,
  type MenuDetail,
  missingGroups,
  type OptionGroup,
  setQuantity,
  stepOption,
  toggleOption,
} from '#renderer/console/counter/order/cart.ts';

const option = (id: string, maxQuantity = 1, available = true) => ({
  id,
  name: { en: id },
  priceDelta: 0,
  available,
  maxQuantity,
});
const group = (id: string, min: number, max: number, options = [option(`${id}1`), option(`${id}2`)]): OptionGroup => ({
  id,
  name: { en: id },
  min,
  max,
  options,
  position: 0,
});
const line = (id: string, more: Partial<CartLine> = {}): CartLine => ({
  id,
  itemId: 'noodles',
  quantity: 1,
  options: [],
  note: '',
  ...more,
});
const chosen = (groupId: string, optionId: string, quantity = 1) => ({ groupId, optionId, quantity });

describe('cart lines', () => {
  it('joins the same dish with the same choices, whatever their order', () => {
    const a = line('a', { options: [chosen('g', 'g1'), chosen('h', 'h1')] });
    const b = line('b', { options: [chosen('h', 'h1'), chosen('g', 'g1')], quantity: 2 });
    expect(addLine([a], b)).toEqual([{ ...a, quantity: 3 }]);
  });

  it('keeps other choices and notes apart', () => {
    expect(addLine([line('a')], line('b', { note: 'no peanuts' }))).toHaveLength(2);
    expect(addLine([line('a')], line('b', { options: [chosen('g', 'g1')] }))).toHaveLength(2);
  });

  it('removes a line of which none is left', () => {
    expect(setQuantity([line('a'), line('b')], 'a', 0).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('options', () => {
  it('replaces in a group of one and lets go only where nothing is needed', () => {
    const needed = group('g', 1, 1);
    expect(toggleOption([chosen('g', 'g1')], needed, 'g2')).toEqual([chosen('g', 'g2')]);
    expect(toggleOption([chosen('g', 'g1')], needed, 'g1')).toEqual([chosen('g', 'g1')]);
    expect(toggleOption([chosen('g', 'g1')], group('g', 0, 1), 'g1')).toEqual([]);
  });

  it('takes no more than the group and the option allow', () => {
    const two = group('g', 0, 2, [option('g1', 2), option('g2'), option('g3')]);
    const full = [chosen('g', 'g1'), chosen('g', 'g2')];
    expect(toggleOption(full, two, 'g3')).toEqual(full);
    expect(stepOption([chosen('g', 'g1')], two, 'g1', 1)).toEqual([chosen('g', 'g1', 2)]);
    expect(stepOption([chosen('g', 'g1', 2)], two, 'g1', 1)).toEqual([chosen('g', 'g1', 2)]);
    expect(stepOption([chosen('g', 'g1')], two, 'g1', -1)).toEqual([]);
  });

  it('says what is missing, and chooses by itself only where there is no choice', () => {
    const groups = [group('g', 1, 1), group('h', 0, 3)];
    expect(missingGroups(groups, []).map(({ id }) => id)).toEqual(['g']);
    expect(firstChoices(groups)).toEqual([]);
    expect(firstChoices([group('g', 1, 1, [option('g1'), option('g2', 1, false)])])).toEqual([chosen('g', 'g1')]);
  });
});

describe('the dishes to choose from', () => {
  const dish = (id: string, categoryId: string, unavailable: Dish['unavailable'] = null) =>
    ({ id, categoryId, unavailable, name: { en: id } }) as Dish;
  const menu = {
    items: [dish('congee', 'breakfast', 'not_served_now'), dish('tofu', 'wok', 'sold_out'), dish('rice', 'wok')],
  } as MenuDetail;
  const found = (categoryId: string | null, typed: string) => findDishes(menu, categoryId, typed).map(({ id }) => id);

  it('puts those of another time of day last among all; what is sold out keeps its place', () => {
    expect(found(null, '')).toEqual(['tofu', 'rice', 'congee']);
    expect(found('breakfast', '')).toEqual(['congee']);
    expect(found(null, 'Cong')).toEqual(['congee']);
  });
});
