import { and, asc, count, desc, eq, gt, ilike, inArray, isNull, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '#server/database/service.ts';
import type { SealedKey, TerminalView } from '#shared/bench/operator.ts';
import { AppError } from '#shared/errors.ts';
import { algorithmOf } from '../models.ts';
import { stateOf } from '../operations.ts';
import { customerTable, operationTable, sealedKeyTable, terminalTable } from '../tables.ts';

const terminalsAtOnce = 100;
const ticketsShown = 20;

/** `%` and `_` as themselves in a LIKE pattern. */
export const literally = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

export interface TerminalQuery {
  readonly search: string;
  readonly customer?: string | undefined;
  /** Serial number after which to go on. */
  readonly after?: string | undefined;
}

/** Terminals in the order of their serial numbers, each with the state of its latest key. */
export async function listTerminals(tx: Tx, { search, customer, after }: TerminalQuery) {
  const { serial, model, customerCode } = terminalTable;
  const latest = (column: 'state' | 'accepted_at') =>
    sql`(select k.${sql.raw(column)} from ${sealedKeyTable} k where k.serial = ${serial} order by k.accepted_at desc limit 1)`;
  const rows = await tx
    .select({
      serial,
      model,
      customerCode,
      customerName: customerTable.name,
      keyState: sql<SealedKey['state'] | null>`${latest('state')}`,
      keyAt: sql<string | number | null>`${latest('accepted_at')}`,
    })
    .from(terminalTable)
    .innerJoin(customerTable, eq(customerTable.code, customerCode))
    .where(
      and(
        search === '' ? undefined : ilike(serial, `%${literally(search)}%`),
        customer === undefined ? undefined : eq(customerCode, customer),
        after === undefined ? undefined : gt(serial, after),
      ),
    )
    .orderBy(asc(serial))
    .limit(terminalsAtOnce + 1);
  const [all] = await tx.select({ count: count() }).from(terminalTable);
  return {
    terminals: rows
      .slice(0, terminalsAtOnce)
      .map((row) => ({ ...row, keyAt: row.keyAt === null ? null : Number(row.keyAt) })),
    more: rows.length > terminalsAtOnce,
    total: all?.count ?? 0,
  };
}

/** A terminal with every key it ever had, the latest first (KEY-12), and its newest tickets. Throws not_found. */
export async function viewTerminal(tx: Tx, serial: string, now: number): Promise<TerminalView> {
  const [terminal] = await tx
    .select({ terminal: terminalTable, customerName: customerTable.name })
    .from(terminalTable)
    .innerJoin(customerTable, eq(customerTable.code, terminalTable.customerCode))
    .where(eq(terminalTable.serial, serial));
  if (!terminal) throw new AppError('not_found');
  return {
    ...terminal.terminal,
    customerName: terminal.customerName,
    algorithm: await algorithmOf(tx, terminal.terminal.model),
    keys: await keysOf(tx, serial),
    tickets: await ticketsOf(tx, serial, now),
  };
}

async function keysOf(tx: Tx, serial: string): Promise<SealedKey[]> {
  const rows = await tx
    .select({
      opId: sealedKeyTable.opId,
      customerCode: sealedKeyTable.customerCode,
      customerName: customerTable.name,
      kcv: sealedKeyTable.kcv,
      header: sealedKeyTable.header,
      state: sealedKeyTable.state,
      acceptedAt: sealedKeyTable.acceptedAt,
      acknowledgedAt: sealedKeyTable.acknowledgedAt,
      retiredAt: sealedKeyTable.retiredAt,
      bench: operationTable.benchId,
      confirmedBy: operationTable.confirmedBy,
      approvedBy: operationTable.approvedBy,
      changesFrom: operationTable.changesFrom,
    })
    .from(sealedKeyTable)
    .innerJoin(customerTable, eq(customerTable.code, sealedKeyTable.customerCode))
    .leftJoin(operationTable, eq(operationTable.opId, sealedKeyTable.opId))
    .where(eq(sealedKeyTable.serial, serial))
    .orderBy(desc(sealedKeyTable.acceptedAt));
  const deliveries = await latestDeliveries(
    tx,
    rows.map(({ opId }) => opId),
  );
  return rows.map(({ header, ...row }) => ({
    ...row,
    // X9.143: after version, length and usage.
    algorithm: header[7] === 'T' ? ('tdes' as const) : ('aes' as const),
    delivery: deliveries.get(row.opId) ?? null,
  }));
}

async function latestDeliveries(
  tx: Tx,
  opIds: readonly string[],
): Promise<Map<string, NonNullable<SealedKey['delivery']>>> {
  if (opIds.length === 0) return new Map();
  const rows = await rowsOf<{ op_id: string; due_at: string } & Omit<NonNullable<SealedKey['delivery']>, 'dueAt'>>(
    tx,
    sql`select distinct on (op_id) op_id, state, attempts, due_at, code, reason from delivery
      where op_id in (${sql.join(
        opIds.map((id) => sql`${id}`),
        sql`, `,
      )}) order by op_id, number desc`,
  );
  return new Map(
    rows.map(({ op_id, due_at, state, attempts, code, reason }) => [
      op_id,
      { state, attempts, dueAt: Number(due_at), code, reason },
    ]),
  );
}

async function ticketsOf(tx: Tx, serial: string, now: number): Promise<TerminalView['tickets']> {
  const rows = await tx
    .select()
    .from(operationTable)
    .where(
      and(
        eq(operationTable.serial, serial),
        inArray(operationTable.state, ['OPEN', 'VOID']),
        isNull(operationTable.acceptedAt),
      ),
    )
    .orderBy(desc(operationTable.createdAt))
    .limit(ticketsShown);
  return rows.map((row) => ({
    opId: row.opId,
    customerCode: row.customerCode,
    bench: row.benchId,
    state: stateOf(row, now) as TerminalView['tickets'][number]['state'],
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  }));
}
