import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId, type OpenStore, openStore } from '#main/store/service.ts';
import { JournalThreads, SqliteJournal, syncedTables } from '#main/sync/service.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { SnapshotRow } from '#shared/sync/snapshot.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
let opened: OpenStore;
let journal: SqliteJournal;

beforeEach(async () => {
  folder = tempFolder();
  opened = openStore({ folder: folder.path, onListenerError: () => {} });
  journal = new SqliteJournal(opened, syncedTables, new JournalThreads(opened.file));
  await journal.enable();
});
afterEach(async () => {
  await opened.close();
  folder.remove();
});

const home = newId();
const stamp = formatStamp({ ms: Date.now(), counter: 0, device: home });
const category = (position: number): SnapshotRow => ({
  entity: 'category',
  id: newId(),
  fields: { name: { en: `Category ${position}` }, course: 0, position },
  stamps: { '*': stamp },
});
const many = Array.from({ length: 6_000 }, (_, index) => category(index));

const count = (table: string) =>
  opened.connection.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
const write = (name: string) =>
  opened.store.write('tester', (tx) => {
    opened.connection
      .prepare('INSERT INTO category (id, name, course, position) VALUES (?, ?, 0, 1)')
      .run(newId(), JSON.stringify({ en: name }));
    tx.changed('menu', name);
  });

async function take(rows: readonly SnapshotRow[], signal?: AbortSignal): Promise<void> {
  await journal.snapshot.add({ rows: [...rows], sha256: '0'.repeat(64), cursor: 'the end', total: rows.length });
  await journal.snapshot.finish({ restate: false, ...(signal ? { signal } : {}) });
}

it('a large snapshot is put in its place apart: reads see all of the old until they see all of the new', async () => {
  await write('here before');
  const seen = new Set<number>();
  const heard: string[] = [];
  opened.store.feed.subscribe((changes) => heard.push(...changes.map(({ topic }) => topic)));
  let turns = 0;
  let over = false;
  const reading = (async () => {
    while (!over) {
      seen.add(count('category'));
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const taken = take(many);
  // What is written meanwhile waits, and is on top of it then.
  const wrote = taken.then(() => undefined);
  const meanwhile = write('meanwhile');
  await Promise.all([wrote, meanwhile]);
  over = true;
  await reading;
  // 20,001 or 20,002: what was written here is on its way, so it stays.
  expect([...seen].filter((rows) => rows > 2 && rows < many.length)).toEqual([]);
  expect(count('category')).toBe(many.length + 2);
  expect(turns).toBeGreaterThan(50);
  expect(heard).toContain('menu');
  expect(journal.place().cursor).toBe('the end');
  expect(count('sync_staged')).toBe(0);
  const { cursor, pending, entities } = await journal.sums();
  expect({ cursor, pending, entities }).toEqual({ cursor: 'the end', pending: 2, entities: journal.checksums() });
  expect(entities['category']?.rows).toBe(many.length);
});

it('what is called off amid the switch leaves everything as it was, and goes on from there', async () => {
  await write('here before');
  const end = new AbortController();
  const taken = take(many, end.signal);
  const called = (async () => {
    // The thread is in its transaction once nobody else gets the lock.
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (journal.snapshot.resume()?.next === undefined && journal.snapshot.resume() && isLocked()) break;
    }
    end.abort(new Error('called off'));
  })();
  const waiting = write('waited');
  await expect(taken).rejects.toThrow('called off');
  await called;
  await waiting;
  expect(count('category')).toBe(2);
  expect(journal.place().cursor).toBeNull();
  expect(journal.snapshot.resume()).toEqual({ firstCursor: 'the end', next: undefined, rows: many.length });
  await journal.snapshot.finish({ restate: false });
  expect(count('category')).toBe(many.length + 2);
  expect(opened.connection.pragma('integrity_check', { simple: true })).toBe('ok');
});

/** Whether another connection writes just now. */
function isLocked(): boolean {
  opened.connection.pragma('busy_timeout = 0');
  try {
    opened.connection.exec('BEGIN IMMEDIATE');
    opened.connection.exec('ROLLBACK');
    return false;
  } catch {
    return true;
  } finally {
    opened.connection.pragma('busy_timeout = 5000');
  }
}
