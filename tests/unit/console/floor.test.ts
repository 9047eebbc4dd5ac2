import { describe, expect, it } from 'vitest';
import { isCalling } from '#renderer/console/counter/alerting.ts';
import { findTables, groupByArea, standingOf } from '#renderer/console/counter/floor/standing.ts';

const named = (name: string, area: string) => ({ name, area });
const money = { amount: 0, currency: 'CNY' };
const tab = (state: 'open' | 'paid') => ({
  id: 't',
  state,
  openedAt: 0,
  guests: null,
  code: '0000',
  total: money,
  paid: money,
  revision: 1,
});
const quiet = { tab: null, pendingOrders: 0, calls: [], waitingPhones: 0 };
const call = { id: 'c', kind: 'waiter' as const, at: 0 };

describe('how a table stands', () => {
  it('says the one thing that matters most', () => {
    expect(standingOf(quiet)).toBe('free');
    expect(standingOf({ ...quiet, waitingPhones: 1 })).toBe('phones');
    expect(standingOf({ ...quiet, tab: tab('open') })).toBe('open');
    expect(standingOf({ ...quiet, tab: tab('paid') })).toBe('paid');
    expect(standingOf({ ...quiet, tab: tab('paid'), calls: [call] })).toBe('calling');
    expect(standingOf({ ...quiet, tab: tab('open'), calls: [call], pendingOrders: 2 })).toBe('newOrder');
  });
});

describe('the floor by areas', () => {
  it('keeps the order of areas and tables; tables without an area come last', () => {
    const tables = [named('9', ''), named('1', 'Hall'), named('T1', 'Terrace'), named('2', 'Hall ')];
    expect(groupByArea(tables).map((area) => [area.name, area.tables.map((table) => table.name)])).toEqual([
      ['Hall', ['1', '2']],
      ['Terrace', ['T1']],
      ['', ['9']],
    ]);
  });

  it('finds by name or area, the exact name first', () => {
    const tables = [named('11', 'Hall'), named('1', 'Hall'), named('T1', 'Terrace')];
    expect(findTables(tables, '1').map((table) => table.name)).toEqual(['1', '11', 'T1']);
    expect(findTables(tables, 'terr').map((table) => table.name)).toEqual(['T1']);
    expect(findTables(tables, ' ')).toHaveLength(3);
  });
});

describe('the alarm of a waiting order', () => {
  it('rests while its guests were asked to wait, and comes back after', () => {
    expect(isCalling({ delayMinutes: null, changedAt: 0 }, 0)).toBe(true);
    expect(isCalling({ delayMinutes: 10, changedAt: 1000 }, 1000 + 599_999)).toBe(false);
    expect(isCalling({ delayMinutes: 10, changedAt: 1000 }, 1000 + 600_000)).toBe(true);
  });
});
