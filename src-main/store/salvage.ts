import type { SqliteConnection } from './database.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What could be read of a table. */
export interface Salvaged {
  /** Places where reading had to jump; how many rows were there is not known. */
  readonly gaps: number;
}

const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Whether SQLite could not read a page, as opposed to the question being wrong. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test((error as { code?: string }).code ?? '');

/**
 * Gives every row of a table that can still be reached, and in the end how many gaps there are. Rows come in the order
 * of their row ids; at a damaged page the reading jumps ahead, further each time, until it finds firm ground, and reads
 * backwards from there to the damage. SQLite keeps no checksums: a page whose contents are wrong but well-formed is not
 * noticed.
 */
export function* salvageTable(
  connection: SqliteConnection,
  table: string,
  columns: readonly string[],
): Generator<Row, Salvaged> {
  const wanted = columns.map(quoted).join(', ');
  const select = (what: string, order: string) =>
    connection
      .prepare<[bigint, bigint], Row>(
        `SELECT rowid AS rescue_rowid${what} FROM ${quoted(table)} NOT INDEXED
         WHERE rowid BETWEEN ? AND ? ORDER BY rowid ${order}`,
      )
      .safeIntegers();
  const upwards = select(`, ${wanted}`, 'ASC');
  const downwards = select(`, ${wanted}`, 'DESC');
  const first = select('', 'ASC LIMIT 1');

  /** Whether a row id can be sought: it, or what follows it, lies on pages that can be read. */
  function isFirm(rowid: bigint): boolean {
    try {
      first.get(rowid, highest);
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    }
  }

  /** Rows from one end of a stretch until the other or the damage; gives whether it got through. */
  function* walk(statement: typeof upwards, from: bigint, to: bigint, seen: (rowid: bigint) => void) {
    try {
      for (const { rescue_rowid: rowid, ...row } of statement.iterate(from, to)) {
        seen(rowid as bigint);
        yield row;
      }
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    }
  }

  let gaps = 0;
  let next = lowest;
  for (;;) {
    const through = yield* walk(upwards, next, highest, (rowid) => {
      next = rowid + 1n;
    });
    if (through) return { gaps };
    gaps += 1;
    let ground: bigint | undefined;
    for (let step = 1n, from = next; ground === undefined && step <= highest; step *= 2n) {
      const place = (from === lowest ? 0n : from) + step;
      if (place > highest) break;
      if (isFirm(place)) ground = place;
    }
    if (ground === undefined) return { gaps };
    yield* walk(downwards, next, ground - 1n, () => undefined);
    next = ground;
  }
}
