import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartupError } from '#main/startup-error.ts';
import { openDatabase } from '#main/store/database.ts';
import { type Migration, migrate } from '#main/store/migrate.ts';
import { openStore } from '#main/store/open.ts';
import type { Change, Transaction } from '#main/store/service.ts';
import { landingTable } from '#main/store/tables.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const open = () =>
  openStore({
    folder: folder.path,
    onListenerError: (error) => {
      throw error;
    },
  });
const put = (name: string, value: string) => ({ name, value });

describe('the store', () => {
  it('is durable by its settings', async () => {
    const opened = open();
    expect(opened.connection.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(opened.connection.pragma('synchronous', { simple: true })).toBe(2);
    expect(opened.connection.pragma('foreign_keys', { simple: true })).toBe(1);
    await opened.close();
  });

  it('writes along with somebody else’s work: both or neither, and only with that', async () => {
    const opened = open();
    const { store } = opened;
    const names = () =>
      store.db
        .select()
        .from(landingTable)
        .all()
        .map(({ name }) => name)
        .filter((name) => /^[a-z]$/.test(name));
    const write = (name: string, refuse = false) =>
      store.write('system', (tx) => {
        tx.db.insert(landingTable).values(put(name, 'v')).run();
        if (refuse) throw new Error('refused');
        return name;
      });
    const along =
      (name: string, refuse = false) =>
      (tx: Transaction, result: unknown) => {
        tx.db
          .insert(landingTable)
          .values(put(name, String(result)))
          .run();
        if (refuse) throw new Error('refused');
      };
    const together = Promise.allSettled([
      store.writeAlong(along('b'), () => write('a')),
      store.writeAlong(along('d'), () => write('c', true)),
      store.writeAlong(along('f', true), () => write('e')),
      write('g'),
    ]);
    expect((await together).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(names()).toEqual(['a', 'b', 'g']);
    expect(() => store.writeAlong(along('h'), () => 'nothing')).toThrow('no work');
    const refuse = (): Promise<string> => {
      throw new Error('before any work');
    };
    expect(() => store.writeAlong(along('i'), refuse)).toThrow('before any work');
    await write('j');
    expect(names()).toEqual(['a', 'b', 'g', 'j']);
    await opened.close();
  });

  it('commits work that arrives together once, and undoes only the work that failed', async () => {
    const opened = open();
    const { store } = opened;
    const batches: (readonly Change[])[] = [];
    store.feed.subscribe((changes) => batches.push(changes));
    const work = Array.from({ length: 10 }, (_, index) =>
      store.write('system', (tx) => {
        tx.db
          .insert(landingTable)
          .values(put(`k${index}`, 'v'))
          .run();
        tx.changed('test', `k${index}`);
        if (index % 3 === 0) throw new Error(`refused ${index}`);
        return index;
      }),
    );
    const outcomes = await Promise.allSettled(work);
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : (o.reason as Error).message))).toEqual([
      'refused 0',
      1,
      2,
      'refused 3',
      4,
      5,
      'refused 6',
      7,
      8,
      'refused 9',
    ]);
    const kept = store.db
      .select()
      .from(landingTable)
      .all()
      .map((row) => row.name)
      .filter((name) => name.startsWith('k'));
    expect(kept.sort()).toEqual(['k1', 'k2', 'k4', 'k5', 'k7', 'k8']);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.map((change) => change.id)).toEqual(['k1', 'k2', 'k4', 'k5', 'k7', 'k8']);
    await opened.close();
  });

  it('undoes what work cached in memory when it is not committed', async () => {
    const opened = open();
    const undone: string[] = [];
    await expect(
      opened.store.write('system', (tx) => {
        tx.onRollback(() => undone.push('a'));
        tx.db.insert(landingTable).values(put('a', '1')).run();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(undone.length).toBeGreaterThan(0);
    await opened.close();
  });

  it('keeps no endless backlog for a reader of changes who stopped reading', async () => {
    const opened = open();
    const { feed } = opened.store;
    const abort = new AbortController();
    const reader = feed.changes(abort.signal);
    const first = reader.next();
    for (let n = 0; n < 6_000; n++) feed.publish([{ topic: 'test', id: String(n) }]);
    expect(await first).toMatchObject({ done: true });
    const follower = feed.changes(abort.signal);
    const next = follower.next();
    feed.publish([{ topic: 'test', id: 'one' }]);
    expect(await next).toMatchObject({ value: [{ id: 'one' }] });
    const last = follower.next();
    abort.abort();
    expect(await last).toMatchObject({ done: true });
    await opened.close();
  });

  it('announces changes only after they can be read', async () => {
    const opened = open();
    const { store } = opened;
    const seen: unknown[] = [];
    store.feed.subscribe(() => seen.push(store.db.select().from(landingTable).where(eq(landingTable.name, 'x')).get()));
    await store.write('system', (tx) => {
      tx.db.insert(landingTable).values(put('x', '1')).run();
      tx.changed('test', 'x');
    });
    expect(seen).toEqual([{ name: 'x', value: '1' }]);
    await opened.close();
  });

  it('numbers the facts of a stream and refuses a number that is taken', async () => {
    const opened = open();
    const { store } = opened;
    const fact = { stream: 'test', streamId: 'one', type: 'happened', data: { a: 1 } };
    await store.write('me', (tx) => {
      tx.append(fact);
      tx.append(fact);
    });
    await expect(store.write('me', (tx) => tx.append({ ...fact, seq: 2 }))).rejects.toThrow(/UNIQUE/);
    expect(store.events.ofStream('one')).toMatchObject([{ seq: 1, actor: 'me', data: { a: 1 } }, { seq: 2 }]);
    await opened.close();
  });

  it('finishes what it took in before it closes, and takes nothing after', async () => {
    const opened = open();
    const last = opened.store.write('system', (tx) => tx.db.insert(landingTable).values(put('last', '1')).run());
    await opened.close();
    await expect(last).resolves.toBeTruthy();
  });
});

describe('the data folder', () => {
  it('belongs to one landing at a time', async () => {
    const opened = open();
    expect(open).toThrow(expect.objectContaining({ reason: 'data_folder_in_use' }));
    await opened.close();
    await open().close();
  });

  it('is checked after an unclean end, and the device keeps its id', async () => {
    const first = open();
    const { deviceId } = first.store;
    expect(first.recovered).toBe(false);
    await first.close();
    writeFileSync(join(folder.path, 'running'), '1\n');
    const second = open();
    expect(second.recovered).toBe(true);
    expect(second.store.deviceId).toBe(deviceId);
    await second.close();
    expect(existsSync(join(folder.path, 'running'))).toBe(false);
  });

  it('with a damaged database is refused in words, and the file is left as it is', async () => {
    const first = open();
    await first.store.write('system', (tx) => {
      for (let i = 0; i < 500; i++)
        tx.db
          .insert(landingTable)
          .values(put(`fill${i}`, 'x'.repeat(200)))
          .run();
    });
    await first.close();
    const file = join(folder.path, 'landing.db');
    const damaged = new Database(file);
    damaged.pragma('journal_mode = DELETE');
    const size = Number(damaged.pragma('page_size', { simple: true }));
    damaged.close();
    const { openSync, writeSync, closeSync, statSync } = await import('node:fs');
    const handle = openSync(file, 'r+');
    for (let at = size * 3; at + size < statSync(file).size; at += size * 2)
      writeSync(handle, Buffer.alloc(size, 7), 0, size, at);
    closeSync(handle);
    writeFileSync(join(folder.path, 'running'), '1\n');
    expect(open).toThrow(expect.objectContaining({ reason: 'database_corrupt' }));
    expect(statSync(file).size).toBeGreaterThan(0);
  });
});

describe('the migration runner', () => {
  const step = (tag: string, sql: string): Migration => ({ tag, sql, checksum: `sum of ${sql}` });
  const one = step('0000_one', 'CREATE TABLE a (x INTEGER);');
  const two = step('0001_two', 'ALTER TABLE a ADD COLUMN y INTEGER;');
  const backups = () => join(folder.path, 'backups');
  const run = (migrations: Migration[]) => {
    const connection = openDatabase(join(folder.path, 'm.db'));
    try {
      migrate(connection, migrations, backups());
      return connection.pragma('table_info(a)') as { name: string }[];
    } finally {
      connection.close();
    }
  };

  it('applies what is new, once, behind a verified copy', () => {
    expect(run([one]).map((c) => c.name)).toEqual(['x']);
    expect(existsSync(backups())).toBe(false);
    expect(run([one, two]).map((c) => c.name)).toEqual(['x', 'y']);
    expect(run([one, two]).map((c) => c.name)).toEqual(['x', 'y']);
    const [copy] = readdirSync(backups());
    const old = new Database(join(backups(), copy ?? ''), { readonly: true });
    expect((old.pragma('table_info(a)') as { name: string }[]).map((c) => c.name)).toEqual(['x']);
    old.close();
    expect(readdirSync(backups())).toHaveLength(1);
  });

  it('refuses a newer database, an inserted step and a changed step, and changes nothing', () => {
    run([one, two]);
    const reason = (migrations: Migration[]) => {
      try {
        run(migrations);
        return 'accepted';
      } catch (error) {
        return error instanceof StartupError ? error.reason : String(error);
      }
    };
    expect(reason([one])).toBe('database_newer');
    expect(reason([step('0000_zero', 'CREATE TABLE z (x);'), one, two])).toBe('database_history');
    expect(reason([one, { ...two, checksum: 'other' }])).toBe('database_history');
    expect(reason([one, two])).toBe('accepted');
  });

  it('undoes a step that fails half-way', () => {
    run([one]);
    const broken = step('0001_broken', 'ALTER TABLE a ADD COLUMN y INTEGER; CREATE TABLE a (x);');
    expect(() => run([one, broken])).toThrow(/already exists/);
    expect(run([one]).map((c) => c.name)).toEqual(['x']);
  });

  it('leaves nothing that looks like a copy when making it fails half-way', () => {
    run([one]);
    const connection = openDatabase(join(folder.path, 'm.db'));
    for (let n = 0; n < 3; n++) connection.exec(`CREATE TABLE fill${n} AS SELECT zeroblob(100000) AS x`);
    connection.close();
    const damaged = readFileSync(join(folder.path, 'm.db'));
    damaged.fill(7, 4096 * 4, 4096 * 40);
    writeFileSync(join(folder.path, 'm.db'), damaged);
    expect(() => run([one, two])).toThrow(expect.objectContaining({ reason: 'backup_failed' }));
    expect(readdirSync(backups())).toEqual([]);
  });

  it('stops before the first step when no copy can be made', () => {
    run([one]);
    writeFileSync(backups(), 'a file where the folder should be');
    expect(() => run([one, two])).toThrow(expect.objectContaining({ reason: 'backup_failed' }));
    expect(run([one]).map((c) => c.name)).toEqual(['x']);
  });
});
