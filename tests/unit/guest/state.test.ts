import { describe, expect, it } from 'vitest';
import { searchMenu } from '#renderer/guest/search.ts';
import { orderInFocus, ordersOf, type VisitState } from '#renderer/guest/state.ts';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { dish } from './menu-fixture.ts';

const order = (id: string, state: OrderView['state']) => ({ id, state }) as OrderView;

describe('the order the bottom bar speaks of', () => {
  const orders = [order('1', 'served'), order('2', 'cooking'), order('3', 'placed'), order('4', 'placed')];

  it('is this phone’s latest unfinished one, not a neighbour’s later one', () => {
    expect(orderInFocus(orders, ['1', '2', '3'], [])?.id).toBe('3');
  });

  it('is a refused one before all others, until it was read', () => {
    const refused = [order('2', 'rejected'), order('3', 'cooking')];
    expect(orderInFocus(refused, ['2', '3'], [])?.id).toBe('2');
    expect(orderInFocus(refused, ['2', '3'], ['2'])?.id).toBe('3');
  });

  it('is the table’s latest on a phone that ordered nothing, but never another’s refusal', () => {
    expect(orderInFocus([order('1', 'cooking'), order('2', 'rejected')], [], [])?.id).toBe('1');
    expect(orderInFocus([], [], [])).toBeNull();
  });

  it('is there at once after the confirmation, and once only when its snapshot comes', () => {
    const table = (known: OrderView[]) => ({ tab: { orders: known } }) as unknown as NonNullable<VisitState['table']>;
    const placed = order('9', 'placed');
    expect(ordersOf({ table: table([]), placed })).toEqual([placed]);
    const accepted = order('9', 'accepted');
    expect(ordersOf({ table: table([accepted]), placed })).toEqual([accepted]);
  });
});

describe('the search', () => {
  const categories = [
    {
      id: 'hot',
      name: 'Hot',
      items: [dish('a', 1, { name: 'Mapo Tofu', tags: ['spicy'] }), dish('b', 1, { name: '宫保鸡丁' })],
    },
    { id: 'sweet', name: 'Sweet', items: [dish('c', 1, { name: 'Jelly', description: 'with ＡＬＭＯＮＤ' })] },
  ];
  const find = (query: string) => searchMenu(categories, query, (code) => (code === 'spicy' ? '辣' : code));

  it('finds every word in name, description or tag, in any width and case', () => {
    expect(find('tofu MAPO').map((c) => c.items.map((i) => i.id))).toEqual([['a']]);
    expect(find('辣').map((c) => c.id)).toEqual(['hot']);
    expect(find('鸡').flatMap((c) => c.items.map((i) => i.id))).toEqual(['b']);
    expect(find('almond').map((c) => c.id)).toEqual(['sweet']);
    expect(find('pizza')).toEqual([]);
    expect(find('  ')).toBe(categories);
  });
});
