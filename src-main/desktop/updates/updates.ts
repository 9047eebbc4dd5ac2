import type { InstallTime, UpdateState, UpdateStatus, UpdatesOffReason, UpdateWait } from '#shared/desktop/updates.ts';
import type { UpdateLibrary } from './library.ts';
import type { UpdateMemory } from './memory.ts';
import { UpdateProblem } from './problem.ts';
import { offered, type SignedRelease } from './release-file.ts';

/** How long it has to stay quiet before a planned installation begins; the screen counts down and can stop it. */
export const quietMs = 60_000;

/** A window with unsaved work may refuse to close; after this the program is taken to stay. */
const leavingMs = 20_000;

export interface UpdatesOptions {
  /** Of the program that runs. */
  readonly version: string;
  readonly library: UpdateLibrary | { off: UpdatesOffReason };
  /** The feed's host, and the name under which its signings are remembered. */
  readonly source: { host: string; name: string } | undefined;
  readonly memory: UpdateMemory;
  /** What an installation would interrupt now; nothing when it may begin. */
  readonly waitsFor: () => UpdateWait[];
  /** Ends the program, which then calls `atQuit`. */
  readonly quit: () => void;
  /** Starts the program again once it has ended. */
  readonly relaunch: () => void;
  readonly onState: (state: UpdateState) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** How the program ends. */
export interface QuitOf {
  /** The computer shuts down, or the person signs out. */
  readonly systemEnds: boolean;
}

/** A release whose file lies on the disk and has been checked. */
interface Ready {
  readonly release: SignedRelease;
  readonly path: string;
}

/**
 * From "is there something new" to its installation. Fetching and installing is the library's work; here stands what
 * may happen when: nothing is offered that the library did not find signed, and nothing is installed without a person's
 * word, nor while the shop would be interrupted.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  #status: UpdateStatus;
  #offer: SignedRelease | undefined;
  #ready: Ready | undefined;
  #checking: Promise<void> | undefined;
  #quietTimer: NodeJS.Timeout | undefined;
  #cancelled = false;
  /** While the program ends for an installation: the timer that takes this back. */
  #leaving: NodeJS.Timeout | undefined;
  #updatedFrom: string | null = null;
  #hasEnded = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#status = 'off' in options.library ? { phase: 'off', reason: options.library.off } : this.#afterAttempt();
  }

  state(): UpdateState {
    const { version, source, memory } = this.#options;
    return { version, source: source?.host ?? null, checkedAt: memory.current.checkedAt, status: this.#status };
  }

  /**
   * Asks the feed. When nobody asked for it, a feed that cannot be reached changes nothing on the screen. While a
   * download or an installation is under way it does nothing; a ready update is withdrawn when the feed no longer
   * offers it.
   */
  async check(by: 'person' | 'clock'): Promise<UpdateState> {
    const busy = ['off', 'downloading', 'installing'].includes(this.#status.phase);
    if (busy) return this.state();
    this.#checking ??= this.#check(by).finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
    return this.state();
  }

  /** Begins to download what is available. Resolves when that has ended, one way or another. */
  async download(): Promise<void> {
    const { library } = this.#options;
    const release = this.#offer;
    const mayBegin = this.#status.phase === 'available' || this.#status.phase === 'failed';
    if ('off' in library || !release || !mayBegin) return;
    this.#cancelled = false;
    const shown = offered(release);
    this.#enter({ phase: 'downloading', release: shown, doneBytes: 0, totalBytes: shown.bytes });
    try {
      const path = await library.download(release, (doneBytes, totalBytes) => {
        if (this.#status.phase !== 'downloading' || this.#cancelled) return;
        this.#enter({ phase: 'downloading', release: shown, doneBytes, totalBytes: Math.max(1, totalBytes) });
      });
      this.#ready = { release, path };
      this.#enterReady();
    } catch (problem) {
      if (this.#cancelled) this.#enter({ phase: 'available', release: shown });
      else this.#fail('download', problem, release.info.version);
    }
  }

  /**
   * Installs what is ready: now, if that interrupts nobody; at the next quiet moment; or when the program is ended.
   * Asked for now while the shop is busy, it only says what it waits for.
   */
  async install(when: InstallTime): Promise<UpdateState> {
    const ready = this.#ready;
    if (!ready || this.#status.phase !== 'ready') return this.state();
    if (when !== 'now') {
      this.#options.memory.change({ plan: { version: ready.release.info.version, when } });
      this.#enterReady();
    } else if (this.#options.waitsFor().length > 0) this.#enterReady();
    else await this.#leave(ready);
    return this.state();
  }

  /** Stops a download, or takes back a planned installation; what was downloaded stays ready. */
  cancel(): UpdateState {
    const { library, memory } = this.#options;
    if (this.#status.phase === 'downloading' && !('off' in library)) {
      this.#cancelled = true;
      library.cancelDownload();
    } else if (this.#status.phase === 'ready') {
      memory.change({ plan: null });
      this.#enterReady();
    }
    return this.state();
  }

  /** To be called whenever the shop's state may have changed. */
  look(): void {
    if (this.#status.phase === 'ready') this.#enterReady();
  }

  /**
   * To be asked when the program begins to end, while the landing still says how things stand. Gives what is to be done
   * after the landing has ended; undefined when there is nothing to install. While the computer shuts down nothing is:
   * an installer that is cut off leaves no program. What was planned stays planned.
   */
  atQuit({ systemEnds }: QuitOf = { systemEnds: false }): (() => Promise<void>) | undefined {
    clearTimeout(this.#quietTimer);
    const { memory, relaunch, waitsFor } = this.#options;
    const ready = this.#ready;
    const runAfter = this.#leaving !== undefined;
    clearTimeout(this.#leaving);
    if (this.#hasEnded) return undefined;
    this.#hasEnded = true;
    if (systemEnds) return undefined;
    if (!ready || (!runAfter && !memory.current.plan)) return undefined;
    const isQuiet = waitsFor().length === 0;
    if (isQuiet) return () => this.#install(ready, runAfter);
    // An order came in while the windows were closing: the shop goes on with the program it has.
    return runAfter ? async () => relaunch() : undefined;
  }

  async #check(by: 'person' | 'clock'): Promise<void> {
    const { library, memory, source } = this.#options;
    if ('off' in library) return;
    const before = this.#status;
    const waiting = before.phase === 'ready';
    if (!waiting) this.#enter({ phase: 'checking' });
    try {
      const offer = await library.check();
      const { version, landingDesk } = offer.release.info;
      const seen = { ...memory.current.seen, [source?.name ?? '']: Date.parse(landingDesk.signedAt) };
      memory.change({ checkedAt: Date.now(), seen });
      if (waiting && (this.#status.phase !== 'ready' || (offer.isForUs && version === before.release.version))) return;
      clearTimeout(this.#quietTimer);
      this.#ready = undefined;
      this.#offer = offer.isForUs ? offer.release : undefined;
      if (this.#offer) this.#enter({ phase: 'available', release: offered(this.#offer) });
      else this.#enter(this.#idle({ coming: offer.isNewer ? version : null }));
    } catch (problem) {
      if (waiting) this.#options.onProblem(problem);
      else this.#checkFailed(by, before, problem);
      return;
    }
    const wasPlanned = this.#offer && memory.current.plan?.version === this.#offer.info.version;
    if (wasPlanned) void this.download();
  }

  #checkFailed(by: 'person' | 'clock', before: UpdateStatus, problem: unknown): void {
    if (!(problem instanceof UpdateProblem && problem.reason === 'offline')) {
      this.#offer = undefined;
      this.#fail('check', problem, null);
    } else if (by === 'clock' || before.phase === 'available') this.#enter(before);
    else this.#enter(this.#idle({ reached: false }));
  }

  #enterReady(): void {
    const ready = this.#ready;
    if (!ready) return;
    const { memory, waitsFor } = this.#options;
    const waits = waitsFor();
    const { plan } = memory.current;
    const planned = plan?.version === ready.release.info.version ? plan.when : 'no';
    const counts = planned === 'whenQuiet' && waits.length === 0;
    const since = this.#status.phase === 'ready' ? this.#status.installsAt : null;
    const installsAt = counts ? (since ?? Date.now() + quietMs) : null;
    if (installsAt !== since || !counts) clearTimeout(this.#quietTimer);
    if (installsAt !== null && since === null) {
      this.#quietTimer = setTimeout(() => void this.install('now'), quietMs);
    }
    this.#enter({ phase: 'ready', release: offered(ready.release), planned, waitsFor: waits, installsAt });
  }

  /** Checks the file once more, and then whether it is still quiet, and only then ends the program. */
  async #leave(ready: Ready): Promise<void> {
    const { library, quit, waitsFor } = this.#options;
    if ('off' in library) return;
    clearTimeout(this.#quietTimer);
    this.#enter({ phase: 'installing', release: offered(ready.release) });
    try {
      await library.checkAgain(ready.release, ready.path);
    } catch (problem) {
      this.#fail('install', problem, ready.release.info.version);
      return;
    }
    if (waitsFor().length > 0) {
      this.#enterReady();
      return;
    }
    this.#leaving = setTimeout(() => {
      this.#leaving = undefined;
      this.#enterReady();
    }, leavingMs);
    quit();
  }

  async #install(ready: Ready, runAfter: boolean): Promise<void> {
    const { library, memory, relaunch, version: from } = this.#options;
    if ('off' in library) return;
    const to = ready.release.info.version;
    // Written before the library is called: an installer may end this program before the call returns.
    memory.change({ plan: null, attempt: { from, to, failure: null } });
    try {
      await library.checkAgain(ready.release, ready.path);
      await library.install(runAfter);
    } catch (problem) {
      this.#options.onProblem(problem);
      memory.change({ attempt: { from, to, failure: reasonOf(problem, 'notInstalled') } });
      if (runAfter) relaunch();
    }
  }

  /** How an installation went, as far as the program that starts after it can tell. */
  #afterAttempt(): UpdateStatus {
    const { memory, version } = this.#options;
    const { attempt } = memory.current;
    if (attempt) memory.change({ attempt: null });
    if (!attempt || attempt.to === version) {
      this.#updatedFrom = attempt?.from ?? null;
      return this.#idle({});
    }
    return { phase: 'failed', step: 'install', reason: attempt.failure ?? 'notInstalled', version: attempt.to };
  }

  #idle(more: { coming?: string | null; reached?: boolean }): UpdateStatus {
    return { phase: 'idle', reached: true, coming: null, updatedFrom: this.#updatedFrom, ...more };
  }

  #fail(step: 'check' | 'download' | 'install', problem: unknown, version: string | null): void {
    this.#options.onProblem(problem);
    this.#ready = undefined;
    if (step === 'install') this.#offer = undefined;
    this.#enter({ phase: 'failed', step, reason: reasonOf(problem, 'interrupted'), version });
  }

  #enter(status: UpdateStatus): void {
    this.#status = status;
    this.#options.onState(this.state());
  }
}

function reasonOf(problem: unknown, usual: 'interrupted' | 'notInstalled') {
  return problem instanceof UpdateProblem ? problem.reason : usual;
}
