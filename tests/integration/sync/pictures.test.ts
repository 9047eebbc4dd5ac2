import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FileShelf, Files } from '#main/sync/files.ts';
import { CloudHttp } from '#main/sync/http.ts';
import { realTime } from '#main/sync/time.ts';
import { pictureUrl } from '#shared/ordering/pictures.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { Phone } from '#tests/support/api.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf } from '#tests/support/menu.ts';
import { patience } from '#tests/support/patience.ts';

// Real landings and a real cloud, on a computer that has other things to do as well.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(demo: boolean): Promise<TestLanding> {
  const folder = tempFolder();
  const landing = demo
    ? await TestLanding.copy({ folder: folder.path })
    : await TestLanding.start({ folder: folder.path, demo });
  closing.push(folder.remove, () => landing.close());
  return landing;
}

async function cloudAndLanding() {
  const cloud = await TestCloud.start();
  closing.push(() => cloud.close());
  const first = await start(true);
  const { id, code, name } = first.landing.identity.enterprise();
  await cloud.cloud.enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
  const codeFor = async () => {
    const { enterprises, database } = cloud.cloud;
    const offer = { name: 'A computer', scope: 'enterprise', userId: null, administers: true } as const;
    return (await database.asPlatform((tx) => enterprises.devices.offer(tx, id, offer, 'test'))).code;
  };
  return { cloud, first, enterpriseId: id, codeFor };
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const photo = (red: number) =>
  sharp({ create: { width: 700, height: 500, channels: 3, background: { r: red, g: 90, b: 30 } } })
    .jpeg()
    .toBuffer();

describe('dish pictures', () => {
  it('come to a second landing, show there and through the cloud, and new ones follow', async () => {
    const { cloud, first, codeFor } = await cloudAndLanding();
    const owner = await first.as('owner');
    await owner.mutate('sync.connect', { address: cloud.url, code: await codeFor() });
    const second = await start(false);
    await second.console.mutate('sync.join.begin', { address: cloud.url, code: await codeFor() });
    const [here, there] = [first.landing.ordering.pictures, second.landing.ordering.pictures];
    const shown = here.shown();
    expect(shown.length).toBeGreaterThan(5);
    const same = async () => {
      for (const id of here.shown())
        expect(there.file(id, 'large')?.equals(here.file(id, 'large') ?? Buffer.of())).toBe(true);
    };
    await vi.waitFor(same, patience);

    // Somebody looks at the second landing, in the house and over the internet.
    const [id = ''] = shown;
    const small = await fetch(`${second.landing.guestAddress}${pictureUrl(id, 'small')}`);
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 320, height: 320 });
    const actor = await first.owner();
    const added = await here.upload(actor, await photo(200));
    const [item] = first.landing.ordering.menu.records().items;
    if (!item) throw new Error('a dish');
    const { position: _, soldOut: __, backAt: ___, ...dish } = item;
    await owner.mutate('ordering.menu.saveItem', { ...dish, picture: added.id });
    expect(here.shown()).toContain(added.id);
    await vi.waitFor(() => expect(there.has(added.id)).toBe(true), patience);
    // The first hears a little later than the second that the cloud has it.
    await vi.waitFor(async () => expect((await owner.query<SyncState>('sync.state')).files).toBe(0), patience);

    const own = second.landing.opened.store.deviceId;
    await second.settings({ remoteOrdering: { landing: own, preOrders: false, preOrderMinutes: 120 } });
    const [table] = second.landing.ordering.floor.all();
    const waiter = await second.as('counter');
    await waiter.mutate('ordering.tabs.open', { tableId: table?.id });
    const link = second.landing.ordering.remoteTableLink({ token: table?.token ?? '' }) ?? '';
    // The cloud knows its tables and its menu as soon as it was told of them.
    const named = await vi.waitFor(async () => {
      const { body } = await (await Phone.scan(link)).menu();
      const dish = itemsOf(body).find(({ picture }) => picture?.small.includes(added.id));
      expect(dish).toBeDefined();
      return dish?.picture;
    }, patience);
    const bytes = await fetch(`${cloud.url}${named?.large}`);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(here.file(added.id, 'large') ?? Buffer.of())).toBe(true);
  });

  it('go on where the line was cut, and one that is not what it says is not kept', async () => {
    const contents = [randomBytes(90_000), randomBytes(300_000), randomBytes(50_000)] as const;
    const [sent, fetched, lying] = contents.map((bytes) => hash(bytes).slice(0, 32)) as [string, string, string];
    const ranges: (string | undefined)[] = [];
    const parts: number[] = [];
    let there = 40_000;
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://cloud');
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (pathname.endsWith('/lacking')) return void answer(200, { lacking: [sent] });
      if (request.method === 'PUT') {
        const offset = Number(searchParams.get('offset'));
        if (offset !== there) return void answer(409, { code: 'blob_offset_wrong', received: there });
        request.on('data', (piece: Buffer) => {
          there += piece.length;
        });
        return void request.on('end', () => {
          parts.push(offset);
          answer(201, { received: there, complete: true });
        });
      }
      if (pathname.endsWith(lying)) return void response.end(randomBytes(50_000));
      const { range } = request.headers;
      ranges.push(range);
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      const rest = contents[1].subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
      if (from > 0) return void response.end(rest);
      // Most of it arrives, then the line is cut.
      response.write(rest.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 100));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const http = new CloudHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const kept = new Map<string, Buffer>([[sent, contents[0]]]);
    const warned: unknown[] = [];
    const shelf: FileShelf = {
      type: 'image/webp',
      limit: 400_000,
      wanted: () => [sent, fetched, lying],
      has: (name) => kept.has(name),
      read: (name) => kept.get(name),
      keep: async (name, bytes) => void kept.set(name, bytes),
      arrived: async () => undefined,
    };
    const files = new Files({
      shelf,
      time: realTime(Date.now),
      log: { info: () => undefined, warn: (about: unknown) => void warned.push(about) } as never,
      way: () => ({ http, credential: 'x' }),
      onChange: () => undefined,
    });
    closing.push(
      () => server.close(),
      () => http.close(),
      () => files.stop(),
    );
    files.nudge();
    await vi.waitFor(() => expect([kept.has(fetched), files.waiting]).toEqual([true, 0]), patience);
    expect(kept.get(fetched)?.equals(contents[1])).toBe(true);
    expect([parts, there]).toEqual([[40_000], 90_000]);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    expect(kept.has(lying)).toBe(false);
    expect(warned).toHaveLength(1);
  });

  it('a file larger than any of its kind is not gathered', async () => {
    const name = 'a'.repeat(32);
    const server = createServer((request, response) => {
      if (request.url?.endsWith('/lacking')) return void response.end('{"lacking":[]}');
      // It never ends.
      const more = () => response.write(randomBytes(64_000), () => setImmediate(more));
      more();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const http = new CloudHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const warned: unknown[] = [];
    const files = new Files({
      shelf: {
        type: 'image/webp',
        limit: 200_000,
        wanted: () => [name],
        has: () => false,
        read: () => undefined,
        keep: () => Promise.reject(new Error('kept')),
        arrived: async () => undefined,
      },
      time: realTime(Date.now),
      log: { info: () => undefined, warn: (about: unknown) => void warned.push(about) } as never,
      way: () => ({ http, credential: 'x' }),
      onChange: () => undefined,
    });
    closing.push(
      () => server.closeAllConnections(),
      () => http.close(),
      () => files.stop(),
    );
    files.nudge();
    await vi.waitFor(() => expect(warned).toHaveLength(1), patience);
    expect(files.waiting).toBe(0);
  });
});
