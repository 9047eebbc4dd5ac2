import type { z } from 'zod';
import { pushFrameSchema } from '#cloud/sync/reading.ts';
import { CloudRefusal, type CloudTransport, CloudUnreachable, type PokeListener } from '#main/sync/transport.ts';
import { toAppError } from '#server/problems.ts';
import { toProblem } from '#shared/errors.ts';
import { checksumsSchema } from '#shared/sync/checksum.ts';
import { helloAnswerSchema, helloSchema } from '#shared/sync/hello.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { type Push, pushAnswerSchema } from '#shared/sync/push.ts';
import { receivedChunkSchema, receivedPullSchema } from '#shared/sync/received.ts';
import type { LabCentre } from './cloud.ts';
import { type Line, LineCut } from './line.ts';
import type { VirtualTime } from './time.ts';

const patience = { hello: 15_000, data: 60_000, snapshot: 120_000, poke: 75_000 } as const;
/** Of the poke stream, below the silence that a landing takes for a dead line (ms). */
const heartbeatMs = 50_000;

/** How much the cloud wants to be sent at once; small ones cut transactions into parts. */
export interface Limits {
  readonly operations: number;
  readonly changes: number;
}

export interface LabTransportOptions {
  readonly centre: LabCentre;
  readonly time: VirtualTime;
  readonly line: Line;
  readonly credential: () => string;
  readonly limits: Limits;
  /** Whether the cloud is too busy just now. */
  readonly isBusy: () => boolean;
  /** The cloud has taken a push; the answer may be lost yet. */
  readonly onTaken: (ops: readonly Operation[], push: Push) => void;
  /** Something failed at the cloud that should not. */
  readonly onFault: (error: unknown) => void;
}

/** As it is after a way over a wire. */
const wired = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a refusal becomes on its way: a problem document, and what the client makes of that. */
function refusalOf(error: unknown): CloudRefusal {
  const problem = wired(toProblem(toAppError(error), 'en'));
  const { retryAfter } = problem as { retryAfter?: number };
  return new CloudRefusal({
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    members: problem,
    retryAfter: retryAfter === undefined ? undefined : retryAfter * 1_000,
  });
}

/** The sync API of the cloud over a line of the laboratory. */
export class LabTransport implements CloudTransport {
  readonly #options: LabTransportOptions;

  constructor(options: LabTransportOptions) {
    this.#options = options;
  }

  hello(message: Parameters<CloudTransport['hello']>[0], signal: AbortSignal) {
    const { centre, limits } = this.#options;
    return this.#ask('hello', helloAnswerSchema, signal, async (device) => {
      const answer = await centre.sync.hello(device, helloSchema.parse(wired(message)));
      const { operations, changes } = limits;
      return { ...answer, limits: { ...answer.limits, operations, changes } };
    });
  }

  push(message: Push, signal: AbortSignal) {
    const { centre, onTaken } = this.#options;
    const sent = wired(message);
    return this.#ask('data', pushAnswerSchema, signal, async (device) => {
      const answer = await centre.sync.push(device, pushFrameSchema.parse(sent), JSON.stringify(sent).length);
      onTaken(sent.ops, sent);
      return answer;
    });
  }

  pull(query: Parameters<CloudTransport['pull']>[0], signal: AbortSignal) {
    return this.#ask('data', receivedPullSchema, signal, async (device) =>
      JSON.parse(await this.#options.centre.sync.pull(device, query)),
    );
  }

  snapshot(after: string | undefined, signal: AbortSignal) {
    return this.#ask('snapshot', receivedChunkSchema, signal, (device) =>
      this.#options.centre.sync.snapshot(device, after),
    );
  }

  checksums(signal: AbortSignal) {
    return this.#ask('data', checksumsSchema, signal, (device) => this.#options.centre.sync.checksums(device));
  }

  async poke(cursor: string | null, listener: PokeListener, signal: AbortSignal): Promise<void> {
    const { centre, line, credential } = this.#options;
    const ended = Promise.withResolvers<void>();
    let isOver = false;
    const stops: (() => void)[] = [line.watch(() => ended.reject(new CloudUnreachable('cloud_unreachable')))];
    const onAbort = () => ended.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // Whoever is cut off before the stream stands is told by the request.
    ended.promise.catch(() => {});
    try {
      const isNews = await this.#send(patience.poke, signal, async () => {
        const device = centre.identify(credential());
        const heard = (at: string | undefined) => line.whisper(() => listener.poke(at));
        const stop = await centre.sync.pokes.listen(device.enterpriseId, heard);
        // A request may come when nobody listens any more.
        if (isOver) stop();
        else stops.push(stop, line.freeWhenDead(stop));
        return centre.sync.hasNews(device, cursor ?? undefined);
      });
      listener.opened();
      if (isNews) listener.poke();
      stops.push(this.#beat(listener));
      await ended.promise;
    } finally {
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      for (const stop of stops) stop();
    }
  }

  refresh(): void {
    // Every request of a line is a connection of its own.
  }

  #beat(listener: PokeListener): () => void {
    const { time, line } = this.#options;
    let callOff = () => {};
    const beat = () => {
      callOff = time.after(heartbeatMs, () => {
        if (!line.isCut) listener.alive();
        beat();
      });
    };
    beat();
    return () => callOff();
  }

  async #ask<Schema extends z.ZodType>(
    what: keyof typeof patience,
    schema: Schema,
    signal: AbortSignal,
    serve: (device: ReturnType<LabCentre['identify']>) => Promise<unknown>,
  ): Promise<z.output<Schema>> {
    const { centre, credential } = this.#options;
    const bearer = credential();
    const answer = await this.#send(patience[what], signal, async () => serve(centre.identify(bearer)));
    return schema.parse(wired(answer));
  }

  /** Sends a request over the line. Throws CloudRefusal, CloudUnreachable or the signal's reason. */
  async #send<T>(ms: number, signal: AbortSignal, serve: () => Promise<T>): Promise<T> {
    const { line, isBusy, onFault, centre } = this.#options;
    const server = centre.restarts;
    const answered = async (isEcho: boolean) => {
      // It was meant for the database of before: who sent it asks again, and must not be answered twice.
      if (isEcho && centre.restarts !== server) throw new CloudUnreachable('cloud_unreachable');
      if (isBusy())
        throw new CloudRefusal({ status: 503, code: undefined, detail: 'busy', members: {}, retryAfter: 3_000 });
      return serve().catch((error: unknown) => {
        const refusal = refusalOf(error);
        if (refusal.status >= 500) onFault(error);
        throw refusal;
      });
    };
    return line.send(answered, ms, signal).catch((error: unknown) => {
      throw error instanceof LineCut ? new CloudUnreachable('cloud_unreachable') : error;
    });
  }
}
