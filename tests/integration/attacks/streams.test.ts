import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConnectionLimits } from '#main/http/limits.ts';
import { newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { open } from '#tests/support/raw-http.ts';

const folder = tempFolder();
let landing: TestLanding;
let port: number;

beforeAll(async () => {
  const patience = { ...defaultConnectionLimits, heartbeatMs: 200, checkEveryMs: 50 };
  landing = await TestLanding.copy({ folder: folder.path, patience });
  port = Number(new URL(landing.landing.consoleUrl).port);
});

afterAll(async () => {
  await landing.close();
  folder.remove();
});

/** A stream whose reader takes nothing. */
async function deafStream(token: string): Promise<Socket> {
  const socket = await open(port);
  socket.pause();
  socket.on('error', () => {});
  socket.write(
    `GET /api/v1/guest/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\n\r\n`,
  );
  return socket;
}

describe('readers that never read', () => {
  it('are dropped, and cost the landing next to nothing until then', async () => {
    const counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phones = await Promise.all(Array.from({ length: 8 }, () => Phone.scan(landing.sticker('1'))));
    const [writer] = phones;
    if (!writer) throw new Error('no phone');
    const deaf = await Promise.all(
      phones.flatMap(({ session }) => [1, 2, 3, 4].map(() => deafStream(session.sessionToken))),
    );
    await expect.poll(() => landing.landing.ordering.guestStream.size).toBe(32);
    globalThis.gc?.();
    const before = process.memoryUsage();
    const { line, amount } = lineFor(plainItem((await writer.menu()).body));
    const lines = Array.from({ length: 60 }, () => ({ ...line, note: 'y'.repeat(100) }));
    const { guestStream } = landing.landing.ordering;
    // A long evening: the state grows, and each change goes to everybody who listens.
    for (let order = 0; order < 60 && guestStream.size > 0; order++) {
      const answer = await writer.order(lines, amount * lines.length, { key: newKey() });
      expect(answer.status).toBe(201);
    }
    await expect.poll(() => guestStream.size).toBe(0);
    const after = process.memoryUsage();
    const grown = after.external + after.arrayBuffers - before.external - before.arrayBuffers;
    expect(grown).toBeLessThan(64_000_000);
    for (const socket of deaf) socket.destroy();
  });
});
