import { once } from 'node:events';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOfPrintable } from '#shared/desktop/printing.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { request } from '#tests/support/api.ts';
import { TestAccess } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { open } from '#tests/support/raw-http.ts';

interface Stickers {
  wifi: { ssid: string; password: string | null } | null;
  logo: { picture: string; ratio: number } | null;
  tables: { id: string; name: string; state: string; remoteLink: string | null }[];
}

const wifi = { ssid: ' Guest; 5G', security: 'wpa', password: 'pa"ss;word', hidden: false };

describe('stickers', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.as('owner');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const url = (path: string) => `${landing.landing.consoleUrl}stickers/${path}`;
  const bearer = (client: ConsoleClient) => ({ authorization: `Bearer ${client.token}` });
  const upload = (client: ConsoleClient | undefined, body: Buffer, type = 'image/png') =>
    fetch(url('logo'), {
      method: 'POST',
      headers: { 'content-type': type, ...(client ? bearer(client) : {}) },
      body: new Uint8Array(body),
    });

  it('the Wi-Fi is kept to the byte; its password is for those who may change the house', async () => {
    await owner.mutate('stickers.setWifi', { wifi });
    expect((await owner.query<Stickers>('stickers.get')).wifi).toMatchObject(wifi);
    const refused = await owner.call('stickers.setWifi', { wifi: { ...wifi, password: 'short' } }, 'POST');
    expect(refused.problem?.code).toBe('wifi_wpa_length');

    const { id: roleId } = await owner.mutate<{ id: string }>('identity.roles.save', {
      name: 'Floor',
      permissions: { actions: { enterprise: { read: 'all' }, table: { read: 'all', update: 'all' } }, fields: {} },
    });
    const person = { username: 'floor', displayName: 'F', password: 'a floor of its own', roleIds: [roleId] };
    await owner.mutate('identity.users.create', person);
    const floor = await landing.console.login('floor', person.password);
    expect((await floor.query<Stickers>('stickers.get')).wifi).toMatchObject({ ssid: wifi.ssid, password: null });
    expect((await floor.call('stickers.setWifi', { wifi: null }, 'POST')).problem?.code).toBe('permission_denied');
  });

  it('makes a PDF that only who may print can fetch, and remembers what hangs where', async () => {
    const { tables } = await owner.query<Stickers>('stickers.get');
    expect(new Set(tables.map(({ state }) => state))).toEqual(new Set(['never']));
    const [first, second] = tables;
    if (!first || !second) throw new Error('no tables');
    await owner.mutate('stickers.update', { sheet: 'L7160', arrangement: 'separate', codeSize: 30 });
    const run = await owner.mutate<{ id: string; sheets: number }>('stickers.print', {
      tableIds: [first.id, second.id],
      startSlot: 20,
    });
    expect(run.sheets).toBe(2);
    expect(new URL(url(`${run.id}.pdf`)).pathname).toBe(pathOfPrintable({ kind: 'stickers', id: run.id }));
    const pdf = await fetch(url(`${run.id}.pdf`), { headers: bearer(owner) });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const text = Buffer.from(await pdf.arrayBuffer()).toString('latin1');
    expect(text.slice(0, 5)).toBe('%PDF-');
    expect(text).toMatch(/\/ViewerPreferences \d+ 0 R/);
    expect(text).toContain('/PrintScaling /None');
    const saved = await fetch(url(`${run.id}.pdf?download`), { headers: bearer(owner) });
    expect(saved.headers.get('content-disposition')).toContain('attachment');

    expect((await fetch(url(`${run.id}.pdf`))).status).toBe(401);
    expect((await fetch(url(`${run.id}.pdf`), { headers: bearer(await landing.as('kitchen')) })).status).toBe(403);
    expect((await fetch(url('unknown.pdf'), { headers: bearer(owner) })).status).toBe(404);

    const states = async () =>
      (await owner.query<Stickers>('stickers.get')).tables.slice(0, 3).map(({ state }) => state);
    expect(await states()).toEqual(['printed', 'printed', 'never']);
    await owner.mutate('ordering.tables.renewSticker', { tableId: first.id });
    expect(await states()).toEqual(['outdated', 'printed', 'never']);
  });

  it('refuses in words what cannot be printed, and then remembers nothing', async () => {
    const { tables } = await owner.query<Stickers>('stickers.get');
    const third = tables[2];
    const print = () => owner.call('stickers.print', { tableIds: [third?.id], startSlot: 0 }, 'POST');
    await owner.mutate('stickers.update', { codeSize: 60 });
    expect((await print()).problem).toMatchObject({ code: 'sticker_code_too_large', largest: 31 });
    await owner.mutate('stickers.update', { codeSize: 30, caption: { en: 'Enjoy \u{10fffd}' } });
    expect((await print()).problem?.code).toBe('sticker_text_unprintable');
    await owner.mutate('stickers.update', { caption: {} });
    await owner.mutate('stickers.setWifi', { wifi: null });
    expect((await print()).problem?.code).toBe('sticker_wifi_missing');
    await owner.mutate('stickers.setWifi', { wifi });
    expect((await owner.query<Stickers>('stickers.get')).tables[2]?.state).toBe('never');
  });

  it('holds no picture of somebody who may not send one: the refusal comes before the body', async () => {
    const { port } = new URL(landing.landing.consoleUrl);
    const head = `POST /stickers/logo HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: image/png\r\n`;
    const socket = await open(Number(port));
    socket.write(`${head}content-length: 1000000\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
    socket.destroy();
  });

  it('makes the logo anew, and refuses what is none', async () => {
    const canvas = createCanvas(1600, 800);
    canvas.getContext('2d').fillRect(0, 0, 900, 400);
    for (const type of ['png', 'jpeg'] as const) {
      const picture = type === 'png' ? await canvas.encode('png') : await canvas.encode('jpeg');
      expect((await upload(owner, picture, `image/${type}`)).status).toBe(204);
      const { logo } = await owner.query<Stickers>('stickers.get');
      expect(logo?.ratio).toBe(2);
      const kept = Buffer.from(logo?.picture.split(',')[1] ?? '', 'base64');
      expect([kept.readUInt32BE(16), kept.readUInt32BE(20)]).toEqual([600, 300]);
    }
    const png = await canvas.encode('png');
    const huge = Buffer.from(png);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    const answers = [
      await upload(owner, Buffer.from('<svg onload="alert(1)"/>')),
      await upload(owner, png.subarray(0, 60)),
      await upload(owner, huge),
      await upload(owner, Buffer.alloc(1_200_000)),
      await upload(owner, png, 'image/svg+xml'),
      await upload(undefined, png),
      await upload(await landing.as('kitchen'), png),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 413, 413, 415, 401, 403]);
    const cross = await request(url('logo'), {
      method: 'POST',
      headers: { ...bearer(owner), origin: 'http://evil.example', 'content-type': 'image/png' },
    });
    expect(cross.status).toBe(403);
    await owner.mutate('stickers.removeLogo');
    expect((await owner.query<Stickers>('stickers.get')).logo).toBeNull();
  });
});

describe('stickers of a house that takes orders over the internet', () => {
  const folder = tempFolder();
  const access = new TestAccess();
  let landing: TestLanding;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path, cloud: access });
  });
  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('carry the cloud’s code too, and are known to lead nowhere when that is another cloud', async () => {
    const owner = await landing.as('owner');
    const read = () => owner.query<Stickers>('stickers.get');
    const drift = async () => (await owner.query<{ drift: unknown }>('reach.state')).drift;
    expect((await read()).tables[0]?.remoteLink).toBeNull();
    const deviceId = landing.landing.opened.store.deviceId;
    await landing.settings({ remoteOrdering: { landing: deviceId, preOrders: false, preOrderMinutes: 120 } });
    access.set({ address: 'http://127.0.0.1:9/shops', credential: 'none' });
    const { tables } = await read();
    expect(tables[0]?.remoteLink).toMatch(/^http:\/\/127\.0\.0\.1:9\/shops\/q\/[0-9a-z]{25}\./);
    const [first, second] = tables.map(({ id }) => id);
    await owner.mutate('stickers.print', { tableIds: [first], startSlot: 0 });
    // Without it the sticker says nothing of a cloud, and no cloud can make it wrong.
    await owner.mutate('stickers.print', { tableIds: [second], startSlot: 0, remote: false });
    const states = async () => (await read()).tables.slice(0, 3).map(({ state }) => state);
    expect([await states(), await drift()]).toEqual([['printed', 'printed', 'never'], null]);
    access.set({ address: 'http://127.0.0.1:9/others', credential: 'none' });
    expect(await states()).toEqual(['outdated', 'printed', 'never']);
    expect(await drift()).toEqual({
      cause: 'cloud',
      old: 'http://127.0.0.1:9/shops',
      now: 'http://127.0.0.1:9/others',
      tableIds: [first],
    });
    // Given up for a while: the page of the cloud says so itself.
    access.set(undefined);
    expect([(await states())[1], await drift()]).toEqual(['printed', null]);
  });
});
