import { getTableColumns } from 'drizzle-orm';
import { z } from 'zod';
import { stampPattern } from '#shared/sync/clock.ts';
import { type Fact, factSchema } from '#shared/sync/operation.ts';
import { rejectionCodes } from '#shared/sync/push.ts';
import type { Row, SqliteConnection } from '../store/service.ts';
import { cloudTable } from './tables.ts';

const count = z.coerce.bigint().transform(Number).pipe(z.int().min(0));
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
const values = json.pipe(z.record(z.string(), z.unknown()));

/** SQLite has no checksums: what reads well need not be what was written. */
const outboxSchema = z.object({
  seq: count,
  tx: count,
  stamp: z.string().regex(stampPattern),
  at: count,
  actor: z.string().min(1),
  entity: z.string().min(1),
  row_id: z.string().min(1),
  kind: z.enum(['put', 'whole', 'delete', 'fact']),
  state: z.enum(['pending', 'rejected', 'seen', 'sent']),
  code: z.enum(rejectionCodes).nullable(),
  fields: values,
  before: values,
  base: json.pipe(z.record(z.string(), z.string())),
  restates: json.nullable(),
});
/** An operation of the damaged database, as it lay in its outbox. */
export type SalvagedRow = z.infer<typeof outboxSchema>;

const placeSchema = z.object({
  enabled: count,
  epoch: count,
  acknowledged: count,
  server_epoch: z.string().nullable(),
});
const eventFields = ['id', 'stream', 'stream_id', 'seq', 'type', 'at', 'actor', 'home', 'data'] as const;
const eventSchema = z
  .object({ seq: count, at: count, data: json, stream_id: z.string() })
  .loose()
  .transform(({ stream_id: streamId, id: _, ...rest }) => ({ ...rest, streamId }))
  .pipe(factSchema);

/** What a damaged database still says of its way to the cloud. */
export interface SalvagedSync {
  /** Whether it was another landing's: nothing of it can be sent from here by itself. */
  readonly foreign: boolean;
  /** Where it stood; undefined when that cannot be read. */
  readonly place: z.infer<typeof placeSchema> | undefined;
  /** The row of its connection, by column. */
  readonly cloud: Row | undefined;
  /** What the cloud did not have, and what it had refused, in order. */
  readonly rows: readonly SalvagedRow[];
  /** The facts among them, by id, as far as they can be read. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** Of the operations the cloud did not have, so many cannot be read. */
  readonly lost: number;
  /** A record as it was, by column. */
  readonly record: (table: string, id: string, columns: readonly string[]) => Row | undefined;
}

/** Gives the rows of a table that can still be reached (the store's `salvageTable`). */
export type ReadRows = (table: string, columns: readonly string[]) => Iterable<Row>;

/**
 * Reads from a damaged database what never reached the cloud, as far as its pages can be read. Gives undefined for a
 * landing that does not sync, as far as can be seen. `isDamage` tells a page that cannot be read from other errors;
 * `device` is the landing that goes on.
 */
export function readSync(
  damaged: SqliteConnection,
  { rows: read, isDamage, device }: { rows: ReadRows; isDamage: (error: unknown) => boolean; device: string },
): SalvagedSync | undefined {
  /** Where not even the list of tables can be read there is nothing. */
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (isDamage(error) || /no such (table|column)/.test((error as Error).message)) return undefined;
      throw error;
    }
  };
  const rowsOf = (table: string, columns: readonly string[]) => attempt(() => [...read(table, columns)]) ?? [];

  const place = rowsOf('sync_place', Object.keys(placeSchema.shape)).flatMap(
    (row) => placeSchema.safeParse(row).data ?? [],
  )[0];
  const all = rowsOf('sync_outbox', Object.keys(outboxSchema.shape));
  const legible = all.flatMap((row) => outboxSchema.safeParse(row).data ?? []);
  if (place?.enabled !== 1 && legible.length === 0) return undefined;
  const rows = legible.filter(({ state }) => state === 'pending' || state === 'rejected');
  const acknowledged = place?.acknowledged ?? 0;
  const last = attempt(() =>
    damaged.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'sync_outbox'").pluck().get(),
  );
  const lost =
    place === undefined || last === undefined
      ? all.length - legible.length
      : Math.max(0, last - acknowledged - legible.filter(({ seq }) => seq > acknowledged).length);
  const of = rowsOf('landing', ['name', 'value']).find(({ name }) => name === 'deviceId')?.['value'];
  return {
    foreign: of !== undefined && of !== device,
    place,
    cloud: rowsOf(
      'cloud',
      Object.values(getTableColumns(cloudTable)).map(({ name }) => name),
    )[0],
    rows,
    facts: factsOf(rows, rowsOf),
    lost,
    record: (table, id, columns) =>
      attempt(() => {
        for (const row of read(table, ['id', ...columns])) if (row['id'] === id) return plain(row);
        return undefined;
      }),
  };
}

/** Salvaged integers are BigInt. */
function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? Number(value) : value]),
  );
}

function factsOf(rows: readonly SalvagedRow[], rowsOf: (table: string, columns: readonly string[]) => Row[]) {
  const wanted = new Set(rows.filter(({ kind }) => kind === 'fact').map((row) => row.row_id));
  const facts = new Map<string, Fact>();
  if (wanted.size === 0) return facts;
  for (const row of rowsOf('event', eventFields)) {
    const id = String(row['id']);
    const fact = wanted.has(id) ? eventSchema.safeParse(row).data : undefined;
    if (fact) facts.set(id, fact);
  }
  // One that had to leave the log lies in the outbox.
  for (const { row_id: id, fields } of rows) {
    const fact = wanted.has(id) && !facts.has(id) ? factSchema.safeParse(fields).data : undefined;
    if (fact) facts.set(id, fact);
  }
  return facts;
}
