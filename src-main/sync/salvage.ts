import type { Operation } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';

/** What the cloud did not have when a database was damaged. */
export interface SalvagedRow {
  readonly seq: number;
  readonly stamp: string;
  readonly at: number;
  readonly actor: string;
  readonly entity: string;
  readonly id: string;
  readonly kind: Operation['kind'];
  /** As the database held them, by field; of a fact the fact as it lies in `event`. */
  readonly content: unknown;
}

type Rows = (table: string, columns: readonly string[]) => Iterable<Readonly<Record<string, unknown>>>;

const outboxFields = ['seq', 'stamp', 'at', 'actor', 'entity', 'row_id', 'kind', 'state', 'fields', 'before'] as const;
const eventFields = ['id', 'stream', 'stream_id', 'seq', 'type', 'at', 'actor', 'home', 'data'] as const;

/**
 * Reads from a damaged database what never reached the cloud, as far as its pages can be read. `rows` gives the rows of a
 * table that can still be reached (the store's `salvageTable`); the connection may lack the functions of sync. Gives an
 * empty list for a landing that does not sync.
 */
export function salvageOutbox(connection: SqliteConnection, rows: Rows): SalvagedRow[] {
  const has = connection.prepare<[], number>("SELECT 1 FROM sqlite_schema WHERE name = 'sync_outbox'").pluck().get();
  if (!has) return [];
  const unsafe = [...rows('sync_outbox', outboxFields)].filter(
    ({ state }) => state === 'pending' || state === 'rejected',
  );
  const facts = new Set(unsafe.filter(({ kind }) => kind === 'fact').map((row) => String(row['row_id'])));
  const events = new Map<string, unknown>();
  if (facts.size > 0) {
    for (const row of rows('event', eventFields)) if (facts.has(String(row['id']))) events.set(String(row['id']), row);
  }
  return unsafe.map((row) => {
    const kind = row['kind'] === 'whole' ? 'put' : (row['kind'] as SalvagedRow['kind']);
    const id = String(row['row_id']);
    const text = String(row[kind === 'delete' ? 'before' : 'fields']);
    return {
      seq: Number(row['seq']),
      stamp: String(row['stamp']),
      at: Number(row['at']),
      actor: String(row['actor']),
      entity: String(row['entity']),
      id,
      kind,
      content: events.get(id) ?? readJson(text),
    };
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A damaged page may hold anything; what is there is given as it is.
    return text;
  }
}
