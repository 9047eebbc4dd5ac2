import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { categoryTable } from '#main/ordering/tables.ts';
import { captureOf } from '#main/store/capture.ts';
import { openDatabase } from '#main/store/database.ts';
import { newId } from '#main/store/service.ts';
import { captureTriggers } from '#main/sync/triggers.ts';
import { HybridClock } from '#shared/sync/clock.ts';
import { operationSchema } from '#shared/sync/operation.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { Replica } from '#tests/support/replica.ts';

const limits = { operations: 500, bytes: 512 * 1024 };

describe('capture', () => {
  const folder = tempFolder();
  let replica: Replica;
  let n = 0;

  beforeEach(async () => {
    n += 1;
    replica = await Replica.open(join(folder.path, String(n)));
  });
  afterEach(async () => {
    await replica.close();
  });

  const category = (id: string, name = 'Soups') => ({ id, name: { en: name }, course: 0, position: 1 });
  const ops = () => replica.journal.next(0, limits)?.ops ?? [];
  const write = (work: Parameters<typeof replica.opened.store.write>[1], actor = 'ann') =>
    replica.opened.store.write(actor, work);

  it('does nothing before it is enabled', async () => {
    await write((tx) => tx.db.insert(categoryTable).values(category(newId())).run());
    expect(replica.rows('SELECT * FROM sync_outbox')).toEqual([]);
    expect(replica.journal.next(0, limits)).toBeUndefined();
    expect(replica.journal.standing()).toEqual({ pending: 0, pendingSince: null, rejected: 0, conflicts: 0 });
  });

  it('makes what is there the first operations, each for itself', async () => {
    const id = newId();
    await write((tx) => {
      tx.db.insert(categoryTable).values(category(id)).run();
      tx.append({ stream: 'stock', streamId: id, type: 'stock.counted', data: { itemId: id, quantity: 3 } });
      tx.append({ stream: 'lan', streamId: id, type: 'lan.access_changed', data: {} });
    });
    await replica.journal.enable();
    const [first, second, ...others] = ops();
    expect(first).toMatchObject({ seq: 1, kind: 'put', whole: true, entity: 'category', id, base: {}, before: {} });
    expect(first).toMatchObject({ fields: { name: { en: 'Soups' }, course: 0, position: 1 } });
    expect(second).toMatchObject({
      seq: 2,
      kind: 'fact',
      entity: 'event',
      fact: { stream: 'stock', seq: 1, data: { quantity: 3 } },
    });
    expect(second?.tx).not.toBe(first?.tx);
    expect(others).toEqual([]);
    for (const op of ops()) operationSchema.parse(op);
  });

  it('writes down only what really changed, with what it held and what was known', async () => {
    await replica.journal.enable();
    const id = newId();
    await write((tx) => tx.db.insert(categoryTable).values(category(id)).run());
    await write(
      (tx) => tx.db.update(categoryTable).set({ position: 1, course: 2 }).where(eq(categoryTable.id, id)).run(),
      'bob',
    );
    await write((tx) => tx.db.update(categoryTable).set({ position: 1 }).where(eq(categoryTable.id, id)).run());
    const [made, changed, ...others] = ops();
    expect(others).toEqual([]);
    expect(changed).toMatchObject({
      whole: false,
      fields: { course: 2 },
      before: { course: 0 },
      base: { '*': made?.stamp },
      actor: 'bob',
    });
    expect(changed?.kind === 'put' && changed.fields).toEqual({ course: 2 });
    expect((changed?.stamp ?? '') > (made?.stamp ?? '')).toBe(true);
  });

  it('captures updates of many rows, upserts and deletions, each row in one transaction', async () => {
    await replica.journal.enable();
    const [a, b] = [newId(), newId()] as [string, string];
    await write((tx) =>
      tx.db
        .insert(categoryTable)
        .values([category(a), category(b)])
        .run(),
    );
    await write((tx) => {
      tx.db.update(categoryTable).set({ course: 3 }).run();
      tx.db
        .insert(categoryTable)
        .values(category(a, 'Broths'))
        .onConflictDoUpdate({ target: categoryTable.id, set: { name: { en: 'Broths' } } })
        .run();
      tx.db.delete(categoryTable).where(eq(categoryTable.id, b)).run();
    });
    const all = ops();
    expect(all.map(({ kind }) => kind)).toEqual(['put', 'put', 'put', 'put', 'put', 'delete']);
    expect(all[4]).toMatchObject({ id: a, whole: false, fields: { name: { en: 'Broths' } } });
    expect(new Set(all.slice(2).map(({ tx }) => tx)).size).toBe(1);
    expect(all[0]?.tx).not.toBe(all[2]?.tx);
    expect(all[5]).toMatchObject({ id: b, base: { '*': all[1]?.stamp, course: all[3]?.stamp } });
    await write((tx) => tx.db.insert(categoryTable).values(category(b)).run());
    expect(ops().at(-1)).toMatchObject({ id: b, whole: true, base: { '*': all[5]?.stamp } });
  });

  it('gives each piece of work its own transaction and actor, also where they share a commit or run twice', async () => {
    await replica.journal.enable();
    const ids = [newId(), newId(), newId()];
    const results = await Promise.allSettled([
      write(
        (tx) =>
          tx.db
            .insert(categoryTable)
            .values([category(ids[0] ?? ''), category(ids[1] ?? '')])
            .run(),
        'ann',
      ),
      write((tx) => {
        tx.db.insert(categoryTable).values(category(newId())).run();
        throw new Error('after it had written');
      }, 'eve'),
      write(
        (tx) =>
          tx.db
            .insert(categoryTable)
            .values(category(ids[2] ?? ''))
            .run(),
        'bob',
      ),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const all = ops();
    expect(all.map(({ seq, actor, id }) => [seq, actor, id])).toEqual([
      [1, 'ann', ids[0]],
      [2, 'ann', ids[1]],
      [3, 'bob', ids[2]],
    ]);
    expect(all[0]?.tx).toBe(all[1]?.tx);
    expect(all[2]?.tx).not.toBe(all[0]?.tx);
  });

  it('keeps its place over a restart, with the triggers of this program', async () => {
    await replica.journal.enable();
    await write((tx) => tx.db.insert(categoryTable).values(category(newId())).run());
    const before = ops();
    replica.opened.connection.exec('DROP TRIGGER sync_capture_category_update');
    await replica.close();
    replica = await Replica.open(replica.folder);
    await write((tx) => tx.db.update(categoryTable).set({ course: 5 }).run());
    const after = ops();
    expect(after.slice(0, 1)).toEqual(before);
    expect(after[1]).toMatchObject({ seq: 2, fields: { course: 5 } });
    expect((after[1]?.tx ?? 0) > (before[0]?.tx ?? 0)).toBe(true);
    expect((after[1]?.stamp ?? '') > (before[0]?.stamp ?? '')).toBe(true);
  });

  it('lets no connection write past it, and every connection read', async () => {
    await replica.journal.enable();
    const other = new Database(join(replica.folder, 'landing.db'));
    expect(() =>
      other.prepare("INSERT INTO category (id, name, course, position) VALUES ('x', '{}', 0, 0)").run(),
    ).toThrow('no such function');
    expect(other.prepare('SELECT count(*) FROM category').pluck().get()).toBe(0);
    other.close();
  });

  it('sends whole transactions, and one that is too large in parts', async () => {
    await replica.journal.enable();
    await write((tx) =>
      tx.db
        .insert(categoryTable)
        .values([category(newId()), category(newId())])
        .run(),
    );
    await write((tx) =>
      tx.db
        .insert(categoryTable)
        .values([1, 2, 3, 4, 5].map(() => category(newId())))
        .run(),
    );
    const take = (after: number) => {
      const outgoing = replica.journal.next(after, { operations: 3, bytes: 100_000 });
      return outgoing && [outgoing.firstSeq, outgoing.ops.length, outgoing.open];
    };
    expect(take(0)).toEqual([1, 2, false]);
    expect(take(2)).toEqual([3, 3, true]);
    expect(take(5)).toEqual([6, 2, false]);
    expect(take(7)).toBeUndefined();
    expect(replica.journal.next(0, { operations: 500, bytes: 10 })?.ops).toHaveLength(1);
    expect(replica.journal.standing()).toMatchObject({ pending: 7 });
  });

  it('captures what a foreign key deletes with its parent', () => {
    const connection = openDatabase(join(folder.path, 'cascade.db'));
    connection.exec(`CREATE TABLE category (id TEXT PRIMARY KEY, course INTEGER);
      CREATE TABLE item (id TEXT PRIMARY KEY, category_id TEXT REFERENCES category (id) ON DELETE CASCADE);
      CREATE TABLE event (position INTEGER PRIMARY KEY, id TEXT, stream TEXT, home TEXT, at INTEGER, actor TEXT);
      CREATE TABLE sync_outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, tx, stamp, at, actor, entity, row_id, kind, fields, before, base);
      CREATE TABLE sync_stamp (entity TEXT, row_id TEXT, stamps TEXT, deleted TEXT, PRIMARY KEY (entity, row_id));`);
    const parent = sqliteTable('category', { id: text('id').primaryKey(), course: integer('course') });
    const child = sqliteTable('item', { id: text('id').primaryKey(), categoryId: text('category_id') });
    const synced = [parent, child].map((table) => ({ table, topics: [] }));
    for (const sql of captureTriggers(synced, 'd').values()) connection.exec(sql);
    captureOf(connection).start(new HybridClock(newId(), () => 1), 0);
    connection.exec(
      "INSERT INTO category VALUES ('c', 1); INSERT INTO item VALUES ('i', 'c'); INSERT INTO item VALUES ('j', 'c');",
    );
    connection.exec("REPLACE INTO item VALUES ('j', NULL); DELETE FROM category;");
    expect(connection.prepare('SELECT kind, entity, row_id AS id FROM sync_outbox').raw().all()).toEqual([
      ['whole', 'category', 'c'],
      ['whole', 'item', 'i'],
      ['whole', 'item', 'j'],
      ['delete', 'item', 'j'],
      ['whole', 'item', 'j'],
      ['delete', 'item', 'i'],
      ['delete', 'category', 'c'],
    ]);
    connection.close();
  });

  it('counts a restoration as a new epoch, once', async () => {
    await replica.journal.enable();
    await write((tx) => tx.db.insert(categoryTable).values(category(newId())).run());
    await replica.journal.acknowledge({ lastSeq: 1, continuation: 'c', outcomes: [] });
    await write((tx) => tx.db.insert(categoryTable).values(category(newId())).run());
    replica.opened.connection.prepare("INSERT INTO landing (name, value) VALUES ('restored', '{\"at\":1}')").run();
    for (let again = 0; again < 2; again++) {
      await replica.close();
      replica = await Replica.open(replica.folder);
      expect(replica.journal.place()).toMatchObject({ epoch: 2, continuation: null });
      expect(ops().map(({ seq }) => seq)).toEqual([1]);
    }
  });
});
