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
  async add(line: BenchLine): Promise<void> {
    const lines = await this.all();
    if (!lines.some((known) => addressId(known) === addressId(line))) await this.#write([...lines, line]);
  }

  async remove(id: string): Promise<void> {
    await this.#write((await this.all()).filter((line) => addressId(line) !== id));
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
