import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#main/store/service.ts';
import type { ConflictView } from '#main/sync/conflicts.ts';
import { conflictTable } from '#main/sync/tables.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

const folder = tempFolder();
let landing: TestLanding;
let owner: ConsoleClient;
let tableId: string;

beforeAll(async () => {
  landing = await TestLanding.start({ folder: folder.path });
  owner = await landing.as('owner');
  tableId = landing.tableId('1');
});
afterAll(async () => {
  await landing.close();
  folder.remove();
});
beforeEach(async () => {
  const table = landing.landing.ordering.floor.all().find(({ id }) => id === tableId);
  if (!table) throw new Error('no table');
  await owner.mutate('ordering.tables.save', { id: tableId, name: '1', area: table.area, seats: 6 });
});

/** A conflict as the cloud makes one: both changed something, and the later one won. */
async function collide(of: Partial<typeof conflictTable.$inferInsert> = {}): Promise<string> {
  const id = newId();
  const stamp = (ms: number) => formatStamp({ ms, counter: 0, device: landing.landing.opened.store.deviceId });
  const row = {
    ...{ id, entity: 'dining_table', recordId: tableId, kind: 'field', field: 'seats' },
    ...{ winner: 6, loser: 8, original: 4, winnerStamp: stamp(2), loserStamp: stamp(1) },
    ...{ winnerActor: 'system', loserActor: 'system', at: 5, state: 'open' },
    ...of,
  } as typeof conflictTable.$inferInsert;
  await landing.landing.opened.store.write('system', (tx) => tx.db.insert(conflictTable).values(row).run());
  return id;
}

const seats = () => landing.landing.ordering.floor.all().find(({ id }) => id === tableId)?.seats;
const settle = async (client: ConsoleClient, id: string, choice: string) =>
  (await client.call('sync.conflicts.settle', { id, choice }, 'POST')).problem?.code;
const undo = async (id: string) => (await owner.call('sync.conflicts.undo', { id }, 'POST')).problem?.code;
const listed = async (client: ConsoleClient, id: string, state = 'open') =>
  (await client.query<ConflictView[]>('sync.conflicts.list', { state })).find((one) => one.id === id);

describe('conflicts', () => {
  it.each([
    ['winner', 6],
    ['loser', 8],
    ['original', 4],
  ])('are settled by the %s, and taken back', async (choice, value) => {
    const id = await collide();
    expect(await listed(owner, id)).toMatchObject({ stands: true, mayDecide: true, restorable: true, loser: 8 });
    expect(await settle(owner, id, choice)).toBeUndefined();
    expect(seats()).toBe(value);
    expect(await listed(owner, id)).toBeUndefined();
    expect(await listed(owner, id, 'settled')).toMatchObject({ choice, state: 'settled' });
    expect(await settle(owner, id, 'winner')).toBe('conflict_settled');
    expect(await undo(id)).toBeUndefined();
    expect(seats()).toBe(6);
    expect(await listed(owner, id)).toMatchObject({ state: 'open', choice: null });
    expect(await undo(id)).toBe('conflict_not_settled');
  });

  it('do not overwrite what somebody wrote since', async () => {
    const id = await collide();
    await owner.mutate('ordering.tables.save', { id: tableId, name: '1', area: '', seats: 10 });
    expect(await listed(owner, id)).toMatchObject({ stands: false });
    expect(await settle(owner, id, 'loser')).toBe('conflict_moved_on');
    expect(seats()).toBe(10);
    expect(await settle(owner, id, 'winner')).toBeUndefined();
    expect(seats()).toBe(10);
  });

  it('are not undone over what somebody wrote since', async () => {
    const id = await collide();
    await settle(owner, id, 'loser');
    await owner.mutate('ordering.tables.save', { id: tableId, name: '1', area: '', seats: 12 });
    expect(await undo(id)).toBe('conflict_moved_on');
    expect(seats()).toBe(12);
  });

  it('ask for a hand where pressing a button would not be enough', async () => {
    const revived = await collide({ kind: 'revived', field: null, winner: {}, loser: null });
    expect(await listed(owner, revived)).toMatchObject({ restorable: false });
    expect(await settle(owner, revived, 'loser')).toBe('conflict_needs_hand');
    expect(await settle(owner, revived, 'winner')).toBeUndefined();
    const unknown = await collide({ entity: 'thing_of_tomorrow' });
    expect(await settle(owner, unknown, 'loser')).toBe('conflict_needs_hand');
    const wrong = await collide({ loser: 'eight' });
    expect(await settle(owner, wrong, 'loser')).toBe('conflict_needs_hand');
    expect(seats()).toBe(6);
  });

  it('never bring back a secret', async () => {
    const account = await landing.owner();
    const id = await collide({
      entity: 'user',
      recordId: account.userId,
      field: 'passwordHash',
      winner: null,
      loser: null,
    });
    expect(await settle(owner, id, 'loser')).toBe('conflict_needs_hand');
  });

  it('are decided only by who could make the change by hand, and show nothing to others', async () => {
    const counter = await landing.as('counter');
    const manager = await landing.as('manager');
    const seatsOf = await collide();
    expect(await settle(counter, seatsOf, 'loser')).toBe('permission_denied');
    expect(await listed(counter, seatsOf)).toMatchObject({ mayDecide: false, winner: null, loser: null });
    expect(await settle(manager, seatsOf, 'loser')).toBeUndefined();
    // A manager edits people, but does not give out rights by picking from a list.
    const { userId } = await landing.owner();
    const roles = await collide({ entity: 'user', recordId: userId, field: 'roleIds', winner: [], loser: [newId()] });
    expect(await settle(manager, roles, 'loser')).toBe('permission_denied');
  });

  it('says that there is none of that name', async () => {
    expect(await settle(owner, newId(), 'winner')).toBe('conflict_missing');
  });
});

describe('the outbox', () => {
  it('is exported as a file a spreadsheet opens', async () => {
    const { text } = await owner.query<{ text: string }>('sync.outbox.export', { format: 'csv' });
    expect(text).toBe('\uFEFFseq,at,actor,entity,id,kind,state,code,content\r\n');
    const { text: json } = await owner.query<{ text: string }>('sync.outbox.export', { format: 'json' });
    expect(JSON.parse(json)).toEqual([]);
  });
});
