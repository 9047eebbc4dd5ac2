import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maxMessageBytes } from '#server/pki/signed-data.ts';
import { toAppError } from '#server/problems.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { benchError } from '#shared/bench/errors.ts';
import { toProblem } from '#shared/errors.ts';
import type { Kms } from './kms.ts';

/** A message waits under its operation's name; anything else in the folder is left alone, half-written files too. */
const waiting = /^([0-7][0-9A-HJKMNP-TV-Z]{25})\.p7m$/;

/** Outcome of one file, for the log. */
export interface Taken {
  readonly opId: string;
  /** The refusal's code; undefined when the key was taken. */
  readonly code: string | undefined;
  readonly reason: string | undefined;
}

/**
 * Deliveries as files, for a KMS that nothing may connect to: `in/<opId>.p7m` holds the CMS (DER), put there whole
 * (written under another name, then renamed). The answer is `out/<opId>.answer.p7m`, the same signed statement as over
 * HTTPS, or `out/<opId>.problem.json`. The message then lies in `done/` or `refused/`. A crash in between repeats the
 * delivery, which is idempotent.
 */
export class DropFolder {
  readonly #path: string;
  readonly #kms: Kms;

  constructor(path: string, kms: Kms) {
    this.#path = path;
    this.#kms = kms;
  }

  async prepare(): Promise<void> {
    for (const name of ['in', 'out', 'done', 'refused'])
      await mkdir(join(this.#path, name), { recursive: true, mode: 0o700 });
  }

  /** Takes every message that waits, oldest operation first. */
  async sweep(): Promise<Taken[]> {
    const names = (await readdir(join(this.#path, 'in'))).toSorted();
    const taken: Taken[] = [];
    for (const name of names) {
      const opId = waiting.exec(name)?.[1];
      if (opId !== undefined) taken.push(await this.#take(name, opId));
    }
    return taken;
  }

  async #take(name: string, opId: string): Promise<Taken> {
    const file = join(this.#path, 'in', name);
    try {
      const { size } = await stat(file);
      if (size > maxMessageBytes) throw benchError('E_CMS', 'too_large');
      const { statement } = this.#kms.receive(await readFile(file), { opId });
      await writeWholeFile(join(this.#path, 'out', `${opId}.answer.p7m`), statement, 0o600);
      await rename(file, join(this.#path, 'done', name));
      return { opId, code: undefined, reason: undefined };
    } catch (cause) {
      const error = toAppError(cause);
      // What is not the message's fault (a full disk) is tried again at the next sweep.
      if (error.code === 'internal_error' || error.code === 'E_CRL_STALE') throw cause;
      const problem = toProblem(error, 'en');
      await writeWholeFile(join(this.#path, 'out', `${opId}.problem.json`), `${JSON.stringify(problem)}\n`, 0o600);
      await rename(file, join(this.#path, 'refused', name));
      return { opId, code: error.code, reason: String(problem['reason'] ?? '') };
    }
  }
}
