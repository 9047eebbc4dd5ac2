import { createHash } from 'node:crypto';
import { z } from 'zod';
import { checksumsSchema } from '#shared/sync/checksum.ts';
import { type Hello, type HelloAnswer, helloAnswerSchema } from '#shared/sync/hello.ts';
import type { PullAnswer, PullQuery } from '#shared/sync/pull.ts';
import { type Push, type PushAnswer, pushAnswerSchema } from '#shared/sync/push.ts';
import { receivedChunkSchema, receivedPullSchema } from '#shared/sync/received.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { CloudHttp } from './http.ts';
import { type CloudTransport, CloudUnreachable, type PokeListener } from './transport.ts';

const patience = { hello: 15_000, data: 60_000, snapshot: 120_000, poke: 75_000 } as const;

/** The sync API over HTTP. */
export class CloudClient implements CloudTransport {
  readonly #http: CloudHttp;
  readonly #credential: () => string;

  /** `credential` is asked for each request: it changes when the cloud forks this device. */
  constructor(http: CloudHttp, credential: () => string) {
    this.#http = http;
    this.#credential = credential;
  }

  hello(message: Hello, signal: AbortSignal): Promise<HelloAnswer> {
    return this.#http.send(
      { ...this.#to('POST', 'hello', signal), json: message, patience: patience.hello },
      helloAnswerSchema,
    );
  }

  push(message: Push, signal: AbortSignal): Promise<PushAnswer> {
    return this.#http.send(
      { ...this.#to('POST', 'push', signal), json: message, patience: patience.data },
      pushAnswerSchema,
    );
  }

  pull(asked: PullQuery, signal: AbortSignal): Promise<PullAnswer> {
    const said = Object.entries(asked).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(said.map(([name, value]): [string, string] => [name, String(value)]));
    return this.#http.send(
      { ...this.#to('GET', `pull?${query}`, signal), patience: patience.data },
      receivedPullSchema,
    );
  }

  async snapshot(after: string | undefined, signal: AbortSignal): Promise<SnapshotChunk> {
    const query = after === undefined ? '' : `?${new URLSearchParams({ after })}`;
    const raw = await this.#http.sendRaw({
      ...this.#to('GET', `snapshot${query}`, signal),
      patience: patience.snapshot,
    });
    // The hash is of the rows as they were sent: reading them into the schema may change the order of their members.
    const { rows } = (raw ?? {}) as { rows?: unknown };
    const read = receivedChunkSchema.safeParse(raw);
    const hash = createHash('sha256')
      .update(JSON.stringify(rows ?? null))
      .digest('hex');
    if (!read.success || hash !== read.data.sha256)
      throw new CloudUnreachable('cloud_answer_unreadable', { cause: read.error ?? new Error('the hash is another') });
    return read.data;
  }

  checksums(signal: AbortSignal) {
    return this.#http.send({ ...this.#to('GET', 'checksums', signal), patience: patience.data }, checksumsSchema);
  }

  async poke(cursor: string | null, listener: PokeListener, signal: AbortSignal): Promise<void> {
    const query = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
    const body = await this.#http.open({ ...this.#to('GET', `poke${query}`, signal), patience: patience.poke });
    listener.opened();
    try {
      const hear = hearing(listener);
      let line = '';
      for await (const chunk of body) {
        listener.alive();
        const lines = (line + String(chunk)).split(/\r\n|\r|\n/);
        line = lines.pop()?.slice(0, 1_000) ?? '';
        for (const whole of lines) hear(whole);
      }
    } catch (cause) {
      throw signal.aborted ? signal.reason : new CloudUnreachable('cloud_unreachable', { cause });
    }
  }

  refresh(): void {
    this.#http.refresh();
  }

  #to(method: 'GET' | 'POST', path: string, signal: AbortSignal) {
    return { method, path: `/api/v1/sync/${path}`, token: this.#credential(), signal } as const;
  }
}

const pokeSchema = z.object({ cursor: z.string().max(200).optional() });

/** Reads the poke stream line by line (WHATWG HTML §9.2.6); of an event its name counts, and the cursor where it says one. */
function hearing(listener: PokeListener): (line: string) => void {
  let isPoke = false;
  let data = '';
  return (line) => {
    if (line === '') {
      if (isPoke) listener.poke(cursorIn(data));
      isPoke = false;
      data = '';
    } else if (line.startsWith('event:')) isPoke = line.slice(6).trim() === 'poke';
    else if (line.startsWith('data:')) data += line.slice(5);
  };
}

function cursorIn(data: string): string | undefined {
  try {
    return pokeSchema.safeParse(JSON.parse(data)).data?.cursor;
  } catch {
    return undefined;
  }
}
