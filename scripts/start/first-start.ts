import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '#main/desktop/settings.ts';

/** Where the first `npm start` on a data folder is reached by the next one; readable by its owner only. */
const addressSchema = z.object({ pid: z.int(), port: z.int().min(1).max(65_535), secret: z.string().min(32) });

/** What the first start tells the next one about itself. */
const answerSchema = z.object({
  pid: z.int(),
  port: z.int(),
  demo: z.boolean(),
  /** Where the console is, once the landing is ready. */
  consoleUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Whether it has a window, which is in front now; without one it cannot show any. */
  window: z.boolean(),
});
export type FirstStart = z.infer<typeof answerSchema>;

const answerWithinMs = 5000;
const addressFile = (data: string) => join(data, 'start.json');

/**
 * A server on loopback whose only address has 192 random bits in it. Gives the address and what ends it; whoever does
 * not know it gets 404. The host is checked too, against pages that make their own name point here (DNS rebinding).
 */
export async function serveUnderSecret(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ port: number; secret: string; url: string; close(): void }> {
  const secret = randomBytes(24).toString('base64url');
  const wanted = Buffer.from(`/${secret}/`);
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const given = Buffer.from(request.url ?? '');
    const known = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (known && request.headers.host === `127.0.0.1:${port}`) answer(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    secret,
    url: `http://127.0.0.1:${port}/${secret}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * The `npm start` that runs on a data folder already, after it has brought its window forward; undefined when there is
 * none. An address that a killed one left behind answers nothing, or to another secret, and counts as none.
 */
export async function findFirstStart(data: string): Promise<FirstStart | undefined> {
  try {
    const { port, secret } = addressSchema.parse(JSON.parse(readFileSync(addressFile(data), 'utf8')));
    const answer = await fetch(`http://127.0.0.1:${port}/${secret}/`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return answerSchema.parse(await answer.json());
  } catch {
    return undefined;
  }
}

/** Answers later starts on the same data. What keeps two landings apart is the lock of the data folder, never this. */
export class FirstStartServer {
  readonly #file: string;
  readonly #folder: string;
  readonly #server: Awaited<ReturnType<typeof serveUnderSecret>>;
  #announced = false;

  private constructor(data: string, server: Awaited<ReturnType<typeof serveUnderSecret>>) {
    this.#folder = data;
    this.#file = addressFile(data);
    this.#server = server;
  }

  /** `onNext` is called for each later start, and gives what it is told. */
  static async open(data: string, onNext: () => FirstStart): Promise<FirstStartServer> {
    const server = await serveUnderSecret((request, response) => {
      if (request.method !== 'POST') response.writeHead(405).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(onNext()));
    });
    return new FirstStartServer(data, server);
  }

  /** Writes the address down; not before the landing has made its folder, which says whether the disk is there. */
  announce(): void {
    if (this.#announced || !existsSync(this.#folder)) return;
    const { port, secret } = this.#server;
    try {
      writeWhole(
        this.#file,
        JSON.stringify({ pid: process.pid, port, secret } satisfies z.infer<typeof addressSchema>),
      );
      this.#announced = true;
    } catch {
      // A full or read-only disk: the landing says so. The next start is then refused by its lock, not shown a window.
    }
  }

  close(): void {
    this.#server.close();
    try {
      if (this.#announced && readFileSync(this.#file, 'utf8').includes(this.#server.secret)) rmSync(this.#file);
    } catch {
      // The disk was unplugged: an address that stays behind answers nothing.
    }
  }
}
