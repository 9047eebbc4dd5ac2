import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { readOwnFile, writeWholeFile } from '#server/whole-file.ts';
import { type BenchLine, benchLineSchema } from '#shared/bench/inputs.ts';
import { addressId } from './port-actor.ts';

const fileSchema = z.array(benchLineSchema).max(64);

/**
 * The lines that a person gave this computer, in a file of its own: ports belong to a computer, not to the enterprise,
 * so they neither travel nor go into backups.
 */
export class BenchLines {
  readonly #folder: string;
  readonly #file: string;
  readonly #log: Logger;
  #lines: readonly BenchLine[] | undefined;
  /** Changes one after the other: each begins with what the one before left. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#file = join(folder, 'lines.json');
    this.#log = log;
  }

  async all(): Promise<readonly BenchLine[]> {
    this.#lines ??= await this.#read();
    return this.#lines;
  }

  /** Keeps a line; one that is known stays as it is. */
  add(line: BenchLine): Promise<void> {
    return this.#inTurn(async () => {
      const lines = await this.all();
      if (!lines.some((known) => addressId(known) === addressId(line))) await this.#write([...lines, line]);
    });
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(async () => this.#write((await this.all()).filter((line) => addressId(line) !== id)));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #read(): Promise<readonly BenchLine[]> {
    try {
      const text = await readOwnFile(this.#file);
      return text === undefined ? [] : fileSchema.parse(JSON.parse(text));
    } catch (err) {
      // A damaged list costs retyping an address; it must not keep the bench from working.
      this.#log.warn({ err, file: this.#file }, 'the list of bench lines could not be read');
      return [];
    }
  }

  async #write(lines: readonly BenchLine[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeWholeFile(this.#file, `${JSON.stringify(fileSchema.parse(lines), null, 2)}\n`, 0o600);
    this.#lines = lines;
  }
}
