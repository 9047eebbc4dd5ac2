import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConnectionLimits } from '#main/http/limits.ts';
import { newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { exchange, open, requestText, untilClosed } from '#tests/support/raw-http.ts';
import { StaffDevice, send } from '#tests/support/staff-device.ts';

const folder = tempFolder();
/** The product's limits on a faster clock, but not so fast that a busy computer is taken for a slow caller. */
const patience = {
  ...defaultConnectionLimits,
  headersMs: 3_000,
  requestMs: 4_000,
  idleMs: 3_000,
  silentMs: 6_000,
  checkEveryMs: 50,
  connections: 120,
};
let landing: TestLanding;
let port: number;
let staff: StaffDevice;

beforeAll(async () => {
  landing = await TestLanding.copy({ folder: folder.path, patience });
  port = Number(new URL(landing.landing.consoleUrl).port);
  staff = await StaffDevice.on(landing);
});

afterAll(async () => {
  staff.close();
  await landing.close();
  folder.remove();
});

const host = () => `host: 127.0.0.1:${port}`;
const head = (length: number | string, more = '') =>
  `POST /api/v1/guest/sessions HTTP/1.1\r\n${host()}\r\ncontent-type: application/json\r\n${more}content-length: ${length}\r\n\r\n`;

/** Node's own limits are a minute and more (`headersTimeout`); ours are seconds here: whose they are is seen at once. */
const soonMs = 50_000;

/** Sends a byte now and then until the server hangs up; gives what it said and how long it bore it. */
async function drip(socket: Socket, byte: string): Promise<{ said: string; ms: number }> {
  const began = performance.now();
  const dripping = setInterval(() => socket.writable && socket.write(byte), 40);
  const said = await untilClosed(socket);
  clearInterval(dripping);
  return { said, ms: performance.now() - began };
}

// All at once: most of them only wait.
describe.concurrent('slow callers', () => {
  it('headers that come a byte at a time are cut off in time', async () => {
    const socket = await open(port);
    socket.write(`GET /healthz HTTP/1.1\r\n${host()}\r\nx-slow: `);
    const { said, ms } = await drip(socket, 'a');
    expect(said === '' || said.startsWith('HTTP/1.1 408')).toBe(true);
    expect(ms).toBeLessThan(soonMs);
  });

  it('so is a body that comes a byte at a time', async () => {
    const socket = await open(port);
    socket.write(head(5_000));
    const { said, ms } = await drip(socket, ' ');
    expect(said === '' || said.startsWith('HTTP/1.1 408')).toBe(true);
    expect(ms).toBeLessThan(soonMs);
  });

  it('so are a connection that says nothing, one that never greets in TLS, and one that stays after its answer', async () => {
    const silent = await open(port);
    const quiet = await open(Number(new URL(staff.origin).port));
    const staying = await open(port);
    staying.write(`GET /healthz HTTP/1.1\r\n${host()}\r\n\r\n`);
    const [, , answer] = await Promise.all([silent, quiet, staying].map(untilClosed));
    expect(answer).toContain('HTTP/1.1 200');
  });

  it('the same on the staff face, inside TLS', async () => {
    const { port: lanPort, host: lanHost } = new URL(staff.origin);
    const socket = connectTls({ host: '127.0.0.1', port: Number(lanPort), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.write(
      `POST /trpc/lan.pair HTTP/1.1\r\nhost: ${lanHost}\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n`,
    );
    const { ms } = await drip(socket, ' ');
    expect(ms).toBeLessThan(soonMs);
  });

  it('the product’s own limits are real ones', () => {
    const { headersMs, requestMs, idleMs, silentMs, checkEveryMs } = defaultConnectionLimits;
    expect(headersMs).toBeLessThanOrEqual(10_000);
    expect(requestMs).toBeLessThanOrEqual(20_000);
    expect(checkEveryMs).toBeLessThanOrEqual(2_000);
    expect(Math.max(idleMs, silentMs)).toBeLessThanOrEqual(90_000);
  });
});

describe.concurrent('large callers', () => {
  it('a length beyond the limit is refused before the body comes', async () => {
    for (const length of [8_193, 9_000_000, 2 ** 40, '99999999999999999999', '-1', '1e3', '0x10', '1, 2']) {
      const { status } = await exchange(port, head(length, 'connection: close\r\n'));
      expect([length, [400, 413].includes(status)]).toEqual([length, true]);
    }
  });

  it('a body without a length is refused when it grows beyond the limit, not when it ends', async () => {
    const socket = await open(port);
    socket.write(
      `POST /api/v1/guest/sessions HTTP/1.1\r\n${host()}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const piece = `1000\r\n${'x'.repeat(4096)}\r\n`;
    let sent = 0;
    const pour = setInterval(() => {
      if (!socket.writable) return;
      socket.write(piece);
      sent += 4096;
    }, 5);
    const said = await untilClosed(socket);
    clearInterval(pour);
    expect(said).toContain('413');
    expect(sent).toBeLessThan(1_000_000);
  });

  it('a body shorter than it said, or longer, is never half an order', async () => {
    const counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const body = JSON.stringify({ lines: [line], expectedTotal: { amount, currency: 'CNY' } });
    const order = (length: number) =>
      exchange(
        port,
        `POST /api/v1/guest/orders HTTP/1.1\r\n${host()}\r\nauthorization: Bearer ${phone.session.sessionToken}\r\nidempotency-key: ${newKey()}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`,
      );
    expect([0, 408]).toContain((await order(body.length + 100)).status);
    expect((await order(body.length - 5)).status).toBe(400);
    expect((await phone.tab()).body.tab?.orders).toHaveLength(0);
  });

  it('nothing packed is unpacked: no compressed body can grow in here', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const packed = gzipSync(JSON.stringify({ tableToken: 'x' })).toString('latin1');
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip']) {
      const answer = await send(`http://127.0.0.1:${port}/api/v1/guest/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: packed,
      });
      expect([encoding, [400, 415].includes(answer.status)]).toEqual([encoding, true]);
    }
    const socket = await open(port);
    socket.write(head(bomb.length, 'content-encoding: gzip\r\n'));
    socket.write(bomb);
    expect(await untilClosed(socket)).toContain('413');
  });

  it('thousands of headers, or very long ones, are refused', async () => {
    const own: [string, string] = ['host', `127.0.0.1:${port}`];
    const many = Array.from({ length: 3_000 }, (_, i): [string, string] => [`x-${i}`, 'a']);
    for (const headers of [
      [own, ...many],
      [own, ['cookie', 'a'.repeat(30_000)]],
      [own, ['authorization', `Bearer ${'a'.repeat(30_000)}`]],
    ] as [string, string][][]) {
      const { status } = await exchange(port, requestText('/healthz', headers));
      expect([0, 431]).toContain(status);
    }
  });
});

describe('many connections', () => {
  it('one caller that holds all it can get keeps nobody out, and those at work stay', async () => {
    // Nobody is silent for too long here, however slow the computer: only the number of connections is at stake.
    const own = tempFolder();
    const landing = await TestLanding.start({
      folder: own.path,
      patience: { ...patience, silentMs: defaultConnectionLimits.silentMs },
    });
    const port = Number(new URL(landing.landing.consoleUrl).port);
    const counter = await landing.as('counter');
    const phone = await Phone.scan(landing.sticker('2'));
    const working = await fetch(`http://127.0.0.1:${port}/api/v1/guest/events`, {
      headers: { authorization: `Bearer ${phone.session.sessionToken}` },
    });
    const reader = working.body?.getReader();
    await reader?.read();
    const held = await Promise.all(
      Array.from({ length: patience.connections * 5 }, () => open(port).catch(() => undefined)),
    );
    for (const socket of held) socket?.on('error', () => {});
    const neighbour = () =>
      send(`http://127.0.0.1:${port}/healthz`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(neighbour).toBe(200);
    // The stream of a phone at work was not what had to go.
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
    const decoder = new TextDecoder();
    let heard = '';
    while (!heard.includes('"state":"open"')) {
      const next = await reader?.read();
      if (next?.done !== false) throw new Error(`the stream ended after ${heard}`);
      heard += decoder.decode(next.value, { stream: true });
    }
    await reader?.cancel();
    for (const socket of held) socket?.destroy();
    await landing.close();
    own.remove();
  });
});
