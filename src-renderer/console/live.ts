import type { QueryKey } from '@tanstack/react-query';
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '#main/router.ts';

/** A change as the landing's watch tells it. */
export interface WatchedFact {
  readonly type: string;
  readonly tabId: string | null;
}

/** What a change makes stale: names of the ordering room's queries. */
export type StalePart =
  | 'orders'
  | 'tables'
  | 'stickers'
  | 'takeAway'
  | 'calls'
  | 'tab'
  | 'tickets'
  | 'menu'
  | 'settings'
  | 'closed'
  | 'shifts'
  | 'reports'
  | 'notice'
  | 'stickerLook'
  | 'reach'
  | 'relay'
  | 'selfTest'
  | 'printing'
  | 'repairs'
  | 'elsewhere'
  | 'counters';

const everything: readonly StalePart[] = [
  'orders',
  'tables',
  'stickers',
  'takeAway',
  'calls',
  'tab',
  'tickets',
  'menu',
  'settings',
  'closed',
  'shifts',
  'reports',
  'notice',
  'stickerLook',
  'reach',
  'relay',
  'selfTest',
  'printing',
  'repairs',
  'elsewhere',
  'counters',
];

/** Exactly the parts of the screen that a change concerns; a type this console does not know concerns all of them. */
export function staleAfter(type: string): readonly StalePart[] {
  switch (type) {
    case 'watch.ready':
      return [];
    case 'order.placed':
    case 'order.rejected':
    case 'order.restored':
      return ['orders', 'tables', 'takeAway', 'tab'];
    case 'order.accepted':
      return ['orders', 'tables', 'takeAway', 'tab', 'tickets'];
    case 'order.delayed':
      return ['orders', 'takeAway', 'tab'];
    case 'order.started':
    case 'order.prepared':
    case 'order.served':
    case 'order.recalled':
    case 'order.fired':
    case 'order.urged':
      return ['takeAway', 'tab', 'tickets'];
    case 'line.voided':
      return ['orders', 'tables', 'takeAway', 'tab', 'tickets'];
    case 'payment.taken':
    case 'payment.refunded':
      return ['tables', 'takeAway', 'tab', 'closed', 'shifts', 'reports'];
    case 'discount.given':
    case 'discount.removed':
    case 'charge.waived':
    case 'charge.restored':
    case 'guests.changed':
      return ['tables', 'takeAway', 'tab'];
    case 'tab.opened':
    case 'tab.closed':
    case 'tab.reopened':
      return ['tables', 'takeAway', 'calls', 'tab', 'tickets', 'closed', 'reports'];
    case 'tab.moved':
    case 'tab.merged':
    case 'tab.merged_into':
    case 'orders.left':
    case 'orders.joined':
      return ['orders', 'tables', 'takeAway', 'calls', 'tab', 'tickets'];
    case 'call.raised':
    case 'call.answered':
      return ['tables', 'takeAway', 'calls', 'tab'];
    case 'menu.changed':
      return ['menu'];
    case 'table.changed':
      return ['tables', 'stickers', 'stickerLook', 'orders', 'tickets', 'calls'];
    case 'notice.changed':
      return ['notice'];
    case 'shift.changed':
      return ['shifts', 'reports'];
    case 'settings.changed':
      return ['settings', 'menu', 'relay', 'stickers'];
    case 'stickers.changed':
      return ['stickerLook'];
    case 'reach.changed':
      return ['reach', 'stickers', 'stickerLook'];
    case 'relay.changed':
      return ['relay', 'stickers'];
    case 'self_test.changed':
      return ['selfTest'];
    case 'printing.changed':
      return ['printing'];
    case 'repair.changed':
      return ['repairs'];
    case 'elsewhere.changed':
      return ['elsewhere', 'counters', 'tab', 'closed'];
    default:
      return everything;
  }
}

/** The query keys behind the parts; a fact of one tab touches that tab's query only. */
export function keysOf(trpc: TRPCOptionsProxy<AppRouter>, fact: WatchedFact): QueryKey[] {
  const { reach, stickers } = trpc;
  const { orders, tables, tabs, calls, tickets, menu, settings, shifts, notice } = trpc.ordering;
  const keys: Record<StalePart, () => QueryKey> = {
    orders: () => orders.list.queryKey(),
    tables: () => tables.list.queryKey(),
    stickers: () => tables.links.queryKey(),
    takeAway: () => tabs.listTakeAway.queryKey(),
    calls: () => calls.pathKey(),
    tab: () => (fact.tabId ? tabs.get.queryKey({ tabId: fact.tabId }) : tabs.get.queryKey()),
    tickets: () => tickets.pathKey(),
    menu: () => menu.list.queryKey(),
    settings: () => settings.get.queryKey(),
    closed: () => tabs.listClosed.queryKey(),
    shifts: () => shifts.pathKey(),
    reports: () => trpc.reports.pathKey(),
    notice: () => notice.get.queryKey(),
    stickerLook: () => stickers.get.queryKey(),
    reach: () => reach.state.queryKey(),
    relay: () => trpc.relay.state.queryKey(),
    selfTest: () => reach.selfTest.current.queryKey(),
    printing: () => trpc.printing.pathKey(),
    repairs: () => trpc.repairs.pathKey(),
    elsewhere: () => trpc.ordering.elsewhere.pathKey(),
    counters: () => trpc.relay.counters.pathKey(),
  };
  return staleAfter(fact.type).map((part) => keys[part]());
}
