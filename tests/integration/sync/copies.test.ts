import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDamage, salvageTable } from '#main/store/salvage.ts';
import { newId } from '#main/store/service.ts';
import { readSync } from '#main/sync/service.ts';
import { stampMs } from '#shared/sync/clock.ts';
import { Replica, SyncServer } from '#tests/support/replica.ts';
import { exchange, ReplicaFolder } from '#tests/support/replica-folder.ts';

describe('a database that was copied, restored or left behind', () => {
  const replicas = ReplicaFolder.forTests();
  const { template, open, fresh } = replicas;
  let server: SyncServer;
  let a: Replica;
  let b: Replica;
  let table: string;

  beforeEach(async () => {
    ({ server, a, b, table } = await replicas.pair());
  });
  afterEach(() => Promise.all([a.close(), b.close()]));

  const both = () => exchange(server, a, b);
  const seats = (replica: Replica) => replica.ordering.floor.find(table)?.seats;
  const setSeats = (replica: Replica, n: number) =>
    replica.run('UPDATE dining_table SET seats = ? WHERE id = ?', n, table);
  const agree = () => {
    for (const { journal } of [a, b]) expect(journal.checksums()).toEqual(server.checksums());
  };

  it('never waits for a clock, and lets the cloud put a stamp right', async () => {
    const tenYears = 10 * 365 * 86_400_000;
    server = new SyncServer({ now: () => Date.now() });
    await a.close();
    a = await open(template, { now: () => Date.now() + tenYears });
    await setSeats(a, 61);
    await a.sync(server);
    await setSeats(a, 62);
    await a.sync(server);
    const stamp = server.stamps('dining_table', table)['seats'] ?? '';
    expect(stampMs(stamp)).toBeLessThan(Date.now() + 120_000);
    expect(a.journal.checksums()).toEqual(server.checksums());
    const late = await fresh({ now: () => Date.now() - tenYears });
    await late.journal.enable();
    await late.bootstrap(server);
    await late.run('UPDATE dining_table SET seats = 63 WHERE id = ?', table);
    await late.sync(server);
    await a.sync(server);
    expect(seats(a)).toBe(63);
    expect(server.collisions).toEqual([]);
    await late.close();
  });

  it('goes on as another device when its database was copied, with everything that was on its way', async () => {
    await setSeats(a, 20);
    await a.sync(server);
    await a.close();
    const copy = await open(a.folder);
    a = await Replica.open(a.folder);
    await setSeats(a, 21);
    await a.sync(server);
    await setSeats(copy, 22);
    const tab = await copy.ordering.tabs.open(copy.owner, { tableId: table }, 'en');
    await copy.ordering.menu.setStock(copy.owner, {
      itemId: String(copy.rows('SELECT id FROM item LIMIT 1')[0]?.['id']),
      quantity: 5,
    });
    await expect(copy.sync(server)).rejects.toMatchObject({ code: 'sync_device_forked' });
    const device = newId();
    await copy.journal.fork(device);
    expect(copy.device).toBe(device);
    expect(copy.journal.place()).toMatchObject({ epoch: 1, continuation: null });
    expect(copy.journal.next(0, { operations: 9, bytes: 99_999 })?.firstSeq).toBe(1);
    await copy.sync(server);
    await both();
    await copy.sync(server);
    agree();
    expect(copy.journal.checksums()).toEqual(server.checksums());
    expect(copy.ordering.floor.openTabOf(table)).toBe(tab.id);
    await copy.ordering.tabs.close(copy.owner, tab.id, 'en');
    expect(server.collisions).toMatchObject([{ field: 'seats' }]);
    expect(copy.journal.standing().rejected).toBe(0);
    await copy.close();
    const again = await Replica.open(copy.folder);
    expect(again.device).toBe(device);
    await again.close();
  });

  it('keeps what it did on a table when a copy went on there and came first', async () => {
    const tab = await a.ordering.tabs.open(a.owner, { tableId: table }, 'en');
    await a.sync(server);
    await a.close();
    const copy = await open(a.folder);
    a = await Replica.open(a.folder);
    await a.ordering.tabs.changeGuests(a.owner, { tabId: tab.id, guests: 3 }, 'en');
    await a.sync(server);
    await copy.ordering.tabs.changeGuests(copy.owner, { tabId: tab.id, guests: 5 }, 'en');
    await copy.journal.fork(newId());
    await copy.sync(server);
    await copy.sync(server);
    expect(copy.ordering.tabs.get(copy.owner, tab.id, 'en').guests).toBe(3);
    expect(copy.journal.checksums()).toEqual(server.checksums());
    const [kept] = copy.journal.entries(0, 9).filter(({ state }) => state === 'rejected');
    expect(kept).toMatchObject({ code: 'sync_stream_taken', kind: 'fact' });
    expect(kept?.content).toContain('"guests": 5');
    await copy.close();
  });

  it('takes a snapshot in place of what is here, with what is on its way on top, also after a restart', async () => {
    await a.run('DELETE FROM dining_table WHERE id = ?', table);
    await a.ordering.settings.update(a.owner, { roundingStep: 7 });
    await a.sync(server);
    const other = b.ordering.floor.all()[1]?.id ?? '';
    await b.run('UPDATE dining_table SET seats = 55 WHERE id = ?', other);
    const made = newId();
    await b.run('INSERT INTO category (id, name, course, position) VALUES (?, \'{"en":"New"}\', 0, 0)', made);
    const first = server.snapshot(undefined, 20);
    await b.journal.snapshot.add(first);
    expect(b.journal.snapshot.resume()).toEqual({ firstCursor: first.cursor, next: first.next, rows: 20 });
    await b.close();
    b = await Replica.open(b.folder);
    for (let next = b.journal.snapshot.resume()?.next; next !== undefined; ) {
      const chunk = server.snapshot(next, 20);
      await b.journal.snapshot.add(chunk);
      next = chunk.next;
    }
    expect(seats(b)).toBeDefined();
    await b.journal.snapshot.finish({ restate: false });
    expect(b.journal.place().cursor).toBe(first.cursor);
    expect(seats(b)).toBeUndefined();
    expect(b.ordering.settings.current().roundingStep).toBe(7);
    expect(b.ordering.floor.find(other)?.seats).toBe(55);
    expect(b.rows('SELECT id FROM category WHERE id = ?', made)).toHaveLength(1);
    await both();
    agree();
    expect(a.ordering.floor.find(other)?.seats).toBe(55);
    expect(server.collisions).toEqual([]);
  });

  it('repeats to a cloud that was set back what it lost, before what is on its way', async () => {
    const goBack = server.backUp();
    const made = newId();
    await a.run('INSERT INTO category (id, name, course, position) VALUES (?, \'{"en":"New"}\', 0, 0)', made);
    await setSeats(b, 91);
    const tab = await a.ordering.tabs.open(a.owner, { tableId: table }, 'en');
    await both();
    const gone = b.ordering.floor.all().at(-1)?.id ?? '';
    await b.run('DELETE FROM dining_table WHERE id = ?', gone);
    await both();
    await a.run('UPDATE category SET course = 4 WHERE id = ?', made);
    await a.ordering.tabs.changeGuests(a.owner, { tabId: tab.id, guests: 6 }, 'en');
    goBack();
    for (const one of [a, b]) {
      await expect(one.pull(server)).rejects.toMatchObject({ code: 'set_back' });
      const { epoch } = one.journal.place();
      await one.bootstrap(server, { restate: true });
      expect(one.journal.place()).toMatchObject({ epoch: epoch + 1, continuation: null });
    }
    await both();
    expect(seats(a)).toBe(91);
    expect(server.record('category', made)?.fields).toMatchObject({ course: 4 });
    expect(server.record('dining_table', gone)?.deleted).not.toBeNull();
    expect(b.ordering.tabs.get(b.owner, tab.id, 'en').guests).toBe(6);
    expect(server.collisions).toEqual([]);
    for (const one of [a, b]) expect(one.journal.standing()).toMatchObject({ pending: 0, rejected: 0 });
    agree();
  });

  it('is gone without a trace when it is disabled, and begins anew', async () => {
    await setSeats(a, 15);
    await a.journal.disable();
    expect(a.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name <> 'bench_record'")).toEqual([]);
    await setSeats(a, 16);
    expect(a.journal.standing().pending).toBe(0);
    await a.journal.enable();
    expect(a.journal.place().epoch).toBe(2);
    expect(a.journal.next(0, { operations: 1, bytes: 9_999 })?.firstSeq).toBe(1);
    await both();
    expect(seats(b)).toBe(16);
  });

  it('what never reached the cloud can be read from a database without its functions', async () => {
    await setSeats(a, 15);
    await a.ordering.tabs.open(a.owner, { tableId: table }, 'en');
    await a.close();
    const connection = new Database(join(a.folder, 'landing.db'), { readonly: true });
    const read = readSync(connection, {
      rows: (name, columns) => salvageTable(connection, name, columns),
      isDamage,
      device: a.device,
    });
    expect(read).toMatchObject({ foreign: false, lost: 0, place: { enabled: 1 } });
    expect(read?.rows).toMatchObject([
      { kind: 'put', entity: 'dining_table', row_id: table, fields: { seats: 15 } },
      { kind: 'fact', entity: 'event' },
    ]);
    expect([...(read?.facts.values() ?? [])]).toMatchObject([{ type: 'tab.opened' }]);
    connection.close();
    a = await Replica.open(a.folder);
  });
});
