import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { publicHalf } from '#main/desktop/updates/signature.ts';
import { signRelease } from '../../scripts/release/sign.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A signing key made for this run. */
export function newKey(): { key: KeyObject; publicKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, publicKey: publicHalf(privateKey) };
}

export interface Publication {
  readonly version: string;
  /** The artifact's own bytes. */
  readonly artifact: Buffer;
  readonly name?: string;
  readonly file?: string;
  readonly keys?: readonly KeyObject[];
  readonly staging?: number;
  readonly notes?: { readonly en?: string; readonly 'zh-CN'?: string };
  readonly now?: Date;
  readonly validDays?: number;
}

/**
 * A generic feed on loopback: a folder of real files, as a release leaves them, over plain HTTP with byte ranges. A test
 * may answer some paths in its own way.
 */
export class ReleaseFeed {
  readonly folder: string;
  readonly signer = newKey();
  readonly asked: string[] = [];
  readonly answers = new Map<string, Answer>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  private constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  static async open(folder: string): Promise<ReleaseFeed> {
    const feed = new ReleaseFeed(folder);
    await new Promise<void>((resolve) => feed.#server.listen(0, '127.0.0.1', resolve));
    return feed;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Publishes as electron-builder and `scripts/sign-release.ts` do. */
  publish(publication: Publication): { name: string; file: string } {
    const { version, artifact, file = 'latest-linux.yml' } = publication;
    const name = publication.name ?? `landing-desk-${version}-linux-x86_64.AppImage`;
    writeFileSync(join(this.folder, name), artifact);
    const sha512 = createHash('sha512').update(artifact).digest('base64');
    const lines = [
      `version: ${version}`,
      'files:',
      `  - url: ${name}`,
      `    sha512: ${sha512}`,
      `    size: ${artifact.length}`,
      `path: ${name}`,
      `sha512: ${sha512}`,
      `releaseDate: '${(publication.now ?? new Date()).toISOString()}'`,
    ];
    writeFileSync(join(this.folder, file), `${lines.join('\n')}\n`);
    const keys = publication.keys ?? [this.signer.key];
    signRelease({
      folder: this.folder,
      file,
      keys,
      builtIn: keys.map(publicHalf),
      notes: publication.notes ?? { en: 'Faster.', 'zh-CN': '更快。' },
      staging: publication.staging,
      validDays: publication.validDays ?? 30,
      now: publication.now ?? new Date(),
    });
    return { name, file };
  }

  /** Changes a published file behind the signer's back. */
  tamper(name: string, change: (bytes: Buffer) => Buffer): void {
    const path = join(this.folder, name);
    writeFileSync(path, change(readFileSync(path)));
  }

  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const name = decodeURIComponent(new URL(request.url ?? '/', this.url).pathname.slice(1));
    this.asked.push(name);
    const own = this.answers.get(name);
    if (own) {
      own(request, response);
      return;
    }
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(this.folder, name));
    } catch {
      response.writeHead(404).end();
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined || to === undefined) {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      return;
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${to}/${bytes.length}`,
    });
    response.end(part);
  }
}
