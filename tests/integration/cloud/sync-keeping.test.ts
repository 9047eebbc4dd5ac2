import { createHash, randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import { eraseEnterprise, rowsOf } from '#cloud/store/service.ts';
import type { Fields, Operation } from '#shared/sync/operation.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import {
  good,
  newEnterprise,
  refused,
  SyncTestDevice,
  startTestCloud,
  TestDatabases,
} from '#tests/support/sync-cloud.ts';

const day = 86_400_000;
const category = (name: string): Fields => ({ name: { en: name }, course: 1, position: 1 });

describe.each(['embedded', 'postgres'] as const)('keeping and forgetting over %s', (kind) => {
  let databases: TestDatabases;
  let cloud: Cloud;
  let later = 0;
  const now = () => Date.now() + later;

  beforeAll(async () => {
    databases = await TestDatabases.start(kind);
    cloud = await startTestCloud(await databases.make(), now);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await databases.stop();
  });

  const one = async () => {
    const enterpriseId = await newEnterprise(cloud);
    return { enterpriseId, a: await SyncTestDevice.enrol(cloud, enterpriseId) };
  };
  const count = async (enterpriseId: string, table: string) => {
    const [row] = await cloud.database.inEnterprise(enterpriseId, (tx) =>
      rowsOf<{ n: number }>(tx, sql`select count(*)::int as n from ${sql.identifier(table)}`),
    );
    return row?.n ?? 0;
  };

  it('removes what every device has, keeps it for one that is on its way, and sends who is too late to a snapshot', async () => {
    const { enterpriseId, a } = await one();
    const slow = await SyncTestDevice.enrol(cloud, enterpriseId);
    const id = v7();
    const made = a.put('category', id, category('0'), { whole: true });
    await a.push([made]);
    await slow.pullAll();
    await slow.pull();
    let base = { '*': made.stamp, position: made.stamp };
    for (let index = 0; index < 5; index += 1) {
      const op = a.put('category', id, { position: index }, { base });
      base = { ...base, position: op.stamp };
      await a.push([op]);
    }
    const gone = a.put('category', v7(), category('gone'), { whole: true });
    await a.push([gone, a.remove('category', gone.id, { '*': gone.stamp })]);
    await a.pullAll();
    await a.pull();
    later += 2 * day;
    expect(await cloud.sync.compact(enterpriseId)).toMatchObject({ floor: 1, entries: 1, tombstones: 0 });
    expect(await slow.pullAll()).toHaveLength(7);
    await slow.pull();
    const behind = slow.cursor;
    await a.push([a.put('category', v7(), category('new'), { whole: true })]);
    await a.pullAll();
    await a.pull();
    later += 91 * day;
    await a.push([a.put('category', v7(), category('newer'), { whole: true })]);
    await a.pullAll();
    await a.pull();
    later += 2 * day;
    expect(await cloud.sync.compact(enterpriseId)).toMatchObject({ tombstones: 1 });
    expect(await count(enterpriseId, 'sync_log')).toBe(0);
    slow.cursor = behind;
    const late = await slow.ask(`pull?cursor=${behind}`);
    expect([late.status, refused(late)]).toMatchObject([410, { code: 'sync_cursor_gone', reason: 'compacted' }]);
    const { rows } = good<SnapshotChunk>(await slow.ask('snapshot'));
    expect(rows).toHaveLength(3);
    expect(await a.pullAll()).toEqual([]);
  }, 120_000);

  it('keeps files by their content, takes an upload up where it was cut, and gives parts of them', async () => {
    const { a } = await one();
    const b = await SyncTestDevice.enrol(cloud, await newEnterprise(cloud));
    const bytes = randomBytes(1_500_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const url = (path: string) => `${cloud.url}/api/v1/blobs/${path}`;
    const as = (device: SyncTestDevice, more: object = {}) => ({
      authorization: `Bearer ${device.credential}`,
      ...more,
    });
    const put = (offset: number, part: Buffer, of = sha256) =>
      fetch(url(`${of}?size=${bytes.length}&offset=${offset}&type=image/png`), {
        method: 'PUT',
        body: new Uint8Array(part),
        headers: as(a, { 'content-type': 'application/octet-stream' }),
      });
    const head = async () => {
      const { status, headers } = await fetch(url(sha256), { method: 'HEAD', headers: as(a) });
      return [status, headers.get('upload-offset')];
    };
    expect(await head()).toEqual([404, '0']);
    expect((await put(0, bytes.subarray(0, 700_000))).status).toBe(202);
    expect(await head()).toEqual([404, '700000']);
    const wrong = await put(0, bytes.subarray(0, 10));
    expect([wrong.status, await wrong.json()]).toMatchObject([409, { code: 'blob_offset_wrong', received: 700_000 }]);
    expect((await put(700_000, bytes.subarray(700_000))).status).toBe(201);
    expect(await head()).toEqual([200, '1500000']);
    const whole = await fetch(url(sha256), { headers: as(a) });
    expect(whole.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(url(sha256), { headers: as(a, { range: 'bytes=524280-524299' }) });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 524280-524299/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(524_280, 524_300))).toBe(true);
    expect((await fetch(url(sha256), { headers: as(a, { range: 'bytes=2000000-' }) })).status).toBe(416);
    expect((await fetch(url(sha256), { headers: as(b) })).status).toBe(404);
    const lie = await put(0, bytes, '0'.repeat(64));
    expect([lie.status, await lie.json()]).toMatchObject([422, { code: 'blob_hash_wrong' }]);
    expect((await fetch(url('0'.repeat(64)), { headers: as(a) })).status).toBe(404);
    expect(
      (
        await fetch(`${url('f'.repeat(64))}?size=70000000`, {
          method: 'PUT',
          body: 'x',
          headers: as(a, { 'content-type': 'application/octet-stream' }),
        })
      ).status,
    ).toBe(400);
  }, 120_000);

  it('erases a person everywhere, exports an enterprise, and erases all of one', async () => {
    const { enterpriseId, a } = await one();
    const b = await SyncTestDevice.enrol(cloud, enterpriseId);
    const id = v7();
    const user = {
      username: 'anna',
      displayName: 'Anna Huber',
      passwordHash: 'h',
      pinHash: null,
      roleIds: [],
      disabled: false,
      createdAt: 1,
    };
    const made = a.put('user', id, user, { whole: true });
    await a.push([made, a.fact({ streamId: v7(), seq: 1 })]);
    await b.pullAll();
    await b.push([b.put('user', id, { displayName: 'Anna H.' }, { base: {} })]);
    expect((await b.pullAll()).some(({ entity }) => entity === 'conflict')).toBe(true);
    expect(await cloud.sync.erasePerson(enterpriseId, { entity: 'user', id })).toBe(true);
    const told = await b.pullAll();
    expect(told).toMatchObject([
      { entity: 'user', kind: 'put', fields: { displayName: '—' } },
      { entity: 'conflict', kind: 'delete' },
    ]);
    for (const table of ['sync_log', 'sync_row']) {
      const [found] = await cloud.database.inEnterprise(enterpriseId, (tx) =>
        rowsOf<{ n: number }>(
          tx,
          sql`select count(*)::int as n from ${sql.identifier(table)} where fields ilike '%anna%'`,
        ),
      );
      expect([table, found?.n]).toEqual([table, 0]);
    }
    const lines: Readonly<Record<string, unknown>>[] = [];
    for await (const line of cloud.sync.exportEnterprise(enterpriseId)) lines.push(line);
    expect(lines.map(({ kind: of }) => of).sort()).toEqual(['fact', 'record', 'record']);
    await cloud.database.asPlatform((tx) => eraseEnterprise(tx, enterpriseId));
    for (const table of ['sync_head', 'sync_log', 'sync_row', 'sync_fact', 'sync_device', 'sync_commit']) {
      expect([table, await count(enterpriseId, table)]).toEqual([table, 0]);
    }
  }, 120_000);

  it('knows when its database was set back, and takes again what it lost', async () => {
    const where = await databases.make();
    let old = await startTestCloud(where);
    const enterpriseId = await newEnterprise(old);
    const a = await SyncTestDevice.enrol(old, enterpriseId);
    const b = await SyncTestDevice.enrol(old, enterpriseId);
    const kept = a.put('category', v7(), category('kept'), { whole: true });
    await a.push([kept]);
    await a.pullAll();
    await b.pullAll();
    await old.close();
    const copy = await databases.make();
    if (where.dataFolder && copy.dataFolder) cpSync(where.dataFolder, copy.dataFolder, { recursive: true });
    if (copy.databaseUrl && where.databaseUrl) {
      const name = (url: string) => new URL(url).pathname.slice(1);
      await databases.postgres.query(`drop database ${name(copy.databaseUrl)}`);
      await databases.postgres.query(`create database ${name(copy.databaseUrl)} template ${name(where.databaseUrl)}`);
    }
    old = await startTestCloud(where);
    a.url = old.url;
    b.url = old.url;
    const lost: Operation[] = [
      a.put('category', v7(), category('lost'), { whole: true }),
      a.fact({ streamId: v7(), seq: 1 }),
    ];
    await a.push(lost);
    await b.pullAll();
    await old.close();
    const back = await startTestCloud(copy);
    try {
      a.url = back.url;
      b.url = back.url;
      // The sender sees that less is safe than it was told; it still has what was not echoed.
      const hello = await a.hello();
      expect(hello.lastSeq).toBe(1);
      // A's cursor is one that this database knows: only what A was told is safe shows that it is older.
      expect((await a.ask(`pull?cursor=${a.cursor}&epoch=1&acknowledged=1`)).status).toBe(200);
      const early = await a.ask(`pull?cursor=${a.cursor}&epoch=1&acknowledged=3`);
      expect([early.status, refused(early)]).toMatchObject([410, { reason: 'set_back' }]);
      expect((await a.ask(`pull?cursor=${a.cursor}&epoch=2&acknowledged=1`)).status).toBe(410);
      const answer = await b.ask(`pull?cursor=${b.cursor}`);
      expect([answer.status, refused(answer)]).toMatchObject([410, { reason: 'set_back' }]);
      // Who pulled it restates it, also the facts of others.
      b.cursor = undefined;
      await b.hello();
      const [put, fact] = lost;
      if (put?.kind !== 'put' || fact?.kind !== 'fact') throw new Error('not these');
      const again = { ...b.put('category', put.id, put.fields, { whole: true }), restates: { '*': put.stamp } };
      const told = { ...b.fact(fact.fact, fact.id) };
      expect((await b.push([again, told])).outcomes).toEqual([]);
      expect((await a.push(lost)).outcomes).toEqual([]);
      const other = await SyncTestDevice.enrol(back, enterpriseId);
      const all = await other.pullAll();
      expect(all.filter(({ entity }) => entity === 'conflict')).toEqual([]);
      expect(new Set(all.map(({ id }) => id))).toEqual(new Set([kept.id, ...lost.map(({ id }) => id)]));
    } finally {
      await back.close();
    }
  }, 120_000);
});
