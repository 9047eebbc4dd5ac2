import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import type { Change, Fields } from '#shared/sync/operation.ts';
import {
  good,
  newEnterprise,
  refused,
  SyncTestDevice,
  startTestCloud,
  TestDatabases,
} from '#tests/support/sync-cloud.ts';

const category = (name: string): Fields => ({ name: { en: name }, course: 1, position: 1 });
const conflictsOf = (changes: readonly Change[]) =>
  changes.filter((change) => change.kind === 'put' && change.entity === 'conflict');

describe.each(['embedded', 'postgres'] as const)('sync over %s', (kind) => {
  let databases: TestDatabases;
  let cloud: Cloud;

  beforeAll(async () => {
    databases = await TestDatabases.start(kind);
    cloud = await startTestCloud(await databases.make());
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await databases.stop();
  });

  const two = async () => {
    const enterpriseId = await newEnterprise(cloud);
    const a = await SyncTestDevice.enrol(cloud, enterpriseId);
    const b = await SyncTestDevice.enrol(cloud, enterpriseId);
    return { enterpriseId, a, b };
  };

  it('carries a record from one landing to another, and tells its sender that it stands as sent', async () => {
    const { a, b } = await two();
    const id = v7();
    const op = a.put('category', id, { id, ...category('Soup') }, { whole: true });
    expect(await a.push([op])).toMatchObject({ lastSeq: 1, outcomes: [] });
    expect((await b.hello()).news).toBe(true);
    expect(await b.pullAll()).toEqual([
      {
        position: 1,
        last: true,
        entity: 'category',
        id,
        kind: 'put',
        whole: true,
        fields: { id, ...category('Soup') },
        stamps: { '*': op.stamp },
      },
    ]);
    expect(await a.pullAll()).toEqual([{ position: 1, last: true, entity: 'category', id, kind: 'own', seq: 1 }]);
    expect((await b.hello()).news).toBe(false);
  });

  it('keeps both values where two changed the same field, and tells the loser what stands', async () => {
    const { a, b } = await two();
    const id = v7();
    const made = a.put('category', id, category('Soup'), { whole: true });
    await a.push([made]);
    await b.pullAll();
    b.clock.observe(made.stamp);
    const base = { '*': made.stamp };
    const before = { name: { en: 'Soup' } };
    const early = a.put('category', id, { name: { en: 'Soups' } }, { base, before });
    b.clock.observe(early.stamp);
    const late = b.put('category', id, { name: { en: 'Broth' } }, { base, before });
    await b.push([late]);
    expect((await a.push([early])).outcomes).toEqual([{ seq: 2, outcome: 'merged' }]);
    const pulled = await a.pullAll();
    expect(pulled.at(-2)).toMatchObject({ kind: 'put', seq: 2, fields: { name: { en: 'Broth' } }, last: false });
    expect(conflictsOf(pulled)).toMatchObject([
      {
        last: true,
        fields: {
          entity: 'category',
          recordId: id,
          field: 'name',
          winner: { en: 'Broth' },
          loser: { en: 'Soups' },
          original: { en: 'Soup' },
          state: 'open',
        },
      },
    ]);
    expect((await b.pullAll()).filter(({ kind: of }) => of === 'own')).toHaveLength(1);
  });

  it('answers a repeated push again, skips what it has, and names what it misses', async () => {
    const { a } = await two();
    const ids = [v7(), v7(), v7()];
    const ops = ids.map((id) => a.put('category', id, category('x'), { whole: true }));
    const frame = a.frame(ops.slice(0, 2));
    const first = good<{ continuation: string }>(await a.ask('push', frame));
    expect(good(await a.ask('push', frame))).toEqual(first);
    // The answer was lost, and meanwhile there is more: the same operations under the same numbers are not doubled.
    const longer = good<{ lastSeq: number; continuation: string }>(await a.ask('push', a.frame(ops)));
    expect(longer.lastSeq).toBe(3);
    a.continuation = longer.continuation;
    expect(await a.pullAll()).toHaveLength(3);
    a.nextSeq = 9;
    const gap = await a.ask('push', a.frame([a.put('category', v7(), category('x'), { whole: true })]));
    expect([gap.status, refused(gap)]).toMatchObject([409, { code: 'sync_sequence_gap', expected: 4 }]);
  });

  it('sends a copy of a database on as a device of its own, and lets the current one go on', async () => {
    const { a, enterpriseId } = await two();
    await a.push([a.put('category', v7(), category('shared past'), { whole: true })]);
    const copy = new SyncTestDevice(cloud.url, a.id, a.credential);
    Object.assign(copy, { continuation: a.continuation, nextSeq: a.nextSeq, nextTx: 9 });
    await a.push([a.put('category', v7(), category('original'), { whole: true })]);
    const pending = copy.put('category', v7(), category('copy'), { whole: true });
    const answer = await copy.ask('push', copy.frame([pending]));
    expect([answer.status, refused(answer).code]).toEqual([409, 'sync_device_forked']);
    const forkedAs = refused(answer) as unknown as { device: string; credential: string };
    const forked = new SyncTestDevice(cloud.url, forkedAs.device, forkedAs.credential);
    await forked.hello();
    // What it began under its old name it may go on with.
    const again = forked.put('category', v7(), category('copy'), { whole: true });
    const tab = forked.fact({ streamId: v7(), seq: 1, home: a.id });
    expect((await forked.push([again, tab])).outcomes).toEqual([]);
    await a.push([a.put('category', v7(), category('still here'), { whole: true })]);
    const other = await SyncTestDevice.enrol(cloud, enterpriseId);
    expect(await other.pullAll()).toHaveLength(5);
    // At hello a stale token is seen as well.
    const late = new SyncTestDevice(cloud.url, a.id, a.credential);
    late.continuation = copy.continuation;
    expect(
      refused(
        await late.ask('hello', { device: a.id, epoch: 1, protocol: 1, schema: 1, continuation: copy.continuation }),
      ).code,
    ).toBe('sync_device_forked');
  });

  it('never shows a part of a transaction, and applies one that comes in parts when it is whole', async () => {
    const { a, b } = await two();
    const ops = Array.from({ length: 7 }, () => a.put('category', v7(), category('menu'), { whole: true }));
    expect((await a.push(ops.slice(0, 3), { open: true })).lastSeq).toBe(3);
    expect((await a.push(ops.slice(3, 5), { open: true })).lastSeq).toBe(5);
    expect(await b.pullAll()).toEqual([]);
    await a.push(ops.slice(5));
    const { changes, more } = await b.pull(2);
    expect([changes.length, more]).toEqual([7, false]);
    expect(changes.map(({ last }) => last)).toEqual([false, false, false, false, false, false, true]);
    a.nextTx += 1;
    const one = a.put('category', v7(), category('x'), { whole: true });
    a.nextTx += 1;
    const pair = [0, 1].map(() => a.put('category', v7(), category('y'), { whole: true }));
    await a.push([one, ...pair]);
    const first = await b.pull(2);
    expect([first.changes.length, first.more]).toEqual([1, true]);
    expect(await b.pullAll()).toHaveLength(2);
  });

  it('rejects an operation by itself, and what is administered with its whole transaction', async () => {
    const enterpriseId = await newEnterprise(cloud);
    const office = await SyncTestDevice.enrol(cloud, enterpriseId);
    const counter = await SyncTestDevice.enrol(cloud, enterpriseId, { administers: false });
    const good1 = counter.put('category', v7(), category('good'), { whole: true });
    const bad = counter.put('category', v7(), { name: 5, course: 1, position: 1 }, { whole: true });
    const unknown = counter.put('no_such_thing', v7(), { a: 1 }, { whole: true });
    const missing = counter.put('category', v7(), { position: 3 });
    const answer = await counter.push([good1, bad, unknown, missing]);
    expect(answer.outcomes).toEqual([
      { seq: 2, outcome: 'rejected', code: 'sync_invalid' },
      { seq: 3, outcome: 'rejected', code: 'sync_unknown_entity' },
      { seq: 4, outcome: 'rejected', code: 'sync_row_missing' },
    ]);
    counter.nextTx += 1;
    const role = counter.put(
      'role',
      v7(),
      { key: null, name: 'Boss', permissions: { actions: {}, fields: {} } },
      { whole: true },
    );
    const beside = counter.put('category', v7(), category('beside'), { whole: true });
    expect((await counter.push([role, beside])).outcomes.map(({ seq }) => seq)).toEqual([5, 6]);
    const permitted = office.put(
      'role',
      v7(),
      { key: null, name: 'Boss', permissions: { actions: {}, fields: {} } },
      { whole: true },
    );
    expect((await office.push([permitted])).outcomes).toEqual([]);
    // A field that only a newer program knows is kept.
    const newer = office.put('category', v7(), { ...category('new'), glow: { deep: [1, '\u0000'] } }, { whole: true });
    await office.push([newer]);
    expect((await counter.pullAll()).find(({ id }) => id === newer.id)).toMatchObject({
      fields: { glow: { deep: [1, '\u0000'] } },
    });
  });

  it('unites facts, refuses those of another home, and keeps what a copy did at the same place', async () => {
    const { a, b } = await two();
    const streamId = v7();
    const first = a.fact({ streamId, seq: 1 });
    await a.push([first]);
    expect(
      (await b.push([b.fact({ streamId, seq: 2 }), b.fact({ streamId: v7(), seq: 1, home: a.id })])).outcomes,
    ).toEqual([
      { seq: 1, outcome: 'rejected', code: 'sync_not_home' },
      { seq: 2, outcome: 'rejected', code: 'sync_not_home' },
    ]);
    const again = { ...a.fact({ streamId, seq: 1 }, first.id) };
    const twin = a.fact({ streamId, seq: 1, data: { total: 5 } });
    expect((await a.push([again, twin])).outcomes).toEqual([
      { seq: 3, outcome: 'rejected', code: 'sync_stream_taken' },
    ]);
    const seen = await b.pullAll();
    expect(seen.filter(({ kind: of }) => of === 'fact')).toHaveLength(1);
    expect(conflictsOf(seen)).toMatchObject([
      { fields: { kind: 'stream', recordId: twin.id, loser: { data: { total: 5 } } } },
    ]);
    // A shared stream is numbered by each landing for itself.
    const shared = v7();
    expect((await a.push([a.fact({ stream: 'stock', streamId: shared, seq: 1 })])).outcomes).toEqual([]);
    expect((await b.push([b.fact({ stream: 'stock', streamId: shared, seq: 1 })])).outcomes).toEqual([]);
  });

  it('sets a clock back that is ten years ahead, says what its stamps became, and blocks nobody', async () => {
    const { a, b } = await two();
    const id = v7();
    const wrong = new SyncTestDevice(cloud.url, a.id, a.credential, () => Date.now() + 10 * 365 * 86_400_000);
    wrong.continuation = a.continuation;
    const made = wrong.put('category', id, category('future'), { whole: true });
    wrong.nextTx += 1;
    const changed = wrong.put('category', id, { position: 7 }, { base: { '*': made.stamp } });
    const answer = await wrong.push([made, changed]);
    expect(answer.outcomes).toEqual([]);
    const clamped = answer.clamped ?? {};
    expect(Object.keys(clamped)).toEqual([made.stamp, changed.stamp]);
    const [first = '', second = ''] = [clamped[made.stamp], clamped[changed.stamp]];
    expect(first < second && Number.parseInt(second.slice(0, 12), 16) <= Date.now() + 1_000).toBe(true);
    const seen = await b.pullAll();
    expect(seen).toMatchObject([{ stamps: { '*': first } }, { fields: { position: 7 }, stamps: { position: second } }]);
    // The sender is told in full, because it has other stamps.
    wrong.cursor = undefined;
    expect(await wrong.pullAll()).toMatchObject([
      { kind: 'put', seq: 1 },
      { kind: 'put', seq: 2 },
    ]);
    b.clock.observe(second);
    await b.push([b.put('category', id, { position: 8 }, { base: { '*': first, position: second } })]);
    expect(conflictsOf(await b.pullAll())).toEqual([]);
  });
});
