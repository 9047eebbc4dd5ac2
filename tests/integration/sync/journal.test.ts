import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoAccounts } from '#main/demo.ts';
import { newId } from '#main/store/service.ts';
import { syncedTables } from '#main/sync/registry.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { Fact } from '#shared/sync/operation.ts';
import { Replica, SyncServer } from '#tests/support/replica.ts';
import { exchange, ReplicaFolder } from '#tests/support/replica-folder.ts';

describe('the journal', () => {
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

  it('tells caches and screens what came from elsewhere', async () => {
    expect(b.ordering.settings.current().autoAccept).toBe(a.ordering.settings.current().autoAccept);
    const heard: string[] = [];
    b.opened.store.feed.subscribe((changes) => heard.push(...changes.map(({ topic }) => topic)));
    await a.ordering.settings.update(a.owner, { roundingStep: 12 });
    await both();
    expect(b.ordering.settings.current().roundingStep).toBe(12);
    expect(heard).toEqual(expect.arrayContaining(['settings', 'menu']));
    expect(b.rows('SELECT * FROM sync_outbox')).toEqual([]);
  });

  it('keeps what is written here while older changes come, and the later write wins with both values kept', async () => {
    await setSeats(a, 11);
    await setSeats(b, 12);
    await a.sync(server);
    await b.pull(server);
    expect(seats(b)).toBe(12);
    await b.run('UPDATE dining_table SET area = ? WHERE id = ?', 'Garden', table);
    await both();
    expect([seats(a), seats(b)]).toEqual([12, 12]);
    expect(server.collisions).toMatchObject([{ field: 'seats', winner: 12, loser: 11 }]);
    agree();
  });

  it('takes the winner’s value that was pulled before it was known that its own write had lost', async () => {
    await b.close();
    b = await Replica.open(b.folder, { now: () => Date.now() - 60_000 });
    await setSeats(b, 12);
    const lateForB = formatStamp({ ms: Date.now() + 5_000, counter: 0, device: newId() });
    await b.run('UPDATE dining_table SET area = ? WHERE id = ?', 'Garden', table);
    server.inject({
      kind: 'put',
      entity: 'dining_table',
      id: table,
      whole: false,
      fields: { seats: 11 },
      stamps: { seats: lateForB },
    });
    let messages = 0;
    await b.sync(server, { loses: () => ++messages === 4 }, 'push');
    expect(b.journal.standing().pending).toBe(2);
    await b.pull(server);
    expect(seats(b)).toBe(12);
    await b.push(server);
    expect(seats(b)).toBe(11);
    expect(b.ordering.floor.find(table)?.area).toBe('Garden');
    await both();
    expect(server.collisions).toMatchObject([{ winner: 11, loser: 12 }]);
    agree();
  });

  it('sets a record back to what the cloud has when it refuses a change, and keeps the text', async () => {
    let refusing = true;
    server = new SyncServer({
      refuse: (op) => (refusing && op.kind !== 'fact' && op.id === table ? 'sync_forbidden' : null),
    });
    refusing = false;
    await a.close();
    a = await open(template);
    await a.sync(server);
    const before = seats(a);
    refusing = true;
    await setSeats(a, 77);
    await setSeats(a, 78);
    await a.run('DELETE FROM dining_table WHERE id = ?', table);
    expect(seats(a)).toBeUndefined();
    await a.sync(server);
    expect(seats(a)).toBe(before);
    expect(a.journal.checksums()).toEqual(server.checksums());
    expect(a.journal.standing()).toMatchObject({ pending: 0, rejected: 3 });
    const [first, second, third] = a.journal.entries(0, 10).filter(({ state }) => state === 'rejected');
    expect(first).toMatchObject({ code: 'sync_forbidden', kind: 'put', entity: 'dining_table' });
    expect(JSON.parse(first?.content ?? '')).toEqual({ seats: 77 });
    refusing = false;
    await a.journal.retry(second?.seq ?? 0);
    await a.journal.discard(first?.seq ?? 0);
    await a.journal.discard(third?.seq ?? 0);
    await expect(a.journal.discard(third?.seq ?? 0)).rejects.toMatchObject({ code: 'record_missing' });
    await a.sync(server);
    expect(seats(a)).toBe(78);
    expect(server.record('dining_table', table)?.fields['seats']).toBe(78);
    expect(a.journal.standing()).toMatchObject({ pending: 0, rejected: 0 });
  });

  it('takes away what was made here when the cloud refuses it, and what came meanwhile where it was changed', async () => {
    await setSeats(a, 31);
    await a.sync(server);
    await setSeats(b, 32);
    await b.pull(server);
    expect(seats(b)).toBe(32);
    const { epoch, continuation } = b.journal.place();
    server.hello(b.device, epoch, continuation);
    const seq = b.journal.next(0, { operations: 9, bytes: 99_999 })?.firstSeq ?? 0;
    await b.journal.acknowledge({
      lastSeq: seq,
      continuation: 'x',
      outcomes: [{ seq, outcome: 'rejected', code: 'sync_invalid' }],
    });
    expect(seats(b)).toBe(31);
    expect(b.journal.checksums()).toEqual(server.checksums());
  });

  it('does not show secrets of a rejected change', async () => {
    await a.run("UPDATE user SET password_hash = 'SECRET' WHERE username = 'owner'");
    expect(JSON.stringify(a.journal.entries(0, 10))).not.toContain('SECRET');
  });

  it('takes what was lost on the way home once, whichever answer was lost', async () => {
    for (const lost of [1, 2, 3, 4, 5, 6]) {
      await setSeats(a, 40 + lost);
      let n = 0;
      await a.sync(server, { loses: () => ++n === lost });
      await both();
      expect(seats(b)).toBe(40 + lost);
    }
    expect(server.collisions).toEqual([]);
    expect(a.rows("SELECT * FROM sync_outbox WHERE state <> 'sent'")).toEqual([]);
    agree();
  });

  it('another landing’s tables are not this one’s to serve, but its books are everybody’s', async () => {
    const tab = await a.ordering.tabs.open(a.owner, { tableId: table }, 'en');
    await a.ordering.shifts.open(a.owner, { float: 100 });
    await both();
    expect(b.ordering.tabs.get(b.owner, tab.id, 'en')).toMatchObject({ id: tab.id });
    expect(b.ordering.floor.list(b.owner).find(({ id }) => id === table)?.tab).toBeNull();
    expect(b.ordering.pulse().shiftOpen).toBe(false);
    await expect(b.ordering.tabs.close(b.owner, tab.id, 'en')).rejects.toMatchObject({ code: 'not_home' });
    const own = await b.ordering.tabs.open(b.owner, { tableId: table }, 'en');
    await b.ordering.shifts.open(b.owner, { float: 200 });
    await both();
    expect(a.ordering.floor.openTabOf(table)).toBe(tab.id);
    expect(b.ordering.floor.openTabOf(table)).toBe(own.id);
    await a.ordering.tabs.close(a.owner, tab.id, 'en');
    await both();
    expect(b.ordering.tabs.closed(b.owner, undefined).map(({ id }) => id)).toContain(tab.id);
    agree();
  });

  it('lets names meet that two landings gave alike; the first made signs in', async () => {
    const known = "(SELECT password_hash FROM user WHERE username = 'owner')";
    for (const one of [a, b]) {
      await one.run(
        `INSERT INTO user (id, username, display_name, password_hash, role_ids, disabled, created_at)
         VALUES (?, 'anna', ?, ${known}, '[]', 0, 0)`,
        newId(),
        one === a ? 'first' : 'second',
      );
      const sql = "INSERT INTO dining_table (id, name, area, seats, token, position) VALUES (?, 'T9', '', 2, ?, 9)";
      await one.run(sql, newId(), newId());
    }
    await both();
    agree();
    expect(a.rows("SELECT id FROM user WHERE username = 'anna'")).toHaveLength(2);
    expect(b.ordering.floor.all().filter(({ name }) => name === 'T9')).toHaveLength(2);
    const password = demoAccounts('demo').find(({ username }) => username === 'owner')?.password ?? '';
    for (const one of [a, b]) {
      const { user } = await one.identity.login({ enterpriseId: 'demo', username: 'anna', password }, 'test');
      expect(user.displayName).toBe('first');
    }
  });

  it('keeps fields and records of a newer program aside, and uses them once it knows them', async () => {
    const older = await fresh({ synced: syncedTables.filter(({ topics }) => !topics.includes('notice')) });
    await older.journal.enable();
    await older.bootstrap(server);
    const stamp = (n: number) => formatStamp({ ms: Date.now() + n, counter: 0, device: newId() });
    const enterprise = a.identity.enterprise().id;
    server.inject({
      kind: 'put',
      entity: 'service_notice',
      id: enterprise,
      whole: true,
      fields: { pausedAt: 5, delayMinutes: 10 },
      stamps: { '*': stamp(0) },
    });
    server.inject({
      kind: 'put',
      entity: 'dining_table',
      id: table,
      whole: false,
      fields: { seats: 9, colour: 'red' },
      stamps: { '*': stamp(1) },
    });
    await older.sync(server);
    expect(older.rows('SELECT * FROM service_notice')).toEqual([]);
    expect(older.ordering.floor.find(table)?.seats).toBe(9);
    expect(older.journal.checksums()).toEqual(server.checksums());
    expect(older.rows('SELECT entity FROM sync_aside ORDER BY entity')).toEqual([
      { entity: 'dining_table' },
      { entity: 'service_notice' },
    ]);
    await older.close();
    const newer = await Replica.open(older.folder);
    expect(newer.rows('SELECT paused_at AS pausedAt, delay_minutes AS delay FROM service_notice')).toEqual([
      { pausedAt: 5, delay: 10 },
    ]);
    expect(newer.rows('SELECT entity FROM sync_aside')).toEqual([{ entity: 'dining_table' }]);
    expect(newer.journal.checksums()).toEqual(server.checksums());
    expect(newer.rows("SELECT * FROM sync_outbox WHERE entity = 'service_notice'")).toEqual([]);
    await newer.close();
  });

  it('lets a fact wait for the one before it, and facts of unknown kinds for a newer program', async () => {
    const home = newId();
    const tabId = newId();
    const common = { stream: 'tab', streamId: tabId, at: 1, actor: 'x', home };
    const data = {
      tableId: table,
      service: 'eat_in',
      openedBy: 'staff',
      code: '1234',
      guests: 2,
      currency: 'CNY',
      businessDay: '2026-01-01',
    };
    const opened: Fact = { ...common, seq: 1, type: 'tab.opened', data };
    const guests: Fact = { ...common, seq: 2, type: 'guests.changed', data: { guests: 4 } };
    const strange: Fact = { ...common, seq: 3, type: 'tab.painted', data: {} };
    const after: Fact = { ...common, seq: 4, type: 'tab.closed', data: {} };
    const place = { position: 1, last: true, entity: 'event', kind: 'fact' as const };
    for (const fact of [after, guests, strange, opened]) await b.journal.apply([{ ...place, id: newId(), fact }], 'c');
    expect(b.rows('SELECT guests, state, home FROM tab WHERE id = ?', tabId)).toEqual([
      { guests: 4, state: 'open', home },
    ]);
    expect(b.rows('SELECT seq FROM sync_waiting_fact ORDER BY seq')).toEqual([{ seq: 3 }, { seq: 4 }]);
  });
});
