import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { describeBackup } from './found.ts';

/** A backup that can be fetched. Times are UTC ms, sizes bytes. */
export interface KeptBackup {
  readonly name: string;
  readonly madeAt: number;
  readonly size: number;
}

/** Backups made by hand that are kept in the data folder; the downloaded ones are the person's own. */
const keptCount = 3;
const ownName = /^landing-desk-[\d-]{10,30}\.ldbackup$/;

/** The backups that people made on this computer, the newest few of them. */
export class KeptBackups {
  readonly #folder: string;
  readonly #log: Logger;
  /** What was made last, whatever the clock said then. */
  #made: string | undefined;

  /** Tidies what a landing left half-made that was ended meanwhile. */
  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
    for (const name of this.#names(/\.part(-journal)?$/)) this.#remove(name);
  }

  static isName(name: string): boolean {
    return ownName.test(name);
  }

  /** A backup was made: the oldest give way to it. */
  made(name: string): void {
    this.#made = name;
    for (const old of this.#kept().slice(keptCount)) this.#remove(old);
  }

  last(): KeptBackup | null {
    for (const name of this.#kept()) {
      try {
        const { madeAt, size } = describeBackup(join(this.#folder, name));
        return { name, madeAt, size };
      } catch {
        // One that was spoilt since is none; the one before it counts.
      }
    }
    return null;
  }

  /** Those that match, newest first: their names sort by time. A folder that cannot be read has none. */
  #names(pattern: RegExp): string[] {
    try {
      const names = readdirSync(this.#folder).filter((name) => pattern.test(name));
      return names.toSorted().reverse();
    } catch {
      return [];
    }
  }

  /** The backups made here, newest first; the one just made is that also where the clock was put back since the others. */
  #kept(): string[] {
    const names = this.#names(ownName);
    const made = names.filter((name) => name === this.#made);
    return [...made, ...names.filter((name) => name !== this.#made)];
  }

  /** What cannot be removed (somebody reads it, or it is not ours) stays: that is no reason to stop taking orders. */
  #remove(name: string): void {
    try {
      rmSync(join(this.#folder, name), { force: true });
    } catch (err) {
      this.#log.warn({ err }, 'an old backup could not be removed');
    }
  }
}
