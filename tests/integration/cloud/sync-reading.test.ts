import { createHash, hash } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import { rowsOf } from '#cloud/store/service.ts';
import { canonicalJson } from '#shared/sync/canonical.ts';
import { HybridClock } from '#shared/sync/clock.ts';
import type { Fields } from '#shared/sync/operation.ts';
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { Standing } from '#shared/sync/standing.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { EventReader } from '#tests/support/sse.ts';
import {
  good,
  newEnterprise,
  refused,
  SyncTestDevice,
  startTestCloud,
  TestDatabases,
} from '#tests/support/sync-cloud.ts';

const category = (name: string): Fields => ({ name: { en: name }, course: 1, position: 1 });

describe.each(['embedded', 'postgres'] as const)('reading from the cloud over %s', (kind) => {
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

  const one = async () => {
    const enterpriseId = await newEnterprise(cloud);
    return { enterpriseId, a: await SyncTestDevice.enrol(cloud, enterpriseId) };
  };
  const snapshotOf = async (device: SyncTestDevice) => {
    const chunks: SnapshotChunk[] = [];
    for (let after: string | undefined; chunks.length === 0 || after !== undefined; ) {
      const chunk = good<SnapshotChunk>(await device.ask(`snapshot${after === undefined ? '' : `?after=${after}`}`));
      expect(hash('sha256', JSON.stringify(chunk.rows), 'hex')).toBe(chunk.sha256);
      chunks.push(chunk);
      after = chunk.next;
    }
    return { rows: chunks.flatMap(({ rows }) => rows), cursor: chunks[0]?.cursor ?? '', total: chunks[0]?.total };
  };

  it('gives a snapshot in chunks, and after it tells own operations in full until the device has caught up', async () => {
    const { a } = await one();
    const big = 'x'.repeat(300_000);
    for (let push = 0; push < 4; push += 1) {
      await a.push([0, 1].map(() => a.put('category', v7(), { ...category('big'), note: big }, { whole: true })));
    }
    const streamId = v7();
    await a.push([a.fact({ streamId, seq: 1 }), a.fact({ streamId, seq: 2 })]);
    const gone = a.put('category', v7(), category('gone'), { whole: true });
    await a.push([gone]);
    await a.push([a.remove('category', gone.id, { '*': gone.stamp })]);
    const { rows, cursor, total } = await snapshotOf(a);
    expect([rows.length, total]).toEqual([11, 10]);
    expect(rows.flatMap((row) => ('fact' in row ? [row.fact.seq] : []))).toEqual([1, 2]);
    expect(rows.filter((row) => 'deleted' in row)).toMatchObject([{ id: gone.id, fields: {} }]);
    await a.push([a.put('category', v7(), category('after'), { whole: true })]);
    a.cursor = cursor;
    expect(await a.pullAll()).toMatchObject([{ kind: 'put', seq: a.nextSeq - 1, fields: category('after') }]);
    await a.push([a.put('category', v7(), category('later'), { whole: true })]);
    expect(await a.pullAll()).toMatchObject([{ kind: 'own' }]);
  });

  it('sums what it has as a landing would', async () => {
    const { a } = await one();
    const made = a.put('category', v7(), category('Soup'), { whole: true });
    const changed = a.put('category', made.id, { position: 4 }, { base: { '*': made.stamp } });
    const gone = a.put('category', v7(), category('gone'), { whole: true });
    await a.push([made, changed, gone, a.remove('category', gone.id, { '*': gone.stamp })]);
    const stamps = { name: made.stamp, course: made.stamp, position: changed.stamp };
    const text = canonicalJson(['category', made.id, { ...category('Soup'), position: 4 }, stamps]);
    const sum = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const { entities, cursor } = good<{ entities: object; cursor: string }>(await a.ask('checksums'));
    expect(entities).toEqual({ category: { rows: 1, sum } });
    await a.pullAll();
    expect(cursor).toBe(a.cursor);
  });

  it('gives a device that belongs to a person what is for everyone, without the secrets of others', async () => {
    const { enterpriseId, a } = await one();
    const [anna, ben, roleId] = [v7(), v7(), v7()];
    const user = (username: string) => ({
      username,
      displayName: username,
      passwordHash: 'secret',
      pinHash: null,
      roleIds: [roleId],
      disabled: false,
      createdAt: 1,
    });
    const permissions = { actions: { menu: { create: 'all', update: 'all' } }, fields: {} };
    a.actor = ben;
    await a.push([
      a.put('role', roleId, { key: null, name: 'Menu', permissions }, { whole: true }),
      a.put('user', anna, user('anna'), { whole: true }),
      a.put('user', ben, user('ben'), { whole: true }),
      a.put('printer', v7(), { name: 'Bar', position: 1 }, { whole: true }),
      a.fact({ streamId: v7(), seq: 1 }),
    ]);
    const laptop = await SyncTestDevice.enrol(cloud, enterpriseId, {
      scope: 'personal',
      userId: anna,
      administers: false,
    });
    laptop.actor = anna;
    const seen = await laptop.pullAll();
    expect(seen.map(({ entity }) => entity)).toEqual(['role', 'user', 'user']);
    expect(seen.at(-1)?.last).toBe(true);
    const secrets = seen.map((change) => (change.kind === 'put' ? change.fields['passwordHash'] : undefined));
    expect(secrets).toEqual([undefined, 'secret', undefined]);
    const { rows } = await snapshotOf(laptop);
    expect(rows.filter((row) => 'fields' in row && 'passwordHash' in row.fields)).toHaveLength(1);
    expect(rows).toHaveLength(3);
    const may = laptop.put('category', v7(), category('mine'), { whole: true });
    const mayNot = laptop.put('table', v7(), { name: 'T1' }, { whole: true });
    laptop.actor = ben;
    const forged = laptop.put('category', v7(), category('as Ben'), { whole: true });
    const fact = laptop.fact({ streamId: v7(), seq: 1 });
    expect((await laptop.push([may, mayNot, forged, fact])).outcomes.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    await a.push([a.put('user', anna, { disabled: true }, { base: { '*': 'f'.repeat(48) } })]);
    laptop.actor = anna;
    const after = laptop.put('category', v7(), category('too late'), { whole: true });
    expect((await laptop.push([after])).outcomes).toMatchObject([{ code: 'sync_forbidden' }]);
  });

  it('pokes everybody with the cursor after it, so that who pushed knows its own, and ends with the credential', async () => {
    const { enterpriseId, a } = await one();
    const b = await SyncTestDevice.enrol(cloud, enterpriseId);
    const open = (device: SyncTestDevice) =>
      EventReader.open(`${cloud.url}/api/v1/sync/poke?cursor=${device.cursor ?? ''}`, {
        authorization: `Bearer ${device.credential}`,
      });
    await b.pullAll();
    const ears = await open(b);
    await a.push([a.put('category', v7(), category('x'), { whole: true })]);
    await ears.next('poke');
    // Who connects late is told at once.
    const late = await open(b);
    await late.next('poke');
    late.close();
    await a.pullAll();
    await a.pull();
    const own = await open(a);
    await a.push([a.put('category', v7(), category('own'), { whole: true })]);
    const heard = [await own.next('poke'), await ears.next('poke')].map(({ data }) => data);
    await a.pullAll();
    expect(heard).toEqual([{ cursor: a.cursor }, { cursor: a.cursor }]);
    own.close();
    const revoked = sql`update device set revoked_at = 1 where id = ${b.id}`;
    await cloud.database.asPlatform((tx) => tx.execute(revoked));
    await ears.ended();
  });

  it('takes nothing of a device that was shut out a moment ago, and tells it nothing but that', async () => {
    const { enterpriseId, a } = await one();
    await a.push([a.put('category', v7(), category('before'), { whole: true })]);
    await cloud.database.asPlatform((tx) => tx.execute(sql`update device set revoked_at = 1 where id = ${a.id}`));
    const after = a.put('category', v7(), category('after'), { whole: true });
    for (const body of [a.frame([after]), { nothing: 'of the kind' }]) {
      expect(refused(await a.ask('push', body)).code).toBe('device_revoked');
    }
    expect(refused(await a.ask('pull?limit=1')).code).toBe('device_revoked');
    const kept = await cloud.database.inEnterprise(enterpriseId, (tx) => rowsOf(tx, sql`select 1 from sync_log`));
    expect(kept.length).toBe(1);
  });

  it('reads packed pushes, packs answers, and is not blown up by a small body', async () => {
    const { a } = await one();
    const send = (body: Buffer, coding: string) =>
      fetch(`${cloud.url}/api/v1/sync/push`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: {
          authorization: `Bearer ${a.credential}`,
          'content-type': 'application/json',
          'content-encoding': coding,
        },
      });
    const frame = (op: object) => Buffer.from(JSON.stringify(a.frame([op as never])));
    for (const [coding, pack] of [
      ['gzip', gzipSync],
      ['zstd', zstdCompressSync],
    ] as const) {
      const answer = await send(pack(frame(a.put('category', v7(), category(coding), { whole: true }))), coding);
      expect(answer.status).toBe(200);
      a.continuation = ((await answer.json()) as { continuation: string }).continuation;
    }
    expect((await send(gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)), 'gzip')).status).toBe(413);
    expect((await send(Buffer.from('nothing of the kind'), 'gzip')).status).toBe(400);
    expect((await send(Buffer.from('{}'), 'lzma')).status).toBe(415);
    await a.push([a.put('category', v7(), { ...category('long'), note: 'same '.repeat(2_000) }, { whole: true })]);
    const { port, hostname } = new URL(cloud.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `GET /api/v1/sync/snapshot HTTP/1.1\r\nhost: x\r\naccept-encoding: zstd\r\nauthorization: Bearer ${a.credential}\r\nconnection: close\r\n\r\n`,
    );
    const bytes = Buffer.concat(await socket.toArray());
    const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString();
    expect(head).toContain('content-encoding: zstd');
    expect(bytes.length).toBeLessThan(2_000);
    expect(zstdDecompressSync(bytes.subarray(head.length + 4)).toString()).toContain('same same');
  });

  it('an idle reconnection is one exchange of at most 1 KB, both ways together', async () => {
    const { a } = await one();
    await a.push([a.put('category', v7(), category('x'), { whole: true })]);
    await a.pullAll();
    const body = JSON.stringify({
      device: a.id,
      epoch: 1,
      protocol: 1,
      schema: 1,
      cursor: a.cursor,
      continuation: a.continuation,
    });
    const { port, hostname, host } = new URL(cloud.url);
    const socket = connect(Number(port), hostname);
    const message = [
      'POST /api/v1/sync/hello HTTP/1.1',
      `host: ${host}`,
      'connection: keep-alive',
      `authorization: Bearer ${a.credential}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
    socket.write(message);
    let answer = '';
    for await (const chunk of socket) {
      answer += String(chunk);
      if (answer.endsWith('}')) break;
    }
    expect(answer).toContain('"news":false');
    expect(Buffer.byteLength(message) + Buffer.byteLength(answer)).toBeLessThanOrEqual(1024);
  });

  it('tells how sync stands, and only devices of the house', async () => {
    const { enterpriseId, a } = await one();
    const laptop = await SyncTestDevice.enrol(cloud, enterpriseId, {
      scope: 'personal',
      userId: v7(),
      administers: false,
    });
    await a.push([a.put('category', v7(), category('x'), { whole: true })]);
    await a.pullAll();
    await a.pull();
    const standing = good<Standing>(await a.ask('standing'));
    expect(standing.devices.find(({ device }) => device === a.id)).toMatchObject({ behind: 0 });
    expect(standing.traffic).toMatchObject([{ device: a.id, pushes: 1, operations: 1, pulls: 1, changes: 1 }]);
    expect(standing.storage).toMatchObject([{ entity: 'category', rows: 1 }]);
    expect(refused(await laptop.ask('standing')).code).toBe('sync_forbidden');
  });

  it('one enterprise cannot see another, whatever SQL it runs', async () => {
    const { a, enterpriseId } = await one();
    await a.push([a.put('category', v7(), category('mine'), { whole: true }), a.fact({ streamId: v7(), seq: 1 })]);
    const stranger = await newEnterprise(cloud);
    for (const table of [
      'sync_head',
      'sync_commit',
      'sync_log',
      'sync_row',
      'sync_fact',
      'sync_device',
      'sync_sum',
      'sync_traffic',
    ]) {
      const count = (as: string) =>
        cloud.database.inEnterprise(as, (tx) =>
          rowsOf<{ n: number }>(tx, sql`select count(*)::int as n from ${sql.identifier(table)}`),
        );
      expect([table, (await count(stranger))[0]?.n]).toEqual([table, 0]);
      expect([table, ((await count(enterpriseId))[0]?.n ?? 0) > 0]).toEqual([table, true]);
    }
    const write = cloud.database.inEnterprise(stranger, (tx) =>
      tx.execute(sql`insert into sync_head (enterprise_id, tag, stamp) values (${v7()}, 'x', 'y')`),
    );
    await expect(write).rejects.toThrow();
  });
});

describe('standing pokes', () => {
  it('are counted, and end at once when their enterprise is suspended', async () => {
    // No heartbeat comes in time to notice it.
    const cloud = await TestCloud.start({ heartbeatMs: 600_000, metrics: { port: 0 } });
    const enterpriseId = await cloud.enterprise();
    const device = await cloud.device(enterpriseId);
    const hello = { device: device.id, epoch: 1, protocol: protocolVersion, schema: schemaVersion };
    const greeted = await cloud.call<{ continuation: string }>('POST', '/sync/hello', hello, device.credential);
    const clock = new HybridClock(device.id, Date.now);
    const op = { seq: 1, tx: 1, stamp: clock.tick(), actor: 'system', kind: 'put', entity: 'category', id: v7() };
    const put = { ...op, whole: true, fields: category('x'), before: {}, base: {} };
    const { continuation } = greeted.body;
    const frame = {
      device: device.id,
      epoch: 1,
      schema: schemaVersion,
      firstSeq: 1,
      continuation,
      ops: [put],
      open: false,
    };
    expect((await cloud.call('POST', '/sync/push', frame, device.credential)).status).toBe(200);
    expect((await cloud.call('GET', '/sync/pull', undefined, device.credential)).status).toBe(200);
    const ears = await EventReader.open(`${cloud.url}/api/v1/sync/poke`, {
      authorization: `Bearer ${device.credential}`,
    });
    await ears.next('poke');
    expect(cloud.cloud.streams.count('poke')).toBe(1);
    const measures = await (await fetch(cloud.cloud.metricsUrl ?? '')).text();
    expect(measures).toMatch(/^sync_pokes_connected 1$/m);
    expect(measures).toMatch(/direction="in",outcome="accepted"\} 1$/m);
    expect(measures).toMatch(/direction="out",outcome="pull"\} 1$/m);
    const operator = await cloud.operator();
    const answer = await operator.call('PATCH', `/enterprises/${enterpriseId}`, { state: 'suspended' });
    expect(answer.status).toBe(200);
    await ears.ended();
    await expect.poll(() => cloud.cloud.streams.count('poke')).toBe(0);
    await cloud.close();
  });
});
