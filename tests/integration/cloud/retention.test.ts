import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import { documentsOf } from '#cloud/enterprises/leaving.ts';
import type { RegistrationStatus } from '#shared/enterprises/registration.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import { files, TestCloud, TestMerchant, type TestOperator } from '#tests/support/cloud.ts';
import { Clock } from '#tests/support/landing.ts';
import { good, newEnterprise, SyncTestDevice, startTestCloud, TestDatabases } from '#tests/support/sync-cloud.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const day = 86_400_000;
const opened = { state: 'open', choice: null, settledBy: null, settledAt: null } as const;

describe('a conflict that was settled', () => {
  let databases: TestDatabases;
  let cloud: Cloud;
  let later = 0;

  beforeAll(async () => {
    databases = await TestDatabases.start('embedded');
    cloud = await startTestCloud(await databases.make(), () => Date.now() + later);
  });
  afterAll(async () => {
    await cloud.close();
    await databases.stop();
  });

  /** Two devices that changed the same field of a record, and the conflict of it. */
  const collided = async (entity: string, record: Fields, field: string) => {
    const enterpriseId = await newEnterprise(cloud);
    const [a, b] = [await SyncTestDevice.enrol(cloud, enterpriseId), await SyncTestDevice.enrol(cloud, enterpriseId)];
    const id = v7();
    await a.push([a.put(entity, id, record, { whole: true })]);
    await b.push([b.put(entity, id, { [field]: 'theirs' })]);
    const conflict = (await a.pullAll()).find((change) => change.kind === 'put' && change.entity === 'conflict');
    await b.pullAll();
    if (conflict?.kind !== 'put') throw new Error('nothing collided');
    return { enterpriseId, a, b, id, conflict };
  };
  const settle = async (by: SyncTestDevice, id: string, base: Stamps) => {
    // The clock of the landing is wrong by decades, as it may be.
    const op = by.put('conflict', id, { state: 'settled', choice: 'winner', settledBy: v7(), settledAt: 1 }, { base });
    await by.push([op]);
    return { ...base, state: op.stamp, choice: op.stamp, settledBy: op.stamp, settledAt: op.stamp };
  };
  const table = { name: '1', area: 'Hall', seats: 4 };
  const conflictsOf = async (device: SyncTestDevice) =>
    good<{ entities: Record<string, { rows: number }> }>(await device.ask('checksums')).entities['conflict']?.rows ?? 0;

  it('can be taken back for ninety days by the cloud’s clock, then goes everywhere; an open one stays', async () => {
    const { enterpriseId, a, b, conflict } = await collided('dining_table', table, 'area');
    const open = await collided('dining_table', table, 'area');
    const known = await settle(a, conflict.id, conflict.stamps);
    await Promise.all([a.pullAll(), b.pullAll()]);
    later += 89 * day;
    await cloud.sync.compact(enterpriseId);
    expect(await b.pullAll()).toEqual([]);
    // Taken back and settled again: the days begin anew.
    const back = b.put('conflict', conflict.id, opened, { base: known });
    await b.push([back]);
    const reopened = { ...known, state: back.stamp, choice: back.stamp, settledBy: back.stamp, settledAt: back.stamp };
    await settle(b, conflict.id, reopened);
    await Promise.all([a.pullAll(), b.pullAll()]);
    later += 89 * day;
    await cloud.sync.compact(enterpriseId);
    expect(await a.pullAll()).toEqual([]);
    expect(await conflictsOf(a)).toBe(1);

    later += 2 * day;
    await cloud.sync.compact(enterpriseId);
    await cloud.sync.compact(open.enterpriseId);
    for (const device of [a, b]) {
      expect(await device.pullAll()).toMatchObject([{ kind: 'delete', entity: 'conflict', id: conflict.id }]);
      expect(await conflictsOf(device)).toBe(0);
    }
    expect(await conflictsOf(open.a)).toBe(1);
    await cloud.sync.compact(enterpriseId);
    expect(await a.pullAll()).toEqual([]);
  });

  it('comes back whole where somebody took it back before they heard that it is gone', async () => {
    const { enterpriseId, a, b, conflict } = await collided('dining_table', table, 'area');
    const known = await settle(a, conflict.id, conflict.stamps);
    await b.pullAll();
    later += 91 * day;
    await cloud.sync.compact(enterpriseId);
    await a.pullAll();
    expect(await b.push([b.put('conflict', conflict.id, opened, { base: known })])).toMatchObject({
      outcomes: [{ outcome: 'merged' }],
    });
    const change = (await a.pullAll()).find(({ kind }) => kind === 'put');
    expect(change).toMatchObject({
      entity: 'conflict',
      whole: true,
      fields: { state: 'open', loser: expect.anything() },
    });
    await b.pullAll();
    expect(await conflictsOf(b)).toBe(1);
    await cloud.sync.compact(enterpriseId);
    expect(await a.pullAll()).toEqual([]);
  });

  it('is found by an erasure as long as it is kept', async () => {
    const user = {
      ...{ username: 'anna', displayName: 'Anna Huber', passwordHash: 'h', pinHash: null, roleIds: [] },
      ...{ disabled: false, createdAt: 1 },
    };
    const { enterpriseId, a, b, id, conflict } = await collided('user', user, 'displayName');
    await settle(a, conflict.id, conflict.stamps);
    await Promise.all([a.pullAll(), b.pullAll()]);
    later += 2 * day;
    await cloud.sync.compact(enterpriseId);
    expect(await cloud.sync.erasePerson(enterpriseId, { entity: 'user', id })).toBe(true);
    expect(await a.pullAll()).toMatchObject([
      { entity: 'user', fields: { displayName: '—' } },
      { kind: 'delete', entity: 'conflict', id: conflict.id },
    ]);
  });
});

describe('the documents of a registration', () => {
  let clock: Clock;
  let cloud: TestCloud;
  let operator: TestOperator;

  beforeEach(async () => {
    // From today on: ids never begin with an earlier time than the last one had (RFC 9562 §6.2).
    clock = new Clock(Date.now());
    vi.useFakeTimers({ toFake: ['Date'], now: clock.now() });
    cloud = await TestCloud.start({ now: clock.now });
    operator = await cloud.operator();
  });
  afterEach(async () => {
    await cloud.close();
    vi.useRealTimers();
  });

  const pass = async (days: number) => {
    clock.advance(days * day);
    // Ids are made by the clock of the computer.
    vi.setSystemTime(clock.now());
    await cloud.cloud.enterprises.tidy();
    // Nobody stays signed in for months.
    operator = await cloud.operator();
  };
  const status = async (merchant: TestMerchant) => (await merchant.call<RegistrationStatus>('GET', '')).body;
  const idOf = ({ registration }: TestMerchant) => registration.enterpriseId;
  const filesOf = async (merchant: TestMerchant) => {
    const names: string[] = [];
    for await (const { name } of documentsOf(cloud.cloud.database, idOf(merchant))) names.push(name);
    return names.length;
  };

  it('go ninety days after it was rejected, or asked for more in vain; those of an enterprise stay', async () => {
    const [rejected, silent, approved, waiting] = [
      await TestMerchant.submitted(cloud),
      await TestMerchant.submitted(cloud),
      await TestMerchant.submitted(cloud),
      await TestMerchant.submitted(cloud),
    ];
    await operator.decide(idOf(rejected), 'rejected', 'Not readable');
    await operator.decide(idOf(silent), 'asked_again', 'One more');
    await operator.decide(idOf(approved), 'approved');
    const all = () => Promise.all([rejected, silent, approved, waiting].map(filesOf));
    await pass(89);
    expect(await all()).toEqual([1, 1, 1, 1]);
    await pass(2);
    expect(await all()).toEqual([0, 0, 1, 1]);
    // What was decided, and why, is still to be read on both sides.
    expect(await status(rejected)).toMatchObject({
      ...{ state: 'rejected', documents: [] },
      decisions: [{ decision: 'rejected', reason: 'Not readable' }],
    });
    expect((await rejected.call<{ code: string }>('POST', '/submit')).body.code).toBe('registration_no_document');
    const { body } = await operator.call<{ entries: { action: string; by: string; subjectId: string }[] }>(
      'GET',
      '/audit',
    );
    const removed = body.entries.filter(({ action }) => action === 'registration.documents_removed');
    expect(removed.map(({ subjectId }) => subjectId).toSorted()).toEqual([idOf(rejected), idOf(silent)].toSorted());

    // Who comes again sends documents anew, and they stay.
    await rejected.upload(files.png);
    await pass(1);
    expect(await filesOf(rejected)).toBe(1);
    expect((await rejected.call<RegistrationStatus>('POST', '/submit')).body.state).toBe('pending');
    await pass(400);
    expect(await all()).toEqual([1, 0, 1, 1]);
  });
});
