import type { Outputs } from '../../api.ts';

type Ticket = Outputs['ordering']['tickets']['list'][number];

/** An order of which dishes wait to be carried out. */
export interface ReadyOrder {
  readonly orderId: string;
  readonly number: number;
  /** Null for take-away. */
  readonly table: string | null;
  readonly ready: readonly Ticket['lines'][number][];
  /** Dishes that count: served ones and voided ones do not. */
  readonly of: number;
  /** When the first of them was ready, UTC ms. */
  readonly since: number;
}

/** What the kitchen has put out, longest waiting first. */
export function readyOrders(tickets: readonly Ticket[]): ReadyOrder[] {
  return tickets
    .flatMap((ticket): ReadyOrder[] => {
      const open = ticket.lines.filter((line) => line.quantity > 0 && line.state !== 'served');
      const ready = open.filter((line) => line.state === 'ready');
      if (ready.length === 0) return [];
      const { orderId, number, table } = ticket;
      const since = Math.min(...ready.map((line) => line.movedAt ?? ticket.changedAt));
      return [{ orderId, number, table, ready, of: open.length, since }];
    })
    .sort((a, b) => a.since - b.since);
}

/** What the counter is told of once: each dish that became ready, again after it was recalled. */
export function readyKeys(orders: readonly ReadyOrder[]): string[] {
  return orders.flatMap(({ ready }) => ready.map(({ id, movedAt }) => `${id}:${movedAt}`));
}
