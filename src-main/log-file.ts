import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log longer than this many bytes is put aside; the one put aside before it is forgotten. */
const defaultLimit = 5_000_000;

/**
 * A log file for pino that cannot bring its program down: on a full or vanished disk lines are lost, and nothing is
 * thrown, kept back or tried again at the end of the process (pino's own destination hangs there). Takes at most twice
 * `limit` bytes, in `path` and `path.1`. Lines are few, so each is written at once.
 */
export class LogFile {
  readonly #path: string;
  readonly #limit: number;
  #descriptor: number;
  #size: number;

  /** Opens the file for appending; throws the system's error when it cannot. */
  constructor(path: string, limit = defaultLimit) {
    this.#path = path;
    this.#limit = limit;
    this.#descriptor = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  write(line: string): void {
    try {
      if (this.#size >= this.#limit) this.#startAnew();
      this.#size += writeSync(this.#descriptor, line);
    } catch {
      // A landing that cannot log still serves; what failed is told to whoever asked.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #startAnew(): void {
    renameSync(this.#path, `${this.#path}.1`);
    const fresh = openSync(this.#path, 'a', 0o600);
    closeSync(this.#descriptor);
    this.#descriptor = fresh;
    this.#size = 0;
  }
}
