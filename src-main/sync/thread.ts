import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { programRoot } from '../paths.ts';
import type { Change } from '../store/service.ts';
import type { Sums } from './journal.ts';

/** What a thread is to do: put a staged snapshot in its place, or add up the checksums. */
export type ThreadOrder = { readonly deed: 'finish'; readonly restate: boolean } | { readonly deed: 'sums' };

/** What a thread is given: the landing's database file, and its order. */
export interface ThreadData {
  readonly file: string;
  readonly order: ThreadOrder;
}

/** What it says at its end. */
export type FromThread =
  | { readonly done: 'finish'; readonly changes: readonly Change[] }
  | { readonly done: 'sums'; readonly sums: Sums }
  | { readonly failed: string };

/** What the journal does apart from the thread that answers people. */
export interface JournalThread {
  /** Puts the staged snapshot in its place. The landing's own connection must not write meanwhile. */
  finish(order: { readonly restate: boolean }, signal?: AbortSignal): Promise<readonly Change[]>;
  sums(signal?: AbortSignal): Promise<Sums>;
}

/** The same file from source and from the bundle. */
const program = import.meta.filename.endsWith('.ts')
  ? join(programRoot, 'src-main', 'sync', 'thread-worker.ts')
  : join(programRoot, 'out', 'main', 'sync-worker.js');

/** It reads and writes page by page and needs little; the heap would grow to whatever it may have. */
const resourceLimits = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 128 } as const;

/** Works on a landing's database on threads with connections of their own. */
export class JournalThreads implements JournalThread {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async finish({ restate }: { restate: boolean }, signal?: AbortSignal): Promise<readonly Change[]> {
    const said = await this.#run({ deed: 'finish', restate }, signal);
    return 'changes' in said ? said.changes : [];
  }

  async sums(signal?: AbortSignal): Promise<Sums> {
    const said = await this.#run({ deed: 'sums' }, signal);
    if ('sums' in said) return said.sums;
    throw new Error('the thread said something else');
  }

  /** Rejects with what went wrong, or with the signal's reason when the thread has ended; nothing of it stands then. */
  #run(order: ThreadOrder, signal: AbortSignal | undefined): Promise<FromThread> {
    signal?.throwIfAborted();
    const worker = new Worker(program, {
      workerData: { file: this.#file, order } satisfies ThreadData,
      resourceLimits,
    });
    const end = () => void worker.terminate();
    signal?.addEventListener('abort', end, { once: true });
    return new Promise<FromThread>((resolve, reject) => {
      let said: FromThread | undefined;
      let error: unknown;
      worker.on('message', (message: FromThread) => {
        said = message;
      });
      worker.on('error', (cause) => {
        error = cause;
      });
      // Only then its connection is closed.
      worker.once('exit', () => {
        signal?.removeEventListener('abort', end);
        if (said && !('failed' in said)) resolve(said);
        else if (said) reject(new Error(said.failed));
        else reject(signal?.aborted ? signal.reason : (error ?? new Error('the thread ended without a word')));
      });
    });
  }
}
