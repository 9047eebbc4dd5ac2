import type { Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';

/** What is kept of a record without being understood. */
export interface KeptAside {
  readonly entity: string;
  readonly id: string;
  readonly fields: Fields;
  readonly stamps: Stamps;
  readonly deleted: string | null;
}

interface Row {
  readonly entity: string;
  readonly rowId: string;
  readonly fields: string;
  readonly stamps: string;
  readonly deleted: string | null;
}

const read = ({ entity, rowId: id, fields, stamps, deleted }: Row): KeptAside => ({
  entity,
  id,
  fields: JSON.parse(fields) as Fields,
  stamps: JSON.parse(stamps) as Stamps,
  deleted,
});

/** Values of a newer program: kept as they came, and used as soon as this program knows what they are. */
export class Aside {
  readonly #get;
  readonly #all;
  readonly #set;
  readonly #drop;

  constructor(connection: SqliteConnection) {
    const columns = 'entity, row_id AS rowId, fields, stamps, deleted';
    this.#get = connection.prepare<[string, string], Row>(
      `SELECT ${columns} FROM sync_aside WHERE entity = ? AND row_id = ?`,
    );
    this.#all = connection.prepare<[], Row>(`SELECT ${columns} FROM sync_aside ORDER BY entity, row_id`);
    this.#set = connection.prepare<[string, string, string, string, string | null]>(
      `INSERT INTO sync_aside (entity, row_id, fields, stamps, deleted) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (entity, row_id) DO UPDATE
       SET fields = excluded.fields, stamps = excluded.stamps, deleted = excluded.deleted`,
    );
    this.#drop = connection.prepare<[string, string]>('DELETE FROM sync_aside WHERE entity = ? AND row_id = ?');
  }

  get(entity: string, id: string): KeptAside | undefined {
    const row = this.#get.get(entity, id);
    return row && read(row);
  }

  all(): KeptAside[] {
    return this.#all.all().map(read);
  }

  /** Keeps values beside what is kept of the record already. */
  keep(entity: string, id: string, fields: Fields, stamps: Stamps): void {
    const known = this.get(entity, id);
    const all = { fields: { ...known?.fields, ...fields }, stamps: { ...known?.stamps, ...stamps } };
    this.#set.run(entity, id, JSON.stringify(all.fields), JSON.stringify(all.stamps), null);
  }

  keepDeletion(entity: string, id: string, stamp: string): void {
    this.#set.run(entity, id, '{}', '{}', stamp);
  }

  /** Forgets what is kept of a record, or some fields of it. */
  drop(entity: string, id: string, only?: readonly string[]): void {
    const known = this.get(entity, id);
    if (!known) return;
    const left = Object.entries(known.fields).filter(([field]) => only !== undefined && !only.includes(field));
    if (left.length === 0) this.#drop.run(entity, id);
    else this.#set.run(entity, id, JSON.stringify(Object.fromEntries(left)), JSON.stringify(known.stamps), null);
  }
}
