import { mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { requestHash } from '../store/service.ts';

/** A customer's payment code (付款码) to be charged. Amounts are minor units. */
export interface CodeCharge {
  /** The same for every repetition of one charge: a provider charges it once. */
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  /** Decimals of the currency's minor unit. */
  readonly exponent: number;
  readonly billNumber: string;
  /** What the code says; valid for about a minute and never kept. */
  readonly authCode: string;
}

export const chargeAnswerSchema = z.object({
  /** `unknown`: the money may have moved; only the provider can say. */
  outcome: z.enum(['approved', 'declined', 'unknown']),
  /** The provider's number of the payment. */
  reference: z.string().max(100).default(''),
  /** Why, in the provider's words. */
  message: z.string().max(300).default(''),
});
export type ChargeAnswer = z.infer<typeof chargeAnswerSchema>;

/** Somebody who charges payment codes. An approval is never a payment on the tab: the cashier confirms it. */
export interface PaymentProvider {
  /** Whether a charge of this id was begun before. */
  knows(id: string): Promise<boolean>;
  /**
   * Charges a code once; the same id again gives the answer of the first time, or goes on waiting for it. Answers
   * `unknown` when `signal` ends the wait. Throws AppError idempotency_key_reused for another charge under the id.
   */
  charge(charge: CodeCharge, signal: AbortSignal): Promise<ChargeAnswer>;
}

function answer(outcome: ChargeAnswer['outcome'], reference = '', message = ''): ChargeAnswer {
  return { outcome, reference, message };
}

/** For practice and tests: a code ending in 0 is declined, one in 9 stays unknown, every other one is approved. */
export class PracticeProvider implements PaymentProvider {
  readonly #charged = new Map<string, { hash: string; answer: ChargeAnswer }>();

  async knows(id: string): Promise<boolean> {
    return this.#charged.has(id);
  }

  async charge(charge: CodeCharge): Promise<ChargeAnswer> {
    const hash = requestHash(charge);
    const before = this.#charged.get(charge.id);
    if (before && before.hash !== hash) throw new AppError('idempotency_key_reused');
    const last = charge.authCode.at(-1);
    const reference = `PRACTICE-${charge.id.slice(0, 8)}`;
    const outcome = last === '0' ? 'declined' : last === '9' ? 'unknown' : 'approved';
    const given = before?.answer ?? answer(outcome, outcome === 'declined' ? '' : reference);
    this.#charged.set(charge.id, { hash, answer: given });
    return given;
  }
}

const lookEveryMs = 150;

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Half-written by a program that does not rename, or not JSON at all: never an answer.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A file that cannot be written, as the refusal a person reads; any other error unchanged. */
function toStorageError(error: unknown): unknown {
  const code = error instanceof AppError ? undefined : (error as NodeJS.ErrnoException).code;
  if (code === undefined) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new AppError(full ? 'storage_full' : 'storage_unavailable', {}, {}, { cause: error });
}

/**
 * Speaks with a bridge program over three folders (docs/operations/payment-bridge.md): `requests/<id>.json` is ours, which the
 * bridge takes by renaming it away; `answers/<id>.json` is the bridge's; `begun/<id>.json` remembers without the code
 * what was asked, so that nothing is ever asked twice. A request that nobody took in time is withdrawn, which makes it
 * certain that nothing was charged; one that was taken and not answered is unknown.
 */
export class FolderProvider implements PaymentProvider {
  readonly #requests: string;
  readonly #answers: string;
  readonly #begun: string;
  /** By the id of a charge: who asks for the same one meanwhile would find what is remembered of it half-written. */
  readonly #asking = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.#requests = join(folder, 'requests');
    this.#answers = join(folder, 'answers');
    this.#begun = join(folder, 'begun');
  }

  /** Makes the folders, so that a bridge program can be pointed at them. */
  async prepare(): Promise<void> {
    for (const folder of [this.#requests, this.#answers, this.#begun]) await mkdir(folder, { recursive: true });
  }

  async knows(id: string): Promise<boolean> {
    return (await readJson(this.#path(this.#begun, id))) !== undefined;
  }

  async charge(charge: CodeCharge, signal: AbortSignal): Promise<ChargeAnswer> {
    try {
      await this.prepare();
      await this.#askInTurn(charge);
    } catch (error) {
      throw toStorageError(error);
    }
    for (;;) {
      const given = await this.#answerTo(charge.id);
      if (given) return given;
      const goesOn = await wait(lookEveryMs, true, { signal }).catch(() => false);
      if (!goesOn) return this.#giveUp(charge.id);
    }
  }

  async #askInTurn(charge: CodeCharge): Promise<void> {
    const before = this.#asking.get(charge.id) ?? Promise.resolve();
    const asking = before.catch(() => {}).then(() => this.#ask(charge));
    this.#asking.set(charge.id, asking);
    try {
      await asking;
    } finally {
      if (this.#asking.get(charge.id) === asking) this.#asking.delete(charge.id);
    }
  }

  async #ask(charge: CodeCharge): Promise<void> {
    const { authCode: _, ...kept } = charge;
    const hash = requestHash(charge);
    const begun = this.#path(this.#begun, charge.id);
    try {
      await writeFile(begun, JSON.stringify({ ...kept, hash }), { flag: 'wx', flush: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        await rm(begun, { force: true });
        throw error;
      }
      const before = z.object({ hash: z.string() }).safeParse(await readJson(begun));
      if (before.data?.hash !== hash) throw new AppError('idempotency_key_reused');
      return;
    }
    // The bridge sees the whole request or none of it.
    const path = this.#path(this.#requests, charge.id);
    try {
      await writeFile(`${path}.part`, JSON.stringify(charge), { flush: true, mode: 0o600 });
      await rename(`${path}.part`, path);
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      await rm(begun, { force: true });
      throw error;
    }
  }

  async #answerTo(id: string): Promise<ChargeAnswer | undefined> {
    return chargeAnswerSchema.safeParse(await readJson(this.#path(this.#answers, id))).data;
  }

  /** Whoever removes the request first decides: withdrawn by us, or taken by the bridge. */
  async #giveUp(id: string): Promise<ChargeAnswer> {
    try {
      await unlink(this.#path(this.#requests, id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return (await this.#answerTo(id)) ?? answer('unknown');
    }
    const withdrawn = answer('declined', '', 'not_taken');
    // It is certain even where it cannot be kept; asked again, it is then unknown.
    await writeFile(this.#path(this.#answers, id), JSON.stringify(withdrawn)).catch(() => {});
    return withdrawn;
  }

  #path(folder: string, id: string): string {
    return join(folder, `${id}.json`);
  }
}
