import Database from 'better-sqlite3';
import { registerCapture } from '#main/store/capture.ts';
import { Aside } from '#main/sync/aside.ts';
import { checksumsOf } from '#main/sync/checksums.ts';
import { RecordTable } from '#main/sync/records.ts';
import { entityOf, syncedTables } from '#main/sync/registry.ts';

/** What a landing's file says, read from beside it while it runs. */
export class Evidence {
  readonly #connection: Database.Database;

  constructor(file: string) {
    this.#connection = new Database(file, { readonly: true, fileMustExist: true });
    // Its triggers ask for them, also where nothing is written.
    registerCapture(this.#connection);
  }

  /** What has not come to rest: operations on their way, and those that the cloud refused. */
  unsettled(): { state: string; entity: string; kind: string; code: string | null; fields: string }[] {
    return this.#connection
      .prepare<[], { state: string; entity: string; kind: string; code: string | null; fields: string }>(
        'SELECT state, entity, kind, code, fields FROM sync_outbox ORDER BY seq LIMIT 20',
      )
      .all();
  }

  checksums(): unknown {
    const tables = new Map(
      syncedTables.map((one) => [entityOf(one).name, new RecordTable(this.#connection, one)] as const),
    );
    return checksumsOf(this.#connection, tables, new Aside(this.#connection));
  }

  /** How often each key of an order is in the log of facts. */
  orderKeys(): ReadonlyMap<string, number> {
    return new Map(
      this.#connection
        .prepare<[], [string, number]>(
          "SELECT json_extract(data, '$.retry.key'), count(*) FROM event WHERE type = 'order.placed' GROUP BY 1",
        )
        .raw()
        .all(),
    );
  }

  /** The orders as the rooms show them: by id, what they cost. */
  orders(): ReadonlyMap<string, number> {
    return new Map(this.#connection.prepare<[], [string, number]>('SELECT id, total FROM tab_order').raw().all());
  }

  /** The value of a field of a record; undefined when there is no such record. */
  field(entity: string, id: string, column: string): unknown {
    return this.#connection.prepare<[string]>(`SELECT "${column}" FROM "${entity}" WHERE id = ?`).pluck().get(id);
  }

  /** Every value that a conflict about a record's field keeps. */
  kept(entity: string, id: string, field: string): unknown[] {
    return this.#connection
      .prepare<[string, string, string], [string, string, string]>(
        'SELECT winner, loser, original FROM conflict WHERE entity = ? AND record_id = ? AND field = ?',
      )
      .raw()
      .all(entity, id, field)
      .flatMap((row) => row.map((value): unknown => JSON.parse(value)));
  }

  isSound(): boolean {
    return this.#connection.pragma('integrity_check', { simple: true }) === 'ok';
  }

  close(): void {
    this.#connection.close();
  }
}
