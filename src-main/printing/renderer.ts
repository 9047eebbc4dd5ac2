import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PrintDocument } from '#shared/printing/document.ts';
import { programRoot } from '../paths.ts';
import type { PrintProfile } from './profile.ts';

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The same file from source and from the bundle. */
const program = import.meta.filename.endsWith('.ts')
  ? join(programRoot, 'src-main', 'printing', 'render-worker.ts')
  : join(programRoot, 'out', 'main', 'render-worker.js');

/** Turns documents into bytes on a thread of its own, which starts with the first document. */
export class Renderer {
  #worker: Worker | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();

  /** The bytes of a document for a printer. Rejects when it cannot be drawn. */
  render(document: PrintDocument, profile: PrintProfile): Promise<Uint8Array> {
    const worker = this.#start();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, document, profile });
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#end(new Error('the renderer is closed'));
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(program);
    worker.unref();
    worker.on('message', ({ id, bytes, error }: { id: number; bytes?: Uint8Array; error?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (bytes) waiting?.resolve(bytes);
      else waiting?.reject(new Error(error));
    });
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the renderer ended')));
    this.#worker = worker;
    return worker;
  }

  /** The thread is gone: what waits for it fails, the next document starts another. */
  #lose(worker: Worker, error: Error): void {
    // It reports its error and its end; by then another may be at work.
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#end(error);
  }

  #end(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
