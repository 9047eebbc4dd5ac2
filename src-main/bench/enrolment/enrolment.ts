import type { Logger } from 'pino';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import type { MtmsStanding } from '#shared/bench/collection.ts';
import { readEnrolmentCode } from '#shared/bench/enrolment-code.ts';
import type { EnrolmentView } from '#shared/bench/enrolment-view.ts';
import { benchError } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Secrets } from '../../secrets/service.ts';
import type { Store } from '../../store/service.ts';
import type { BenchMember, BenchStanding } from '../standing.ts';
import { enrolAt, readMtmsAddress } from './door.ts';
import { EnrolmentKeeping, type EnrolmentRow } from './keeping.ts';
import { LiveMember } from './member.ts';
import { problemOf, Renewal } from './renewal.ts';

export interface EnrolmentOptions {
  readonly store: Store;
  readonly secrets: Secrets;
  /** From 0 up to 1, so that a house full of benches does not renew in the same minute. */
  readonly random?: (() => number) | undefined;
  readonly log: Logger;
}

/** The bench's own topic: whoever watches the bench hears of its enrolment too. */
const topic = 'bench';

/**
 * How this bench stands with its MTMS: enrols by a one-time code, keeps certificate and lists fresh, and gives whoever
 * collects keys the way to it. What it holds survives a restart; the private keys are among the landing's secrets.
 */
export class BenchEnrolment implements BenchStanding {
  readonly #options: EnrolmentOptions;
  readonly #keeping: EnrolmentKeeping;
  readonly #renewal: Renewal;
  readonly #listeners = new Set<() => void>();
  #row: EnrolmentRow | undefined;
  #member: LiveMember | undefined;
  #enrolling = false;
  /** Why the last call did not reach the MTMS, or what it said about this bench. */
  #last: { readonly state: 'away' | 'refused'; readonly error: AppError; readonly since: number } | undefined;
  #since: number;

  constructor(options: EnrolmentOptions) {
    const { store, secrets } = options;
    this.#options = options;
    this.#keeping = new EnrolmentKeeping(store, secrets, topic);
    this.#row = this.#keeping.row();
    this.#since = store.now();
    this.#renewal = new Renewal({
      now: () => store.now(),
      random: options.random ?? Math.random,
      log: options.log,
      member: () => (this.#row && !this.#enrolling && this.#isOpen ? this.#liveOrNone(this.#row) : undefined),
      row: () => this.#row,
      keep: (changes) => this.#keep(changes),
      changed: () => this.#changed(),
    });
    secrets.onChange(() => this.#reopen());
  }

  /** Looks after certificate and lists from now on. */
  start(): void {
    this.#renewal.start();
  }

  /** Looks now, at whatever is due: the computer woke up, or its network changed. */
  lookAround(): Promise<void> {
    return this.#renewal.look({ woke: true });
  }

  /** Does what is due now. */
  look(): Promise<void> {
    return this.#renewal.look({ woke: false });
  }

  async close(): Promise<void> {
    await this.#renewal.stop();
    this.#member?.close();
    this.#listeners.clear();
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  member(): BenchMember {
    const { state } = this.show();
    if (state === 'locked') throw new AppError('bench_secrets_locked');
    if (!this.#row || state === 'none' || state === 'lost') throw new AppError('bench_not_enrolled');
    if (state === 'expired') throw benchError('E_CERT_EXPIRED', 'bench_certificate');
    if (state === 'revoked') throw benchError('E_CERT_REVOKED', 'bench_certificate');
    return this.#live(this.#row);
  }

  get view(): MtmsStanding {
    const { state } = this.show();
    const benchId = this.#row?.benchId ?? null;
    const plain = (as: MtmsStanding['state'], error?: AppError, since = this.#since): MtmsStanding => ({
      state: as,
      benchId,
      problem: error ? problemOf(error) : null,
      since,
    });
    if (state === 'locked') return plain('locked');
    if (state === 'expired') return plain('refused', benchError('E_CERT_EXPIRED', 'bench_certificate'));
    if (state === 'revoked') return plain('refused', benchError('E_CERT_REVOKED', 'bench_certificate'));
    if (!this.#row || state === 'lost') return plain('none');
    return this.#last ? plain(this.#last.state, this.#last.error, this.#last.since) : plain('ready');
  }

  /** The enrolment for its card. */
  show(): EnrolmentView {
    const row = this.#row;
    return {
      state: this.#state(row),
      with: row ? shownOf(row, this.#member?.trust.listsGoodUntil) : null,
      trouble: this.#renewal.trouble,
    };
  }

  /** The enrolment for somebody at the console. */
  get(actor: Actor): EnrolmentView {
    requirePermission(actor, 'terminal_key', 'read');
    return this.show();
  }

  /**
   * Enrols at the MTMS of an address, by the code its operator gave; again, where it was enrolled before. Throws AppError
   * mtms_address_invalid, enrolment_code_invalid, bench_secrets_locked; E_ROOT when the server is another than the code
   * is from; E_CODE…, E_ISSUER, E_MTMS_DOWN and what verification throws. Nothing is changed then.
   */
  async enrol(actor: Actor, wanted: { readonly address: string; readonly code: string }): Promise<EnrolmentView> {
    requireConnector(actor);
    const address = readMtmsAddress(wanted.address);
    const { code } = readEnrolmentCode(wanted.code);
    if (!code) throw new AppError('enrolment_code_invalid');
    this.#keeping.requireSecrets();
    const { store, log } = this.#options;
    const now = () => store.now();
    this.#enrolling = true;
    this.#changed();
    try {
      const { root, ...certified } = await enrolAt(address, code, now, () => this.#keeping.keyToEnrol());
      const at = now();
      await this.#keeping.keep({ ...certified, root, address, bundleAt: at, renewedAt: at, enrolledAt: at });
      log.info({ address, bench: certified.benchId, mtms: certified.mtmsId }, 'enrolled at the MTMS');
      this.#enrolling = false;
      this.#reopen();
      return this.show();
    } finally {
      this.#enrolling = false;
      this.#changed();
    }
  }

  /** Forgets the enrolment. What waits to be sent stays, and is sent after enrolling again. */
  async disconnect(actor: Actor): Promise<EnrolmentView> {
    requireConnector(actor);
    await this.#keeping.forget();
    this.#reopen();
    return this.show();
  }

  /** Tries again at once what did not succeed. */
  async retry(actor: Actor): Promise<EnrolmentView> {
    requirePermission(actor, 'terminal_key', 'read');
    await this.lookAround();
    return this.show();
  }

  #state(row: EnrolmentRow | undefined): EnrolmentView['state'] {
    if (this.#enrolling) return 'enrolling';
    if (!row) return 'none';
    const { secretsState } = this.#keeping;
    if (secretsState !== 'open') return secretsState;
    const member = this.#liveOrNone(row);
    if (!member) return 'lost';
    if (this.#renewal.revoked) return 'revoked';
    return member.goodUntil < this.#options.store.now() ? 'expired' : 'enrolled';
  }

  get #isOpen(): boolean {
    return this.#keeping.secretsState === 'open';
  }

  /** Undefined where the key is not the certificate's, as when the secrets were lost and begun anew. */
  #liveOrNone(row: EnrolmentRow): LiveMember | undefined {
    try {
      return this.#live(row);
    } catch (err) {
      this.#options.log.debug({ err }, 'no key for the certificate of the bench');
      return undefined;
    }
  }

  #live(row: EnrolmentRow): LiveMember {
    if (this.#member) return this.#member;
    const keys = this.#keeping.keys();
    if (!keys) throw new AppError('bench_not_enrolled');
    this.#member = new LiveMember(row, keys, () => this.#options.store.now(), {
      answer: (error) => this.#heard(error),
      unfit: (error) => this.#stands({ state: 'refused', error }),
    });
    return this.#member;
  }

  /** Judges by one call how the bench stands: what is refused for a terminal's sake says nothing about the bench. */
  #heard(error: unknown): void {
    if (error === undefined) {
      this.#renewal.refused = false;
      this.#stands(undefined);
    }
    if (!(error instanceof AppError)) return;
    const aboutUs = peerOf(error) === `bench:${this.#row?.benchId}`;
    if (aboutUs && error.code === 'E_CERT_REVOKED') this.#renewal.refused = true;
    if (aboutUs || error.code === 'E_AUDIT') this.#stands({ state: 'refused', error });
    else if (error.code === 'E_MTMS_DOWN') this.#stands({ state: 'away', error });
  }

  #stands(now: { readonly state: 'away' | 'refused'; readonly error: AppError } | undefined): void {
    if (now?.state === this.#last?.state && now?.error.code === this.#last?.error.code) return;
    const since = this.#options.store.now();
    this.#last = now && { ...now, since };
    this.#since = since;
    this.#changed();
  }

  async #keep(changes: Partial<EnrolmentRow>): Promise<void> {
    if (!this.#row) return;
    const row = { ...this.#row, ...changes };
    await this.#keeping.keep(row);
    this.#row = row;
    this.#changed();
  }

  /** Takes up what is on disk and in the secrets now. */
  #reopen(): void {
    this.#member?.close();
    this.#member = undefined;
    this.#last = undefined;
    this.#row = this.#keeping.row();
    this.#since = this.#options.store.now();
    this.#renewal.reset();
    this.#changed();
  }

  #changed(): void {
    this.#options.store.feed.publish([{ topic, id: topic }]);
    for (const callback of [...this.#listeners]) callback();
  }
}

/** The connection of the house's bench is for who connects the house elsewhere too. */
function requireConnector(actor: Actor): void {
  requirePermission(actor, 'enterprise', 'update');
  requirePermission(actor, 'device', 'create');
}

function peerOf({ details }: AppError): string | undefined {
  const peer = typeof details === 'function' ? undefined : details['peer'];
  return typeof peer === 'string' ? peer : undefined;
}

function shownOf(row: EnrolmentRow, listsGoodUntil: number | undefined): NonNullable<EnrolmentView['with']> {
  const { address, benchId, mtmsId, enrolledAt, renewedAt, bundleAt, certificate } = row;
  const [own = Buffer.alloc(0)] = derOfPem(certificate, 'CERTIFICATE');
  const goodUntil = readCertificate(own).notAfter;
  const lists = { listsFetchedAt: bundleAt, listsGoodUntil: listsGoodUntil ?? null };
  return { address, benchId, mtmsId, goodUntil, enrolledAt, renewedAt, ...lists };
}
