import { sql } from 'drizzle-orm';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate, newId, rowsOf } from '#cloud/store/service.ts';
import { type SyncingDevice, SyncService } from '#cloud/sync/service.ts';
import { AppError } from '#shared/errors.ts';

const tables = [
  ...['sync_head', 'sync_commit', 'sync_log', 'sync_row', 'sync_fact', 'sync_device', 'sync_staged', 'sync_sum'],
  ...['sync_traffic', 'sync_conflict'],
];

/** The rows of an enterprise at one moment, as JSON by table. */
export type CloudCopy = Readonly<Record<string, string>>;

/** A record or a fact as the cloud's tables hold it. */
export interface CloudRow {
  readonly entity: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly stamps: Readonly<Record<string, string>>;
}

/**
 * The cloud's real code over PGlite in memory, shared by many runs: each has an enterprise of its own. Its clock is the
 * laboratory's.
 */
export class LabCentre {
  readonly database: CloudDatabase;
  readonly sync: SyncService;
  readonly #devices = new Map<string, SyncingDevice>();
  #restarts = 0;
  #now: () => number = Date.now;

  private constructor(database: CloudDatabase) {
    this.database = database;
    const surroundings = { switchesOf: async () => ({}), fork: async (of: SyncingDevice) => this.#fork(of) };
    this.sync = new SyncService(database, surroundings, () => Math.round(this.#now()));
  }

  static async open(): Promise<LabCentre> {
    const database = await CloudDatabase.open({});
    await migrate(database, cloudMigrationsFolder);
    return new LabCentre(database);
  }

  async close(): Promise<void> {
    await this.sync.close();
    await this.database.close();
  }

  /** Another run begins: its clock, and nobody's credentials. */
  begin(now: () => number): void {
    this.#now = now;
    this.#devices.clear();
  }

  /** Enrols a device and gives its credential. */
  enrol(enterpriseId: string, id: string): string {
    const credential = `credential of ${id}`;
    this.#devices.set(credential, { id, enterpriseId, scope: 'enterprise', userId: null, administers: true });
    return credential;
  }

  #fork(of: SyncingDevice): { device: string; credential: string } {
    const device = newId();
    return { device, credential: this.enrol(of.enterpriseId, device) };
  }

  /** Whose credential it is. Throws AppError device_credential_wrong. */
  identify(credential: string): SyncingDevice {
    const device = this.#devices.get(credential);
    if (!device) throw new AppError('device_credential_wrong');
    return device;
  }

  /** Copies an enterprise's rows aside, as a backup of PostgreSQL would have them. */
  async copy(enterpriseId: string): Promise<CloudCopy> {
    const columns = tables.map(
      (name) =>
        sql`(select coalesce(json_agg(t), '[]')::text from ${sql.raw(name)} t where enterprise_id = ${enterpriseId}) as ${sql.raw(name)}`,
    );
    const [copy] = await this.#asSuperuser<CloudCopy>(sql`select ${sql.join(columns, sql`, `)}`);
    if (!copy) throw new Error('nothing was copied');
    return copy;
  }

  /** How often a copy was put back. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Puts a copy in the place of what an enterprise has. */
  async putBack(enterpriseId: string, copy: CloudCopy): Promise<void> {
    this.#restarts += 1;
    await this.forget(enterpriseId);
    const inserts = tables.map(
      (name) =>
        sql`${sql.raw(`put_${name}`)} as (insert into ${sql.raw(name)} select * from json_populate_recordset(null::${sql.raw(name)}, ${copy[name] ?? '[]'}::json))`,
    );
    await this.#asSuperuser(sql`with ${sql.join(inserts, sql`, `)} select 1`);
  }

  /** The same for an enterprise of another id. */
  putBackAs(enterpriseId: string, of: string, copy: CloudCopy): Promise<void> {
    const renamed = Object.entries(copy).map(([name, rows]) => [name, rows.replaceAll(of, enterpriseId)]);
    return this.putBack(enterpriseId, Object.fromEntries(renamed));
  }

  async forget(enterpriseId: string): Promise<void> {
    const deletes = tables.map(
      (name) => sql`${sql.raw(`drop_${name}`)} as (delete from ${sql.raw(name)} where enterprise_id = ${enterpriseId})`,
    );
    await this.#asSuperuser(sql`with ${sql.join(deletes, sql`, `)} select 1`);
  }

  /** Empties the tables for good: what was deleted would stay in memory. */
  async tidy(): Promise<void> {
    await this.#asSuperuser(sql.raw(`truncate ${tables.join(', ')}`));
  }

  /** Up to where the log of an enterprise goes: how many effects it has had. */
  async positions(enterpriseId: string): Promise<number> {
    const [head] = await this.#asSuperuser<{ position: string }>(
      sql`select position from sync_head where enterprise_id = ${enterpriseId}`,
    );
    return Number(head?.position ?? 0);
  }

  /** The records that are not deleted, and the ids of the facts. */
  async rows(enterpriseId: string): Promise<{ records: CloudRow[]; facts: string[] }> {
    const rows = await this.#asSuperuser<{ entity: string; id: string; fields: string; stamps: string }>(
      sql`select entity, id, fields, stamps from sync_row where enterprise_id = ${enterpriseId} and deleted is null`,
    );
    const facts = await this.#asSuperuser<{ id: string }>(
      sql`select id from sync_fact where enterprise_id = ${enterpriseId}`,
    );
    const records = rows.map(({ entity, id, fields, stamps }) => ({
      entity,
      id,
      fields: JSON.parse(fields) as CloudRow['fields'],
      stamps: JSON.parse(stamps) as CloudRow['stamps'],
    }));
    return { records, facts: facts.map(({ id }) => id) };
  }

  #asSuperuser<Row>(query: ReturnType<typeof sql>): Promise<Row[]> {
    return this.database.driver.transaction((tx) => rowsOf<Row>(tx, query));
  }
}
