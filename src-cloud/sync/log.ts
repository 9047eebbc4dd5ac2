import { sql } from 'drizzle-orm';
import { Lists, Prepared, type Tx } from '../store/service.ts';

/** What became of a record, at its place in the log. */
export interface LogEntry {
  readonly position: number;
  /** The position of the first entry of its transaction. */
  readonly tx: number;
  /** The operation it came of; null when the server wrote it. */
  readonly origin: { readonly deviceId: string; readonly epoch: number; readonly seq: number } | null;
  readonly asSent: boolean;
  readonly entity: string;
  readonly id: string;
  readonly kind: 'put' | 'delete';
  readonly whole: boolean;
  /** JSON; null of a delete. */
  readonly fields: string | null;
  /** JSON of the stamps of a put; the stamp of a delete. */
  readonly stamps: string;
}

const lists = new Lists<LogEntry>('entry', [
  ['bigint', ({ position }) => position],
  ['bigint', ({ tx: first }) => first],
  ['uuid', ({ origin }) => origin?.deviceId ?? null],
  ['integer', ({ origin }) => origin?.epoch ?? null],
  ['bigint', ({ origin }) => origin?.seq ?? null],
  ['boolean', ({ asSent }) => asSent],
  ['text', ({ entity }) => entity],
  ['uuid', ({ id }) => id],
  ['text', ({ kind }) => kind],
  ['boolean', ({ whole }) => whole],
  ['text', ({ fields }) => fields],
  ['text', ({ stamps }) => stamps],
]);
const saving = new Prepared<{ enterpriseId: string }>(
  'sync_save_log',
  sql`insert into sync_log (enterprise_id, position, tx, device_id, epoch, seq, as_sent, entity, id, kind, whole, fields, stamps)
    select ${sql.placeholder('enterpriseId')}::uuid, t.* from ${lists.unnest} as t`,
);

/** Writes entries of the log. */
export async function saveLog(tx: Tx, enterpriseId: string, entries: readonly LogEntry[]): Promise<void> {
  if (entries.length > 0) await saving.rows(tx, { enterpriseId, ...lists.of(entries) });
}
