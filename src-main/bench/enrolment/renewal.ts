import type { Logger } from 'pino';
import { isBenchCode } from '#shared/bench/codes.ts';
import type { BenchProblem } from '#shared/bench/collection.ts';
import type { EnrolmentTrouble } from '#shared/bench/enrolment-view.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import type { EnrolmentRow } from './keeping.ts';
import type { LiveMember } from './member.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Lists are fetched hourly, so that what is revoked counts here within the hour, and long before they run out. */
const listsEveryMs = hourMs;
/** A certificate of 14 days is renewed daily: 22 to 26 hours after the last one. */
const renewFromMs = 22 * hourMs;
const renewSpreadMs = 4 * hourMs;
/** Below this much left it is renewed at once, such as after a weekend. */
const lowMs = 13 * dayMs;
const lookEveryMs = minuteMs;
const retryFromMs = minuteMs;
const retryToMs = 30 * minuteMs;

/** A refusal as screens are given it. */
export function problemOf(error: unknown): BenchProblem {
  const known = error instanceof AppError && isBenchCode(error.code) ? error : benchError('E_MTMS_DOWN', 'unexpected');
  const { details } = known;
  const params = typeof details === 'function' ? undefined : details['params'];
  return {
    code: known.code as BenchProblem['code'],
    reason: reasonOf(known) ?? '',
    params: (params ?? {}) as BenchProblem['params'],
  };
}

interface RenewalOptions {
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
  /** The member while its keys are at hand. */
  readonly member: () => LiveMember | undefined;
  readonly row: () => EnrolmentRow | undefined;
  readonly keep: (changes: Partial<EnrolmentRow>) => Promise<void>;
  readonly changed: () => void;
}

/** Keeps a bench's certificate and lists fresh: what is due is done when the MTMS can be reached, and tried again when not. */
export class Renewal {
  readonly #options: RenewalOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #spread: number;
  #failures = 0;
  #trouble: EnrolmentTrouble | null = null;
  /** The lists name this bench. */
  #listed = false;
  /** The MTMS said that this bench is revoked. */
  refused = false;

  constructor(options: RenewalOptions) {
    this.#options = options;
    this.#spread = options.random();
  }

  get trouble(): EnrolmentTrouble | null {
    return this.#trouble;
  }

  /** Whether the bench was shut out; a new enrolment ends it. */
  get revoked(): boolean {
    return this.#listed || this.refused;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look({ woke: false }), lookEveryMs).unref();
    void this.look({ woke: true });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Begins anew with another enrolment. */
  reset(): void {
    this.#failures = 0;
    this.#trouble = null;
    this.#listed = false;
    this.refused = false;
    if (this.#timer) void this.look({ woke: true });
  }

  /** Does what is due, one look after the other; after waking a failure before is not waited for. Never throws. */
  look(how: { readonly woke: boolean }): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look(how.woke));
    return this.#looking;
  }

  async #look(woke: boolean): Promise<void> {
    const { now, member: memberNow, row: rowNow } = this.#options;
    if (!woke && this.#trouble && now() < this.#trouble.nextTryAt) return;
    const member = memberNow();
    const row = rowNow();
    if (!member || !row) return;
    const renewing = this.#isRenewalDue(member, row, woke);
    try {
      const notFetched = await this.#lists(member, row, woke);
      this.#check(member);
      if (renewing) await this.#certificate(member);
      if (notFetched) this.#failed('lists', notFetched);
      else this.#succeeded();
    } catch (error) {
      this.#failed(renewing ? 'renewal' : 'lists', error);
    }
  }

  /**
   * Fetches the lists when that is due. Gives what came of it instead while the lists at hand are good yet; throws it
   * when they are not, or nobody is there to ask anything else.
   */
  async #lists(member: LiveMember, row: EnrolmentRow, woke: boolean): Promise<unknown> {
    const { now, keep } = this.#options;
    const runOut = (member.trust.listsGoodUntil ?? 0) < now();
    const age = now() - row.bundleAt;
    // A clock that was set back must not stop it.
    if (age >= 0 && age < listsEveryMs && !runOut && !(woke && this.#trouble)) return undefined;
    try {
      const bundle = await member.renewLists();
      await keep({ bundleAt: now(), ...(bundle === undefined ? {} : { bundle }) });
      return undefined;
    } catch (error) {
      if (runOut || (error instanceof AppError && error.code === 'E_MTMS_DOWN')) throw error;
      return error;
    }
  }

  /** Asks of the bench's own certificate what every other end asks. */
  #check(member: LiveMember): void {
    this.#listed = false;
    try {
      member.check();
    } catch (error) {
      this.#listed = error instanceof AppError && error.code === 'E_CERT_REVOKED';
      throw error;
    }
  }

  #isRenewalDue(member: LiveMember, { renewedAt }: EnrolmentRow, woke: boolean): boolean {
    const { now } = this.#options;
    const age = now() - renewedAt;
    if (age < 0 || age >= renewFromMs + this.#spread * renewSpreadMs) return true;
    return member.goodUntil - now() < lowMs && (woke || this.#trouble?.what === 'renewal');
  }

  async #certificate(member: LiveMember): Promise<void> {
    const { now, log, keep } = this.#options;
    const certified = await member.renew();
    await keep({ certificate: certified.certificate, bundle: certified.bundle, renewedAt: now(), bundleAt: now() });
    member.take(certified);
    this.#spread = this.#options.random();
    log.info({ bench: certified.benchId, goodUntil: member.goodUntil }, 'certificate renewed');
  }

  #succeeded(): void {
    this.#failures = 0;
    if (!this.#trouble) return;
    this.#trouble = null;
    this.#options.changed();
  }

  #failed(what: EnrolmentTrouble['what'], error: unknown): void {
    const { now, random, log, changed } = this.#options;
    const problem = problemOf(error);
    log.warn({ err: error, what, code: problem.code }, 'the enrolment could not be kept fresh');
    const bound = Math.min(retryToMs, retryFromMs * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    const nextTryAt = now() + retryFromMs + Math.round(random() * (bound - retryFromMs));
    const since = this.#trouble?.what === what ? this.#trouble.since : now();
    this.#trouble = { what, since, nextTryAt, problem };
    changed();
  }
}
