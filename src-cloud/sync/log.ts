import { sql } from 'drizzle-orm';
import { Lists, Prepared, type Tx } from '../store/service.ts';

/** The device that sent something, and its epoch then. */
export interface Origin {
  readonly deviceId: string;
  readonly epoch: number;
}

/** What became of a record, at its place in the log. */
export interface LogEntry {
  readonly position: number;
  /** The position of the first entry of its transaction. */
  readonly tx: number;
  /** The number of the operation that it came of; null when the server wrote it. */
  readonly seq: number | null;
  readonly asSent: boolean;
  readonly entity: string;
  readonly id: string;
  /** What everybody sets now. */
  readonly written: {
    readonly kind: 'put' | 'delete';
    readonly whole: boolean;
    /** JSON; null of a delete. */
    readonly fields: string | null;
    /** JSON of the stamps of a put; the stamp of a delete. */
    readonly stamps: string;
  };
}

const lists = new Lists<LogEntry>('entry', [
  ['bigint', ({ position }) => position],
  ['bigint', ({ tx: first }) => first],
  ['bigint', ({ seq }) => seq],
  ['boolean', ({ asSent }) => asSent],
  ['text', ({ entity }) => entity],
  ['uuid', ({ id }) => id],
  ['text', ({ written }) => written.kind],
  ['boolean', ({ written }) => written.whole],
  ['text', ({ written }) => written.fields],
  ['text', ({ written }) => written.stamps],
]);
const columns = sql.raw('position, tx, seq, as_sent, entity, id, kind, whole, fields, stamps');
const saving = new Prepared<{ enterpriseId: string } & Origin>(
  'sync_save_log',
  sql`insert into sync_log (enterprise_id, device_id, epoch, ${columns})
    select ${sql.placeholder('enterpriseId')}::uuid, case when seq is not null then ${sql.placeholder('deviceId')}::uuid end,
      case when seq is not null then ${sql.placeholder('epoch')}::integer end, ${columns}
    from ${lists.table} as t (${columns})`,
);

/** Writes the entries that came of operations of one device. */
export async function saveLog(
  tx: Tx,
  enterpriseId: string,
  { deviceId, epoch }: Origin,
  entries: readonly LogEntry[],
): Promise<void> {
  if (entries.length > 0) await saving.rows(tx, { enterpriseId, deviceId, epoch, ...lists.of(entries) });
}
