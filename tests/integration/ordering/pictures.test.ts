import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureLimits, pictureUrl } from '#shared/ordering/pictures.ts';
import { type ConsoleClient, newKey, Phone, type ProblemBody } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor, plainItem } from '#tests/support/menu.ts';

/** A PNG of one colour that says it is `width` × `height`, with `rows` rows of data in it. */
function png(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const row = 1 + Math.ceil(width / 8);
  const data = deflateSync(Buffer.alloc(row * rows));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const photo = (width = 1600, height = 1200) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 60, b: 30 } } });

describe('dish pictures', () => {
  const folder = tempFolder();
  const clock = new Clock(Date.now());
  let landing: TestLanding;
  let owner: ConsoleClient;
  let phone: Phone;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    owner = await landing.as('owner');
    await owner.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    phone = await Phone.scan(landing.sticker('1'));
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  async function upload(
    body: Buffer | ReadableStream,
    options: { type?: string; token?: string | null; headers?: Record<string, string>; origin?: string } = {},
  ) {
    const token = options.token === undefined ? owner.token : options.token;
    const response = await fetch(`${options.origin ?? landing.landing.consoleUrl}uploads/pictures`, {
      method: 'POST',
      body: body as BodyInit,
      headers: {
        'content-type': options.type ?? 'image/png',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...options.headers,
      },
    });
    return { status: response.status, body: (await response.json()) as { id: string } & ProblemBody };
  }
  const served = (url: string) => fetch(new URL(url, landing.landing.consoleUrl));
  async function servedPicture(id: string, size: 'small' | 'large') {
    const response = await served(pictureUrl(id, size));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  it.each(['png', 'jpeg', 'webp'] as const)('takes %s and serves it sized, as WebP, for ever', async (format) => {
    const { status, body } = await upload(await photo().toFormat(format).toBuffer(), { type: `image/${format}` });
    expect(status).toBe(201);
    expect(await sharp(await servedPicture(body.id, 'large')).metadata()).toMatchObject({
      format: 'webp',
      width: 960,
      height: 720,
    });
    expect(await sharp(await servedPicture(body.id, 'small')).metadata()).toMatchObject({ width: 320, height: 320 });
    const response = await served(pictureUrl(body.id, 'small'));
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('turns a phone photo upright and forgets where and by what it was taken', async () => {
    const taken = await photo(1200, 800)
      .withExif({ IFD0: { Make: 'SecretPhone', Artist: 'Somebody' }, IFD3: { GPSLatitude: '31/1 14/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { body } = await upload(taken, { type: 'image/jpeg' });
    const large = await servedPicture(body.id, 'large');
    const metadata = await sharp(large).metadata();
    expect(metadata).toMatchObject({ width: 640, height: 960 });
    expect([metadata.exif, metadata.xmp, metadata.icc, metadata.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(large.includes('SecretPhone')).toBe(false);
  });

  it('leaves behind what hides in or after the picture', async () => {
    const polyglot = Buffer.concat([
      await photo(300, 300).png().toBuffer(),
      Buffer.from('PK\u0003\u0004<script>alert(1)</script><?php evil(); ?>'),
    ]);
    const { status, body } = await upload(polyglot);
    expect(status).toBe(201);
    for (const size of ['small', 'large'] as const) {
      const file = await servedPicture(body.id, size);
      expect(file.includes('<script>') || file.includes('<?php') || file.includes('PK\u0003\u0004')).toBe(false);
    }
  });

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      [1, 2, 3].map((n) =>
        photo(80, 80)
          .tint({ r: n * 60, g: 0, b: 0 })
          .png()
          .toBuffer(),
      ),
    );
    const animated = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(3);
    const { status, body } = await upload(animated, { type: 'image/webp' });
    expect(status).toBe(201);
    expect((await sharp(await servedPicture(body.id, 'large')).metadata()).pages ?? 1).toBe(1);
  });

  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  );
  it.each([
    ['SVG', svg],
    ['SVG behind a PNG signature', Buffer.concat([png(1, 1, 1).subarray(0, 8), svg])],
    ['GIF', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
    ['a signature and no more', png(10, 10, 10).subarray(0, 8)],
    ['a header and no picture', png(10, 10, 10).subarray(0, 40)],
    ['less data than it says', png(4000, 4000, 3)],
  ])('refuses %s in words', async (_, bytes) => {
    const { status, body } = await upload(bytes);
    expect([status, body.code]).toEqual([422, 'picture_unreadable']);
  });

  it('refuses a picture that was cut off on the way', async () => {
    const whole = await photo(1600, 1200).jpeg({ quality: 95 }).toBuffer();
    const { status, body } = await upload(whole.subarray(0, whole.length / 2), { type: 'image/jpeg' });
    expect([status, body.code]).toEqual([422, 'picture_unreadable']);
  });

  it.each([
    ['a square of 50,000 pixels', 50_000, 50_000],
    ['a ribbon', 300_000, 10],
    ['just over the limit', 8000, 8001],
  ])('refuses a decompression bomb by its header, without decoding it: %s', async (_, width, height) => {
    const bomb = png(width, height, Math.min(height, 10_000));
    expect(bomb.length).toBeLessThan(pictureLimits.bytes);
    const before = process.memoryUsage.rss();
    const { status, body } = await upload(bomb);
    expect([status, body.code]).toEqual([413, 'picture_too_large']);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
  });

  it('refuses more than fifteen megabytes', async () => {
    const { status, body } = await upload(Buffer.alloc(pictureLimits.bytes + 1));
    expect([status, body.code]).toEqual([413, 'body_too_large']);
  });

  it('is for people who keep the menu, on this computer, from this page', async () => {
    const file = await photo(40, 40).png().toBuffer();
    expect((await upload(file, { token: null })).body.code).toBe('not_signed_in');
    for (const role of ['counter', 'kitchen'] as const) {
      const { token } = await landing.as(role);
      expect((await upload(file, { token: token ?? null })).body.code).toBe('permission_denied');
    }
    // Before the body is read: its size does not come up.
    expect((await upload(Buffer.alloc(pictureLimits.bytes + 1), { token: null })).body.code).toBe('not_signed_in');
    const elsewhere = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await upload(file, { headers: elsewhere })).body.code).toBe('origin_not_allowed');
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
      expect((await upload(file, { type })).status).toBe(415);
    }
    expect((await upload(file, { type: 'image/svg+xml' })).status).toBe(415);
  });

  it('keeps taking orders while pictures are prepared, and takes only so many at a time', async () => {
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const large = await photo(6000, 4000).png({ compressionLevel: 1 }).toBuffer();
    let prepared = 0;
    const uploads = Array.from({ length: 9 }, async () => {
      const answer = await upload(large);
      if (answer.status === 201) prepared += 1;
      return answer;
    });
    const order = async () => expect((await phone.order([line], amount, { key: newKey() })).status).toBe(201);
    for (let n = 0; n < 3; n++) await order();
    // Orders were answered while the pictures that came before them are at work still.
    expect(prepared).toBeLessThan(6);
    for (let n = 0; n < 7; n++) await order();
    const statuses = (await Promise.all(uploads)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(6);
    expect(new Set(statuses)).toEqual(new Set([201, 429]));
  });

  it('shows on the phone, and is forgotten a week after no dish shows it', async () => {
    const { body: kept } = await upload(await photo(500, 400).png().toBuffer());
    const { body: unused } = await upload(await photo(501, 400).png().toBuffer());
    const menu = await owner.query<{ items: Record<string, unknown>[] }>('ordering.menu.list');
    const { id, stock, unavailable, priceNow, soldOut, backAt, ...item } = menu.items[0] ?? {};
    await owner.mutate('ordering.menu.saveItem', { id, ...item, picture: kept.id });
    const shown = itemsOf((await phone.menu()).body).find((entry) => entry.id === id);
    expect(shown?.picture).toEqual({ small: pictureUrl(kept.id, 'small'), large: pictureUrl(kept.id, 'large') });
    await landing.landing.ordering.tidy();
    clock.advance(8 * 24 * 3_600_000);
    await landing.landing.ordering.tidy();
    expect((await served(pictureUrl(kept.id, 'small'))).status).toBe(200);
    expect((await served(pictureUrl(unused.id, 'small'))).status).toBe(404);
  });

  it('is refused on a dish when it is not kept here', async () => {
    const menu = await owner.query<{ items: Record<string, unknown>[] }>('ordering.menu.list');
    const { stock, unavailable, priceNow, soldOut, backAt, ...item } = menu.items[0] ?? {};
    const { problem } = await owner.call('ordering.menu.saveItem', { ...item, picture: 'f'.repeat(32) }, 'POST');
    expect(problem?.code).toBe('record_missing');
  });
});
