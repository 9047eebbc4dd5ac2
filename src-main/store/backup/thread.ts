import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type ErrorParams } from '#shared/errors.ts';
import { programRoot } from '../../paths.ts';
import type { Progress, Task } from '../progress.ts';
import type { BackupTasks } from './tasks.ts';

/** What a thread is given. */
export interface ThreadData {
  readonly name: keyof BackupTasks;
  readonly wish: unknown;
}

/** What it says. */
export type FromThread =
  | { readonly progress: Progress }
  | { readonly ended: 'done'; readonly result: unknown }
  | { readonly ended: 'cancelled' }
  | { readonly ended: 'refused'; readonly code: ErrorCode; readonly params: ErrorParams }
  | { readonly ended: 'failed'; readonly said: string };

/** The same file from source and from the bundle. */
const program = import.meta.filename.endsWith('.ts')
  ? join(programRoot, 'src-main', 'store', 'backup', 'worker.ts')
  : join(programRoot, 'out', 'main', 'backup-worker.js');

/** How long a thread may take to end: one that waits for a disk that does not answer never does. */
const endingMs = 3_000;

/** Does the work of backups on threads of their own, so that orders never wait for a disk. */
export class BackupThreads {
  readonly #workers = new Set<Worker>();
  #closed = false;

  /** Does one thing. Rejects with the AppError it was refused with, an AbortError when `signal` or `close` ended it, or Error. */
  run<Name extends keyof BackupTasks>(
    name: Name,
    wish: Parameters<BackupTasks[Name]>[0],
    { onProgress, signal }: Task = {},
  ): Promise<Awaited<ReturnType<BackupTasks[Name]>>> {
    const worker = new Worker(program, { workerData: { name, wish } satisfies ThreadData });
    this.#workers.add(worker);
    const cancel = () => worker.postMessage('cancel');
    signal?.addEventListener('abort', cancel, { once: true });
    return new Promise<Awaited<ReturnType<BackupTasks[Name]>>>((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if ('progress' in message) onProgress?.(message.progress);
        else if (message.ended === 'done') resolve(message.result as Awaited<ReturnType<BackupTasks[Name]>>);
        else if (message.ended === 'refused') reject(new AppError(message.code, message.params));
        else if (message.ended === 'failed') reject(new Error(message.said));
        else reject(new DOMException('cancelled', 'AbortError'));
      });
      worker.on('error', reject);
      worker.once('exit', () => {
        this.#workers.delete(worker);
        signal?.removeEventListener('abort', cancel);
        reject(this.#closed ? new DOMException('closed', 'AbortError') : new Error('the thread ended without a word'));
      });
    });
  }

  /** Ends all of them; what they had not finished is tidied by the next ones. */
  async close(): Promise<void> {
    this.#closed = true;
    const ended = Promise.all([...this.#workers].map((worker) => worker.terminate()));
    await Promise.race([ended, wait(endingMs, undefined, { ref: false })]);
  }
}
