import type { Duplex } from 'node:stream';
import { type Line, LineError, type LineFailure } from './line.ts';

/** How a kind of stream is driven. */
export interface StreamHandling {
  readonly failureOf: (error: unknown) => LineFailure;
  /** Waits until what was written is out. */
  readonly drained: () => Promise<void>;
  readonly finish: (timeoutMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const pieceBytes = 1024;
/** Bytes that nobody has read yet; beyond these the other end waits. */
const mostUnread = 65_536;

/** A `Line` over any duplex stream of Node. */
export class StreamLine implements Line {
  readonly ended: Promise<void>;
  readonly #stream: Duplex;
  readonly #handling: StreamHandling;
  readonly #received: Uint8Array[] = [];
  #failure: LineError | undefined;
  #unread = 0;
  #finished = false;
  #sent = false;
  #wake = () => {};
  #end = () => {};

  constructor(stream: Duplex, handling: StreamHandling) {
    this.#stream = stream;
    this.#handling = handling;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    stream.on('data', (bytes: Buffer) => {
      if (this.#finished) return;
      this.#received.push(bytes);
      this.#unread += bytes.length;
      if (this.#unread > mostUnread) stream.pause();
      this.#wake();
    });
    stream.on('error', (error) => this.#fail(handling.failureOf(error), error));
    stream.on('end', () => this.#fail('reset'));
    stream.on('close', () => this.#fail('reset'));
  }

  async write(bytes: Uint8Array, stallMs: number): Promise<void> {
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      await this.#writePiece(bytes.subarray(start, start + pieceBytes), stallMs);
    }
    await this.#within(this.#handling.drained(), stallMs);
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#received.length === 0) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = () => {};
    }
    const bytes = Buffer.concat(this.#received.splice(0));
    this.#unread = 0;
    this.#stream.resume();
    if (bytes.length === 0 && this.#failure) throw this.#failure;
    return bytes;
  }

  finish(timeoutMs: number): Promise<boolean> {
    // Its end comes after whatever it still says.
    this.#finished = true;
    this.#stream.resume();
    return this.#handling.finish(timeoutMs);
  }

  close(): Promise<void> {
    return this.#handling.close();
  }

  #writePiece(piece: Uint8Array, stallMs: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#sent = true;
    const taken = new Promise<void>((resolve, reject) => {
      this.#stream.write(piece, (error) => {
        if (error) reject(this.#failure ?? new LineError(this.#handling.failureOf(error), true, { cause: error }));
        else resolve();
      });
    });
    return this.#within(taken, stallMs);
  }

  /** Waits for a step of writing, but neither longer than `stallMs` nor past the line's end. */
  #within(step: Promise<void>, stallMs: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new LineError('no_progress', this.#sent)), stallMs);
      const onFailure = () => reject(this.#failure);
      this.#wake = () => this.#failure && onFailure();
      const failed = (error: unknown) => {
        // Waiting for a line that just lost its other end fails in the system's own words.
        const known = error instanceof LineError ? error : this.#failure;
        reject(known ?? new LineError(this.#handling.failureOf(error), this.#sent, { cause: error }));
      };
      step.then(resolve, failed).finally(() => {
        clearTimeout(timer);
        this.#wake = () => {};
      });
    });
  }

  #fail(failure: LineFailure, cause?: unknown): void {
    this.#failure ??= new LineError(failure, this.#sent, { cause });
    this.#wake();
    this.#end();
  }
}
