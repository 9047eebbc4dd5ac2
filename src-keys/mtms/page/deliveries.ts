import { and, asc, desc, eq, ilike, lt, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { rowsOf, type Tx } from '#server/database/service.ts';
import type { DeliveryScope, ListedBatch, ListedDelivery } from '#shared/bench/operator.ts';
import { customerTable, deliveryTable, sealedKeyTable } from '../tables.ts';
import { literally } from './terminals.ts';

const shownAtOnce = 100;

const states = { waiting: 'QUEUED', quarantine: 'QUARANTINED', delivered: 'DELIVERED' } as const;

/** What is in quarantine now: a key that is on its way again is not, nor one that got there since. */
export const isHeld = (tx: Tx) => {
  const later = alias(deliveryTable, 'later');
  const sameKey = and(eq(later.opId, deliveryTable.opId), sql`${later.number} > ${deliveryTable.number}`);
  return and(eq(deliveryTable.state, 'QUARANTINED'), notExists(tx.select({ one: sql`1` }).from(later).where(sameKey)));
};

/**
 * Deliveries: those that wait in the order in which they are tried, others the newest first. `before` is the number of
 * the last one shown.
 */
export async function listDeliveries(
  tx: Tx,
  { scope, search, before, now }: { scope: DeliveryScope; search: string; before?: number | undefined; now: number },
): Promise<{ deliveries: ListedDelivery[]; more: boolean }> {
  const rows = await tx
    .select({
      delivery: deliveryTable,
      customerName: customerTable.name,
      kcv: sealedKeyTable.kcv,
      keyState: sealedKeyTable.state,
    })
    .from(deliveryTable)
    .innerJoin(sealedKeyTable, eq(sealedKeyTable.opId, deliveryTable.opId))
    .innerJoin(customerTable, eq(customerTable.code, deliveryTable.customerCode))
    .where(
      and(
        scope === 'quarantine' ? isHeld(tx) : eq(deliveryTable.state, states[scope]),
        search === '' ? undefined : ilike(deliveryTable.serial, `%${literally(search)}%`),
        before === undefined ? undefined : lt(deliveryTable.number, before),
      ),
    )
    .orderBy(
      ...(scope === 'waiting' ? [asc(deliveryTable.dueAt), asc(deliveryTable.number)] : [desc(deliveryTable.number)]),
    )
    .limit(shownAtOnce + 1);
  const deliveries = rows.slice(0, shownAtOnce).map(({ delivery, ...more }) => {
    const { leasedUntil, ...shown } = delivery;
    return { ...shown, ...more, isRunning: delivery.state === 'QUEUED' && leasedUntil > now };
  });
  return { deliveries, more: rows.length > shownAtOnce };
}

/** Production and repair orders, the newest first, each with how far its terminals are: by their latest operation in it. */
export async function listBatches(tx: Tx): Promise<{ batches: ListedBatch[] }> {
  const rows = await rowsOf<Record<keyof ListedBatch, string>>(
    tx,
    sql`select b.id, b.kind, b.customer_code as "customerCode", c.name as "customerName", b.created_at as "createdAt",
        count(t.serial) as terminals,
        count(*) filter (where o.state = 'DELIVERED') as delivered,
        count(*) filter (where o.state = 'ACCEPTED') as accepted,
        count(*) filter (where o.state = 'QUARANTINED') as quarantined
      from (select * from batch order by created_at desc, id limit ${shownAtOnce}) b
      join customer c on c.code = b.customer_code
      left join batch_terminal t on t.batch_id = b.id
      left join (
        select distinct on (batch_id, serial) batch_id, serial, state from operation
        where batch_id is not null order by batch_id, serial, created_at desc
      ) o on o.batch_id = b.id and o.serial = t.serial
      group by b.id, b.kind, b.customer_code, c.name, b.created_at order by b.created_at desc, b.id`,
  );
  const batches = rows.map((row) => ({
    ...row,
    kind: row.kind as ListedBatch['kind'],
    createdAt: Number(row.createdAt),
    terminals: Number(row.terminals),
    delivered: Number(row.delivered),
    accepted: Number(row.accepted),
    quarantined: Number(row.quarantined),
  }));
  return { batches };
}
