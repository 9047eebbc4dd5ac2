import type { Logger } from 'pino';
import { jitteredDelay } from '#shared/backoff.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { ErrorCode } from '#shared/errors.ts';
import type { HelloAnswer } from '#shared/sync/hello.ts';
import type { SyncPhase } from '#shared/sync/views.ts';
import { NotOwn } from './apply.ts';
import { checksumDelay, differing } from './comparison.ts';
import { CursorGone, Exchange, Forked } from './exchange.ts';
import { failureOf } from './failure.ts';
import type { Journal } from './journal.ts';
import { inSmallHeap } from './memory.ts';
import { Poker } from './poker.ts';
import { takeSnapshot } from './rebuild.ts';
import type { SyncTime } from './time.ts';
import { CloudRefusal, type CloudTransport } from './transport.ts';

export interface EngineOptions {
  readonly journal: Journal;
  readonly transport: CloudTransport;
  readonly time: SyncTime;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Who this landing is at the cloud. */
  readonly device: () => string;
  /** True until this landing has taken its enterprise's data for the first time. */
  readonly joining: () => boolean;
  readonly joined: () => Promise<void>;
  /** Goes on as another device: keeps the credential, then forks the journal; all of it, or it is done again. */
  readonly fork: (device: string, credential: string) => Promise<void>;
  readonly onSwitches: (switches: SubsystemSwitches) => Promise<void>;
  /** Something of `standing` changed. */
  readonly onChange: () => void;
}

/** How the engine stands. Times are UTC ms. */
export interface EngineStanding {
  readonly phase: Exclude<SyncPhase, 'off'>;
  readonly trouble: ErrorCode | null;
  readonly nextAt: number | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
}

/** What was written within this time travels together (ms). */
const gatherMs = 100;
/** How often a resting engine looks at its own outbox (ms): not every write is heard of. */
const ownLookMs = 5_000;
/** How often it looks at the cloud: while pokes arrive, and while they do not (ms). */
const lookMs = { poked: 10 * 60_000, alone: 60_000 } as const;
/** How often it tries again while it is refused (ms). */
const refusedMs = 15 * 60_000;
/** A clock that differs from the cloud's by more is worth a line in the log (ms). */
const clockWorthSaying = 5 * 60_000;
/** Healing the same thing so often in a row does not help. */
const healingsInARow = 3;
const startsOverInARow = 3;
/** A token that the cloud never gave: who shows it is a copy, and is made a device of its own. */
const ofACopy = '';
/** The reason of a round that is called off to begin anew. */
const anew = Symbol('anew');

type Rebuild = 'new' | 'set_back' | 'compacted' | 'healing' | 'forked';
/** Why a round begins: `look` asks the cloud, the others know already where something is. */
type Reason = 'look' | 'own' | 'poke';

/**
 * The landing's side of sync as a state machine: a round (hello, push, pull), then rest until something was written
 * here, the cloud pokes, or it is time to look; after a failure, wait and try again. Nobody presses a button.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #exchange: Exchange;
  readonly #poker: Poker;
  #standing: EngineStanding = { phase: 'working', trouble: null, nextAt: null, progress: null };
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #round = new AbortController();
  #wanted: Set<Reason> = new Set();
  #timers = new Map<'next' | 'own' | 'gather' | 'checksums', () => void>();
  #failures = 0;
  #pushed = 0;
  #checksumsDue = false;
  #startedOver = 0;
  #healed = 0;
  #healedInARow = 0;
  #clockSaid = false;
  /** What the last poke said. */
  #poked: string | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { journal, transport, time } = options;
    this.#exchange = new Exchange({
      journal,
      transport,
      device: options.device,
      pushed: (operations) => this.#showPushed(operations),
    });
    this.#poker = new Poker({
      transport,
      time,
      cursor: () => journal.place().cursor,
      onPoke: (cursor) => this.#heard(cursor),
      onLost: () => this.#standing.phase === 'resting' && this.#planLook(),
    });
  }

  get standing(): EngineStanding {
    return this.#standing;
  }

  /** How often this landing differed from the cloud and was put right, since it started. */
  get healed(): number {
    return this.#healed;
  }

  /** Begins; returns at once. */
  start(): void {
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#planChecksums();
    this.#in('next', 0, () => this.#begin('look'));
  }

  /** Ends, whatever it is doing; resolves when nothing of it runs any more. What was on its way is sent again later. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    for (const callOff of this.#timers.values()) callOff();
    this.#timers.clear();
    await this.#poker.stop();
    await this.#running;
    this.#abort = undefined;
  }

  /** Something was written on this landing. */
  nudge(): void {
    this.#options.onChange();
    if (this.#standing.phase !== 'resting' && this.#standing.phase !== 'working') return;
    if (this.#timers.has('gather') || this.#options.journal.standing().pending === 0) return;
    this.#in('gather', gatherMs, () => this.#begin('own'));
  }

  /** Tries at once: the computer woke up, its network changed, or a person asks. */
  lookAround(): void {
    if (!this.#abort || this.#abort.signal.aborted) return;
    this.#failures = 0;
    // Connections of before may be dead without anybody knowing yet.
    this.#options.transport.refresh();
    void this.#poker.stop();
    this.#wanted.add('look');
    if (this.#running) this.#round.abort(anew);
    else this.#begin('look');
  }

  /** A poke says up to where there is something: after an own push that is where this landing is already. */
  #heard(cursor: string | undefined): void {
    this.#poked = cursor;
    if (!this.#isWhere(cursor)) this.#begin('poke');
  }

  #isWhere(cursor: string | undefined): boolean {
    return cursor !== undefined && cursor === this.#options.journal.place().cursor;
  }

  #in(name: 'next' | 'own' | 'gather' | 'checksums', ms: number, run: () => void): void {
    this.#timers.get(name)?.();
    const callOff = this.#options.time.after(ms, () => {
      this.#timers.delete(name);
      run();
    });
    this.#timers.set(name, callOff);
  }

  #callOff(...names: ('next' | 'own' | 'gather')[]): void {
    for (const name of names) {
      this.#timers.get(name)?.();
      this.#timers.delete(name);
    }
  }

  #show(change: Partial<EngineStanding>): void {
    this.#standing = { ...this.#standing, ...change };
    this.#options.onChange();
  }

  /** A count for long ways only; it goes on growing over cuts, until nothing is pending. */
  #showPushed(operations: number): void {
    this.#pushed += operations;
    // Who gets something through on a line that is cut again and again is not failing.
    if (operations > 0) this.#failures = 0;
    const { pending } = this.#options.journal.standing();
    const progress = pending > 0 ? { done: this.#pushed, total: this.#pushed + pending } : null;
    this.#show({ progress });
  }

  /** Begins a round, or lets the one that runs go round again. */
  #begin(reason: Reason): void {
    const signal = this.#abort?.signal;
    if (!signal || signal.aborted) return;
    // While it waits after a failure, only its own timer and `lookAround` begin anything.
    if (reason !== 'look' && !this.#running && this.#standing.nextAt !== null) return;
    this.#wanted.add(reason);
    if (this.#running) return;
    this.#callOff('next', 'own', 'gather');
    this.#running = this.#rounds(signal).finally(() => {
      this.#running = undefined;
      if (this.#wanted.size > 0 && !signal.aborted && this.#standing.nextAt === null) this.#begin('poke');
    });
  }

  async #rounds(signal: AbortSignal): Promise<void> {
    try {
      while (this.#wanted.size > 0) {
        const reasons = this.#wanted;
        this.#wanted = new Set();
        // It was heard of while what it speaks of was taken.
        if (reasons.size === 1 && reasons.has('poke') && this.#isWhere(this.#poked)) continue;
        this.#round = new AbortController();
        this.#show({ phase: this.#options.joining() ? 'starting' : 'working', nextAt: null });
        await this.#goRound(reasons, AbortSignal.any([signal, this.#round.signal]));
      }
      await this.#options.journal.remember({ lastSyncedAt: this.#options.time.now() });
      if (!signal.aborted) this.#rest();
    } catch (error) {
      if (signal.aborted) return;
      if (error === anew) return this.#rounds(signal);
      this.#wanted.clear();
      this.#wait(error);
    }
  }

  async #goRound(reasons: ReadonlySet<Reason>, signal: AbortSignal): Promise<void> {
    try {
      const answer = reasons.has('look') ? await this.#hello(signal) : undefined;
      const begins = this.#rebuildAtHello(answer);
      if (begins) await this.#rebuild(begins, answer, signal);
      // It numbers anew then, and the cloud has to hear of it before it is sent anything.
      if (begins === 'set_back') await this.#hello(signal);
      await this.#travel(begins !== undefined || (answer?.news ?? false) || reasons.has('poke'), signal);
      if (this.#options.journal.snapshot.resume()) await this.#options.journal.snapshot.drop();
      if (this.#checksumsDue) await this.#compare(signal);
    } catch (error) {
      const startsOver = error instanceof Forked || error instanceof CursorGone || error instanceof NotOwn;
      // Whoever asks for that again and again is not well; it must not be done without a pause.
      if (!startsOver || this.#startedOver >= startsOverInARow) throw error;
      this.#startedOver += 1;
      if (error instanceof Forked) {
        this.#options.log.warn({ device: error.device }, 'this database is a copy; it goes on as another device');
        // The stream stands as the device that it was: that one's pokes are not those of this one.
        await this.#poker.stop();
        await this.#options.fork(error.device, error.credential);
        // It may have taken what the other copy did for its own, and passed it over.
        await this.#rebuild('forked', undefined, signal);
      } else if (error instanceof NotOwn) await this.#options.journal.remember({ continuation: ofACopy });
      else await this.#rebuild(error.reason, undefined, signal);
      // From the beginning, as what it is now.
      this.#wanted.add('look');
    }
  }

  async #hello(signal: AbortSignal): Promise<HelloAnswer> {
    const { journal, time, log, onSwitches } = this.#options;
    const answer = await this.#exchange.hello(signal);
    await onSwitches(answer.switches);
    const apart = answer.time - time.now();
    if (Math.abs(apart) > clockWorthSaying && !this.#clockSaid) {
      this.#clockSaid = true;
      log.warn({ apart }, 'this computer’s clock differs from the cloud’s');
    }
    if (journal.place().serverEpoch === null && !this.#options.joining())
      await journal.remember({ serverEpoch: answer.serverEpoch });
    return answer;
  }

  #rebuildAtHello(answer: HelloAnswer | undefined): Rebuild | undefined {
    if (!answer) return undefined;
    if (this.#options.joining()) return 'new';
    const { journal } = this.#options;
    const { serverEpoch, cursor, lastSyncedAt } = journal.place();
    const isAnother = serverEpoch !== null && serverEpoch !== answer.serverEpoch;
    // It was set back to a moment that this landing has not pulled beyond: its cursor says nothing of it.
    const lacksOwn = answer.lastSeq < journal.safe();
    if (isAnother || lacksOwn) return 'set_back';
    // It became another device and ended before it had taken everything anew.
    return cursor === null && lastSyncedAt !== null ? 'forked' : undefined;
  }

  /**
   * Push, then pull, until there is nothing to push. One after the other: a pull that was asked after the last push was
   * answered tells the journal of everything the cloud did with what it was sent.
   */
  async #travel(news: boolean, signal: AbortSignal): Promise<void> {
    let isNews = news;
    let pushed: number;
    do {
      pushed = await this.#exchange.push(signal).catch(async (error: unknown) => {
        // What the cloud does not take just now keeps nobody from hearing what others did.
        if (error instanceof CloudRefusal) await this.#exchange.pull(signal, false);
        throw error;
      });
      if (isNews || pushed > 0) await this.#exchange.pull(signal);
      isNews = false;
    } while (pushed > 0);
  }

  async #rebuild(reason: Rebuild, hello: HelloAnswer | undefined, signal: AbortSignal): Promise<void> {
    const { journal, transport, log, joined, joining } = this.#options;
    log.warn({ reason }, 'everything is taken from the cloud anew');
    const before = this.#standing.progress;
    this.#show({ phase: 'starting', progress: null });
    const progress = (done: number, total: number) => this.#show({ progress: { done, total } });
    const restate = reason === 'set_back';
    await inSmallHeap(() => takeSnapshot({ journal, transport }, { restate, progress }, signal));
    // A server that was set back does not know the token of before, and another history has its own.
    if (reason === 'set_back') await journal.remember({ continuation: null });
    if (hello) await journal.remember({ serverEpoch: hello.serverEpoch });
    if (joining()) await joined();
    this.#show({ phase: 'working', progress: before });
  }

  /** Whether this landing holds what the cloud holds; where not, the cloud's is taken. */
  async #compare(signal: AbortSignal): Promise<void> {
    const { journal, transport, log } = this.#options;
    this.#checksumsDue = false;
    this.#planChecksums();
    const theirs = await transport.checksums(signal);
    const ours = await journal.sums(signal);
    // Something moved meanwhile: another time.
    if (ours.cursor !== theirs.cursor || ours.pending > 0) return;
    const entities = differing(ours.entities, theirs.entities);
    if (entities.length === 0) this.#healedInARow = 0;
    else if (this.#healedInARow >= healingsInARow)
      log.error({ entities }, 'this landing differs from the cloud, and taking its data anew did not help');
    else {
      this.#healed += 1;
      this.#healedInARow += 1;
      log.warn({ entities, healed: this.#healed }, 'this landing differed from the cloud');
      await this.#rebuild('healing', undefined, signal);
      await this.#travel(true, signal);
    }
  }

  #planChecksums(): void {
    this.#in('checksums', checksumDelay(this.#options.time), () => {
      this.#checksumsDue = true;
      if (this.#standing.phase === 'resting') this.#begin('look');
    });
  }

  #rest(): void {
    this.#failures = 0;
    this.#startedOver = 0;
    this.#pushed = 0;
    this.#show({ phase: 'resting', trouble: null, nextAt: null, progress: null });
    this.#poker.start();
    this.#planLook();
    this.#watchOwn();
  }

  /** When to look at the cloud without having heard anything. */
  #planLook(): void {
    const bound = this.#poker.isOpen ? lookMs.poked : lookMs.alone;
    this.#in('next', Math.round(bound * (0.9 + 0.2 * this.#options.time.random())), () => this.#begin('look'));
  }

  #watchOwn(): void {
    this.#in('own', ownLookMs, () => {
      if (this.#options.journal.standing().pending > 0) this.#begin('own');
      else this.#watchOwn();
    });
  }

  #wait(error: unknown): void {
    const { time, log } = this.#options;
    this.#failures += 1;
    // After a pause it may be done again.
    this.#startedOver = 0;
    const { kind, trouble, retryAfter, isFault } = failureOf(error);
    if (isFault) log.error({ err: error }, 'sync');
    else log.info({ trouble, failures: this.#failures }, 'sync waits');
    void this.#poker.stop();
    const jittered = jitteredDelay(this.#failures, time);
    const slow = Math.round(refusedMs * (0.75 + 0.5 * time.random()));
    const ownDelay = kind === 'refused' ? slow : jittered;
    // Who was told when to come comes a little later, and not all at once.
    const delay =
      retryAfter === undefined ? ownDelay : Math.round(retryAfter + time.random() * (1_000 + retryAfter / 10));
    this.#in('next', delay, () => this.#begin('look'));
    this.#callOff('own', 'gather');
    this.#show({ phase: kind, trouble, nextAt: time.now() + delay });
  }
}
