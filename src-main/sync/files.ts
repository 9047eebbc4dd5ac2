import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { jitteredDelay } from '#shared/backoff.ts';
import { AppError } from '#shared/errors.ts';
import { fileNamesLimit, lackingAnswerSchema, uploadedSchema, wrongOffsetSchema } from '#shared/sync/files.ts';
import type { CloudHttp, CloudRequest } from './http.ts';
import type { SyncTime } from './time.ts';
import { CloudRefusal, CloudUnreachable } from './transport.ts';

/** Files of a room that travel beside its records, which name them by their content. */
export interface FileShelf {
  /** Media type of all of them, and the largest, bytes. */
  readonly type: string;
  readonly limit: number;
  /** The names that records speak of: the beginning of each file's SHA-256 in hexadecimal, 32 digits. */
  wanted(): readonly string[];
  has(name: string): boolean;
  read(name: string): Buffer | undefined;
  /** Keeps a file whose name fits its content. Throws AppError when it is not what it should be. */
  keep(name: string, bytes: Buffer): Promise<void>;
  /** Some of those that were kept can be shown now. */
  arrived(): Promise<void>;
}

export interface FilesOptions {
  readonly shelf: FileShelf;
  readonly time: SyncTime;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** The way to the cloud; undefined while there is none. */
  readonly way: () => { readonly http: CloudHttp; readonly credential: string } | undefined;
  readonly onChange: () => void;
}

/** Whatever asks within this time leads to one look (ms). */
const gatherMs = 200;
/** The cloud may have been set back since it said that it has a file (ms). */
const believedMs = 6 * 60 * 60_000;
/** Screens are told after so many files, and at the end. */
const toldTogether = 25;
const pathOf = (name: string) => `/api/v1/blobs/${name}`;
const patience = 60_000;

/**
 * Lets the files travel that records speak of: what the cloud lacks is sent, what is lacking here is fetched, one at a
 * time, beside the operations and never before them. A file that was cut goes on where it was. What comes is kept only
 * if its content fits its name.
 */
export class Files {
  readonly #options: FilesOptions;
  /** Names the cloud has, as far as is known. */
  #safe = new Set<string>();
  #believedUntil = 0;
  /** Not tried again before the next start: the file itself is refused. */
  readonly #unfit = new Set<string>();
  readonly #partial = new Map<string, Buffer>();
  #waiting = 0;
  #failures = 0;
  #callOff: (() => void) | undefined;
  #abort = new AbortController();
  #running: Promise<void> | undefined;
  #wanted = false;

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  /** How many files are on their way, in either direction, as of the last look. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Looks soon: records came or went, or the cloud can be reached again. */
  nudge(): void {
    if (this.#abort.signal.aborted) return;
    if (this.#running) this.#wanted = true;
    else this.#in(gatherMs);
  }

  /** Ends, whatever is on its way; begins again with `nudge` after `resume`. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#callOff?.();
    this.#callOff = undefined;
    await this.#running;
  }

  resume(): void {
    if (this.#abort.signal.aborted) this.#abort = new AbortController();
    this.#believedUntil = 0;
    this.nudge();
  }

  #in(ms: number): void {
    this.#callOff?.();
    this.#callOff = this.#options.time.after(ms, () => {
      this.#callOff = undefined;
      this.#running = this.#run(this.#abort.signal).finally(() => {
        this.#running = undefined;
        if (this.#wanted) this.nudge();
      });
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { log, time } = this.#options;
    this.#wanted = false;
    try {
      const isDone = await this.#look(signal);
      this.#failures = isDone ? 0 : this.#failures + 1;
      if (!isDone && !signal.aborted) this.#in(jitteredDelay(this.#failures, time));
    } catch (error) {
      if (signal.aborted) return;
      this.#failures += 1;
      const retryAfter = error instanceof CloudRefusal ? (error.retryAfter ?? 0) : 0;
      log.info({ err: error, failures: this.#failures }, 'files wait');
      this.#in(Math.max(retryAfter, jitteredDelay(this.#failures, time)));
    }
  }

  /** Gives whether nothing is left to do. */
  async #look(signal: AbortSignal): Promise<boolean> {
    const { shelf, way, time } = this.#options;
    const names = shelf.wanted().filter((name) => !this.#unfit.has(name));
    const missing = names.filter((name) => !shelf.has(name));
    if (time.now() > this.#believedUntil) {
      this.#safe = new Set();
      this.#believedUntil = time.now() + believedMs;
    }
    const unsure = names.filter((name) => !missing.includes(name) && !this.#safe.has(name));
    const at = way();
    if (!at) {
      this.#show(0);
      return true;
    }
    const lacking = await this.#lacking(at, unsure, signal);
    this.#show(lacking.length + missing.length);
    for (const name of unsure) if (!lacking.includes(name)) this.#safe.add(name);
    for (const name of lacking) {
      await this.#guarded(name, () => this.#send(at, name, signal));
      this.#show(this.#waiting - 1);
    }
    return this.#fetchAll(at, missing, signal);
  }

  async #fetchAll(at: Way, missing: readonly string[], signal: AbortSignal): Promise<boolean> {
    const { shelf } = this.#options;
    let came = 0;
    let isDone = true;
    try {
      for (const name of missing) {
        const outcome = await this.#guarded(name, () => this.#fetch(at, name, signal));
        if (outcome === 'absent') isDone = false;
        else this.#show(this.#waiting - 1);
        if (outcome !== 'done') continue;
        this.#safe.add(name);
        came += 1;
        if (came % toldTogether === 0) await shelf.arrived();
      }
    } finally {
      if (came % toldTogether > 0) await shelf.arrived();
    }
    return isDone;
  }

  #show(waiting: number): void {
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#options.onChange();
  }

  /** A file that is refused for what it is holds up no other. */
  async #guarded(name: string, work: () => Promise<'done' | 'absent'>): Promise<'done' | 'absent' | 'unfit'> {
    try {
      return await work();
    } catch (error) {
      const isOwn = error instanceof AppError && error.status < 500;
      const isRefused = error instanceof CloudRefusal && [400, 409, 413, 415, 422].includes(error.status);
      if (!isOwn && !isRefused) throw error;
      this.#unfit.add(name);
      this.#partial.delete(name);
      this.#options.log.warn({ err: error, name }, 'a file cannot travel');
      return 'unfit';
    }
  }

  async #lacking(at: Way, names: readonly string[], signal: AbortSignal): Promise<string[]> {
    const lacking: string[] = [];
    for (let from = 0; from < names.length; from += fileNamesLimit) {
      const text = JSON.stringify({ names: names.slice(from, from + fileNamesLimit) });
      // Not compressed: the routes of files take bytes as they come.
      const bytes = { body: Buffer.from(text), type: 'application/json' };
      const asked = { ...request(at, 'POST', '/api/v1/blobs/lacking', signal), bytes };
      lacking.push(...(await at.http.send(asked, lackingAnswerSchema)).lacking);
    }
    return lacking;
  }

  async #send(at: Way, name: string, signal: AbortSignal): Promise<'done'> {
    const { shelf } = this.#options;
    const bytes = shelf.read(name);
    // No dish shows it any more.
    if (!bytes) return 'done';
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!sha256.startsWith(name)) throw new AppError('blob_hash_wrong');
    for (let offset = 0; ; ) {
      signal.throwIfAborted();
      const query = new URLSearchParams({ size: String(bytes.length), offset: String(offset), type: shelf.type });
      const part = { body: bytes.subarray(offset), type: 'application/octet-stream' };
      const sent = { ...request(at, 'PUT', `${pathOf(sha256)}?${query}`, signal), bytes: part };
      const before = offset;
      try {
        const { complete, received } = await at.http.send(sent, uploadedSchema);
        if (complete) break;
        offset = received;
      } catch (error) {
        // A part of it is there already: of a line that was cut, or of another landing that sends the same.
        const there = error instanceof CloudRefusal && error.code === 'blob_offset_wrong';
        if (!there) throw error;
        offset = wrongOffsetSchema.parse(error.members).received;
      }
      // All of it came from elsewhere; the next look tells whether it is whole.
      if (offset >= bytes.length) return 'done';
      // Who gets nowhere comes back later.
      if (offset <= before) throw new CloudUnreachable('cloud_answer_unreadable');
    }
    this.#safe.add(name);
    return 'done';
  }

  async #fetch(at: Way, name: string, signal: AbortSignal): Promise<'done' | 'absent'> {
    const { shelf } = this.#options;
    let have = this.#partial.get(name) ?? Buffer.alloc(0);
    const headers = have.length > 0 ? { range: `bytes=${have.length}-` } : {};
    try {
      await at.http.fetch({ ...request(at, 'GET', pathOf(name), signal), headers }, (piece, isRange) => {
        if (!piece) {
          if (!isRange) have = Buffer.alloc(0);
          return;
        }
        have = Buffer.concat([have, piece]);
        if (have.length > shelf.limit) throw new AppError('body_too_large');
        this.#partial.set(name, have);
      });
    } catch (error) {
      if (error instanceof CloudRefusal && error.status === 416) this.#partial.delete(name);
      // Whoever has it has not sent it yet.
      if (error instanceof CloudRefusal && error.status === 404) return 'absent';
      throw error;
    }
    this.#partial.delete(name);
    if (!createHash('sha256').update(have).digest('hex').startsWith(name)) throw new AppError('blob_hash_wrong');
    await shelf.keep(name, have);
    return 'done';
  }
}

type Way = NonNullable<ReturnType<FilesOptions['way']>>;

function request(at: Way, method: CloudRequest['method'], path: string, signal: AbortSignal): CloudRequest {
  return { method, path, token: at.credential, signal, patience };
}
