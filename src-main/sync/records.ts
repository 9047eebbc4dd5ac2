import { type Column, getTableColumns, getTableName } from 'drizzle-orm';
import type { AnyEntity } from '#shared/entities.ts';
import type { Stamp } from '#shared/sync/clock.ts';
import { type Knowledge, Learning } from '#shared/sync/knowledge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';
import { entityOf, type SyncedTable } from './registry.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A table of records that travel, read and written by the values that travel: those of the entity, without the id. */
export class RecordTable {
  readonly entity: AnyEntity;
  readonly topics: readonly string[];
  readonly #connection: SqliteConnection;
  readonly #name: string;
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #select;
  readonly #delete;
  readonly #statements = new Map<string, ReturnType<SqliteConnection['prepare']>>();

  constructor(connection: SqliteConnection, synced: SyncedTable) {
    this.entity = entityOf(synced);
    this.topics = synced.topics;
    this.#connection = connection;
    this.#name = getTableName(synced.table);
    this.#columns = new Map(Object.entries(getTableColumns(synced.table)).filter(([field]) => field !== 'id'));
    this.#select = connection.prepare<[string], Raw>(`SELECT ${this.#selected()} FROM "${this.#name}" WHERE id = ?`);
    this.#delete = connection.prepare<[string]>(`DELETE FROM "${this.#name}" WHERE id = ?`);
  }

  #selected(): string {
    return [...this.#columns].map(([field, column]) => `"${column.name}" AS "${field}"`).join(', ');
  }

  /** Whether this program knows a field and understands its value. */
  takes(field: string, value: unknown): boolean {
    const column = this.#columns.get(field);
    const schema = this.entity.schema.shape[field];
    if (!column || !schema || (column.notNull && value === null)) return false;
    return schema.safeParse(value).success;
  }

  /** The fields without which no record can be made. */
  lacks(fields: Fields): boolean {
    return [...this.#columns].some(
      ([field, column]) => column.notNull && !column.hasDefault && !Object.hasOwn(fields, field),
    );
  }

  /** The names of its columns in the database, without the id. */
  get columns(): readonly string[] {
    return [...this.#columns.values()].map(({ name }) => name);
  }

  /** A row by column as one by field; columns that are not there are left out. */
  named(row: Raw): Raw {
    const named = [...this.#columns].filter(([, { name }]) => Object.hasOwn(row, name));
    return Object.fromEntries(named.map(([field, { name }]) => [field, row[name]]));
  }

  /** Values as the database holds them, as they travel. */
  toWire(raw: Raw): Fields {
    return Object.fromEntries(
      Object.entries(raw).map(([field, value]) => {
        const column = this.#columns.get(field);
        const wire = value === null || !column ? value : column.mapFromDriverValue(value);
        return [field, wire as Fields[string]];
      }),
    );
  }

  #toDriver(field: string, value: unknown): unknown {
    return value === null ? null : this.#columns.get(field)?.mapToDriverValue(value);
  }

  #prepared(sql: string) {
    const statement = this.#statements.get(sql) ?? this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  read(id: string): Fields | undefined {
    const raw = this.#select.get(id);
    return raw && this.toWire(raw);
  }

  insert(id: string, fields: Fields): void {
    const names = Object.keys(fields);
    const columns = names.map((field) => `, "${this.#columns.get(field)?.name}"`).join('');
    this.#prepared(`INSERT INTO "${this.#name}" (id${columns}) VALUES (?${', ?'.repeat(names.length)})`).run(
      id,
      ...names.map((field) => this.#toDriver(field, fields[field])),
    );
  }

  /** Gives whether there is such a record. */
  update(id: string, fields: Fields): boolean {
    const names = Object.keys(fields);
    if (names.length === 0) return this.#select.get(id) !== undefined;
    const sets = names.map((field) => `"${this.#columns.get(field)?.name}" = ?`).join(', ');
    const values = names.map((field) => this.#toDriver(field, fields[field]));
    return this.#prepared(`UPDATE "${this.#name}" SET ${sets} WHERE id = ?`).run(...values, id).changes > 0;
  }

  remove(id: string): void {
    this.#delete.run(id);
  }

  /** Every record with its stamps, in the order of their ids, a page at a time. */
  *all(): Generator<{ id: string; raw: Raw; fields: Fields; stamps: Stamps }> {
    const page = this.#connection.prepare<[string, string], Raw & { id: string; stamps: string | null }>(
      `SELECT t.id AS id, s.stamps AS stamps, ${[...this.#columns].map(([field, column]) => `t."${column.name}" AS "f:${field}"`).join(', ')}
       FROM "${this.#name}" t LEFT JOIN sync_stamp s ON s.entity = ? AND s.row_id = t.id
       WHERE t.id > ? ORDER BY t.id LIMIT 500`,
    );
    for (let after = ''; ; ) {
      const rows = page.all(this.entity.name, after);
      for (const { id, stamps, ...raw } of rows) {
        const values = Object.fromEntries(Object.entries(raw).map(([field, value]) => [field.slice(2), value]));
        yield { id, raw: values, fields: this.toWire(values), stamps: JSON.parse(stamps ?? '{}') as Stamps };
        after = id;
      }
      if (rows.length === 0) return;
    }
  }
}

/** The row of the book that says what was ever seen; no entity and no record is called so. */
const seen = ['*', '*'] as const;

/** The stamps of what stands in the records, and what was ever seen of the other devices' writes. */
export class StampBook {
  readonly #get;
  readonly #set;
  readonly #forget;
  readonly #all;

  constructor(connection: SqliteConnection) {
    this.#get = connection.prepare<[string, string], { stamps: string; deleted: string | null }>(
      'SELECT stamps, deleted FROM sync_stamp WHERE entity = ? AND row_id = ?',
    );
    this.#set = connection.prepare<[string, string, string, string | null]>(
      `INSERT INTO sync_stamp (entity, row_id, stamps, deleted) VALUES (?, ?, ?, ?)
       ON CONFLICT (entity, row_id) DO UPDATE SET stamps = excluded.stamps, deleted = excluded.deleted`,
    );
    this.#forget = connection.prepare<[string, string]>('DELETE FROM sync_stamp WHERE entity = ? AND row_id = ?');
    this.#all = connection.prepare<[], { stamps: string; deleted: string | null }>(
      'SELECT stamps, deleted FROM sync_stamp',
    );
  }

  get(entity: string, id: string): { stamps: Stamps; deleted: string | null } {
    const row = this.#get.get(entity, id);
    return { stamps: JSON.parse(row?.stamps ?? '{}') as Stamps, deleted: row?.deleted ?? null };
  }

  set(entity: string, id: string, stamps: Stamps): void {
    this.#set.run(entity, id, JSON.stringify(stamps), null);
  }

  /** Notes a deletion; the empty stamp stands for a record that never was. */
  setDeleted(entity: string, id: string, stamp: string): void {
    if (stamp === '') this.#forget.run(entity, id);
    else this.#set.run(entity, id, '{}', stamp);
  }

  /** Takes note of writes that came from the cloud, also of those that are replaced by now. */
  see(stamps: Iterable<Stamp>): void {
    const learning = new Learning(this.get(...seen).stamps);
    const news = [...stamps].filter((stamp) => learning.see(stamp));
    if (news.length > 0) this.set(...seen, learning.knowledge);
  }

  /** What was ever seen, by what was noted and by what stands. Reads the whole book. */
  knowledge(): Knowledge {
    const learning = new Learning(this.get(...seen).stamps);
    for (const { stamps, deleted } of this.#all.iterate()) {
      for (const stamp of Object.values(JSON.parse(stamps) as Stamps)) learning.see(stamp);
      learning.see(deleted ?? '');
    }
    return learning.knowledge;
  }
}

/** The stamps of a whole record, said once where they are all the same. */
export function shortStamps(stamps: Stamps): Stamps {
  const each = Object.values(stamps);
  const [first] = each;
  return first !== undefined && each.every((stamp) => stamp === first) ? { '*': first } : stamps;
}
