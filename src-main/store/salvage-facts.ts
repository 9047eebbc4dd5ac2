import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { SqliteConnection } from './database.ts';
import type { Projector, StoredEvent } from './events.ts';
import type { Task } from './progress.ts';
import { isDamage, salvageTable } from './salvage.ts';
import { Store } from './store.ts';
import { eventTable } from './tables.ts';

/** What came back of the facts that a copy did not have yet, and what did not. */
export interface SalvagedFacts {
  /** Facts that were appended to the copy. */
  readonly returned: number;
  /** Facts that could be read, but follow one that could not, or contradict what is there. */
  readonly unfit: number;
  /** Facts of which there are traces only; there may have been more. */
  readonly unreadable: number;
  /** When the last fact that came back happened, UTC ms. */
  readonly until: number | null;
}

const columns = ['position', 'id', 'stream', 'stream_id', 'seq', 'type', 'at', 'actor', 'home', 'data'] as const;
const count = z.coerce.bigint().transform(Number).pipe(z.int().min(1));
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
/** SQLite has no checksums: what reads well need not be what was written. */
const rowSchema = z.object({
  position: count,
  id: z.string().min(1),
  stream: z.string().min(1),
  stream_id: z.string().min(1),
  seq: count,
  type: z.string().min(1),
  at: z.coerce.bigint().transform(Number).pipe(z.int().min(0)),
  actor: z.string(),
  home: z.string().min(1),
  data: z.string().refine(isJson),
});
type FactRow = z.infer<typeof rowSchema>;

/** A store that knows its projectors one by one, so that facts can be taken in as they were written. */
export class SalvageStore extends Store {
  readonly #known = new Map<string, Projector[]>();

  override project(...[stream, projector, writes]: Parameters<Store['project']>): void {
    super.project(stream, projector, writes);
    this.#known.set(stream, [...(this.#known.get(stream) ?? []), projector]);
  }

  /** Takes in facts exactly as they are, all or none. Rejects when one does not fit what is there. */
  takeIn(facts: readonly Omit<StoredEvent, 'position'>[]): Promise<void> {
    return this.write('system', (tx) => {
      for (const fact of facts) {
        const row = { ...fact, data: JSON.stringify(fact.data) };
        const position = Number(tx.db.insert(eventTable).values(row).run().lastInsertRowid);
        for (const projector of this.#known.get(fact.stream) ?? []) projector(tx, { position, ...fact });
      }
    });
  }
}

/** So many rows are read before others have their turn. */
const rowsAtOnce = 5_000;

/** Puts the facts that the new database does not have, and that can be read, into a temporary table there. */
async function gather(
  damaged: SqliteConnection,
  recovered: SqliteConnection,
  task: Task,
): Promise<{ malformed: number }> {
  // On the disk: a year of facts does not fit into memory.
  recovered.pragma('temp_store = FILE');
  recovered.exec(`CREATE TEMP TABLE salvaged (position INTEGER PRIMARY KEY, id TEXT UNIQUE, stream TEXT, stream_id TEXT,
    seq INTEGER, type TEXT, at INTEGER, actor TEXT, home TEXT, data TEXT)`);
  const known = recovered.prepare<[unknown]>('SELECT 1 FROM main.event WHERE id = ?');
  const keep = recovered.prepare(
    `INSERT OR IGNORE INTO temp.salvaged VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  let malformed = 0;
  let seen = 0;
  const rows = salvageTable(damaged, 'event', columns);
  recovered.exec('BEGIN');
  try {
    for (const row of rows) {
      const fact = known.get(row['id']) ? undefined : rowSchema.safeParse(row);
      if (fact?.success) keep.run(fact.data);
      else if (fact) malformed += 1;
      seen += 1;
      if (seen % rowsAtOnce > 0) continue;
      await setImmediate();
      task.signal?.throwIfAborted();
    }
  } catch (error) {
    // Where not even the list of tables can be read there are no facts.
    if (!isDamage(error) && !/no such (table|column)/.test((error as Error).message)) throw error;
  } finally {
    rows.return({ gaps: 0 });
    recovered.exec('COMMIT');
  }
  return { malformed };
}

/**
 * Facts that were written in one go: neighbours in the log of one moment and one actor. They come back together or not
 * at all, since one may be wrong without another (a tab that went into another tab).
 */
function* together(rows: Iterable<FactRow>): Generator<FactRow[]> {
  let unit: FactRow[] = [];
  for (const row of rows) {
    const last = unit.at(-1);
    const joins = last && row.position === last.position + 1 && row.at === last.at && row.actor === last.actor;
    if (!joins && unit.length > 0) {
      yield unit;
      unit = [];
    }
    unit.push(row);
  }
  if (unit.length > 0) yield unit;
}

/** The last place of the log of which there is a trace: an index may know of rows whose page is gone. */
function lastTrace(damaged: SqliteConnection): number {
  const asked = ['SELECT max(position) FROM event NOT INDEXED', 'SELECT max(position) FROM event INDEXED BY event_id'];
  return Math.max(
    0,
    ...asked.map((question) => {
      try {
        return damaged.prepare<[], number | null>(question).pluck().get() ?? 0;
      } catch (error) {
        if (isDamage(error)) return 0;
        throw error;
      }
    }),
  );
}

function* pagesOf(recovered: SqliteConnection): Generator<FactRow> {
  const page = recovered.prepare<[number], FactRow>(
    'SELECT * FROM temp.salvaged WHERE position > ? ORDER BY position LIMIT 500',
  );
  for (let position = 0; ; ) {
    const rows = page.all(position);
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    position = last.position;
  }
}

const isDiskTrouble = (error: unknown) =>
  error instanceof AppError && (error.code === 'storage_full' || error.code === 'storage_unavailable');

interface FactSalvage extends Task {
  /** Over the new database, with the projectors of every room. */
  readonly store: SalvageStore;
  /** Whether none is missing among facts that were written in one go. */
  readonly isWhole: (facts: readonly Omit<StoredEvent, 'position'>[]) => boolean;
}

/**
 * Appends to the new database what the damaged one still has of the log beyond it: of each stream the next facts without
 * a gap, run through the rooms' projectors, which refuse what does not fit. Throws AppError storage_full or
 * storage_unavailable; AbortError when asked to end.
 */
export async function salvageFacts(
  damaged: SqliteConnection,
  recovered: SqliteConnection,
  { store, isWhole, signal }: FactSalvage,
): Promise<SalvagedFacts> {
  const lastKnown = recovered.prepare<[], number | null>('SELECT max(position) FROM event').pluck().get() ?? 0;
  const { malformed } = await gather(damaged, recovered, { signal });
  const next = recovered
    .prepare<[string, string], number>(
      'SELECT coalesce(max(seq), 0) + 1 FROM main.event WHERE stream_id = ? AND home = ?',
    )
    .pluck();
  const stopped = new Set<string>();
  const keyOf = ({ stream_id, home }: FactRow) => `${stream_id}\n${home}`;
  let returned = 0;
  let unfit = malformed;
  let until: number | null = null;
  for (const unit of together(pagesOf(recovered))) {
    signal?.throwIfAborted();
    const places = new Map<string, number>();
    const fits = unit.every((row) => {
      const key = keyOf(row);
      const place = places.get(key) ?? next.get(row.stream_id, row.home) ?? 1;
      places.set(key, place + 1);
      return row.seq === place && !stopped.has(key);
    });
    const facts = unit.map(({ position: _, stream_id: streamId, data, ...row }) => ({
      ...row,
      streamId,
      data: JSON.parse(data) as unknown,
    }));
    const taken = fits && isWhole(facts) && (await store.takeIn(facts).then(() => true, whyNot));
    if (taken) {
      returned += unit.length;
      until = Math.max(until ?? 0, ...unit.map(({ at }) => at));
    } else {
      unfit += unit.length;
      for (const row of unit) stopped.add(keyOf(row));
    }
  }
  const readable = recovered.prepare<[], number>('SELECT count(*) FROM temp.salvaged').pluck().get() ?? 0;
  recovered.exec('DROP TABLE temp.salvaged');
  const traces = Math.max(0, lastTrace(damaged) - lastKnown);
  return { returned, unfit, unreadable: Math.max(0, traces - readable - malformed), until };
}

/** A fact that a projector refuses does not fit; a disk that fails is another matter. */
function whyNot(error: unknown): false {
  if (isDiskTrouble(error)) throw error;
  return false;
}
