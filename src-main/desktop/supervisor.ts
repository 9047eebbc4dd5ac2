import { type LandingState, parseReadyLine, type ReadyLine, refusedExitCode } from '#shared/desktop/contract.ts';
import { fromLandingSchema, type LandingStatus, type ToLanding } from '#shared/desktop/landing-channel.ts';
import { awakeTimeout } from './awake-timer.ts';

/** A running child as the supervisor sees it; the lines of both streams all arrive before `onExit`. */
export interface SupervisedChild {
  onLine(listener: (line: string) => void): void;
  onErrorLine(listener: (line: string) => void): void;
  onExit(listener: (code: number) => void): void;
  /** What it says over the channel beside its output; to be checked. */
  onMessage(listener: (message: unknown) => void): void;
  send(message: ToLanding): void;
  /** Ends it now. */
  kill(): void;
}

/** All times in milliseconds. */
export interface SupervisorSettings {
  /**
   * A child that is not ready by then is killed, which counts as a crash. Time asleep does not count. Generous: it may be
   * migrating a large database.
   */
  readonly readyTimeoutMs: number;
  /** How long a child that was asked to stop may take before it is killed. */
  readonly stopTimeoutMs: number;
  /** The first wait before a restart; each further crash doubles it, up to the last. */
  readonly firstBackOffMs: number;
  readonly lastBackOffMs: number;
  /** This many crashes within the window end the restarts. */
  readonly crashLimit: number;
  readonly crashWindowMs: number;
  /** A child that was ready this long works: what happened before it is forgiven, and its own crash is a first one. */
  readonly settledMs: number;
}

const defaultSupervision: SupervisorSettings = {
  readyTimeoutMs: 120_000,
  stopTimeoutMs: 8_000,
  firstBackOffMs: 250,
  lastBackOffMs: 8_000,
  crashLimit: 5,
  crashWindowMs: 60_000,
  settledMs: 5_000,
};

/** How many of the child's last words are kept for the trouble page. */
const lastWords = 12;

export interface Supervisor {
  state(): LandingState;
  /** The last ready line, with the addresses that phones use. */
  ready(): ReadyLine | undefined;
  /** How things stand in the shop, as the running landing last told; undefined while none runs. */
  status(): LandingStatus | undefined;
  /** Tells the running landing something; goes nowhere while none runs. */
  send(message: ToLanding): void;
  start(): void;
  /** Starts again after trouble or while waiting, with a clean record; does nothing while the child runs. */
  retry(): void;
  /** Ends the child until it is started again: safe mode. */
  suspend(): Promise<void>;
  /** Ends the child for good; resolves when it is gone. Asked politely first, killed after the time-out. */
  stop(): Promise<void>;
}

/**
 * Keeps one child process running: starts it, waits for its ready line, restarts it with exponential back-off when it
 * ends by itself, and gives up with `trouble` when it refuses (exit code 2) or crashes too often in too short a time.
 */
export function createSupervisor(options: {
  fork: () => SupervisedChild;
  onState: (state: LandingState) => void;
  onStatus?: (status: LandingStatus | undefined) => void;
  /** The landing asks for the key of its secrets, by name where some are sealed already. */
  onKeyWanted?: (keyId: string | undefined) => void;
  settings?: SupervisorSettings;
}): Supervisor {
  const settings = options.settings ?? defaultSupervision;
  let state: LandingState = { phase: 'stopped' };
  let ready: ReadyLine | undefined;
  let status: LandingStatus | undefined;
  let child: SupervisedChild | undefined;
  let crashes: number[] = [];
  let readySince = Number.POSITIVE_INFINITY;
  let restartTimer: NodeJS.Timeout | undefined;
  let stopping: PromiseWithResolvers<void> | undefined;
  let suspending: PromiseWithResolvers<void> | undefined;

  function enter(next: LandingState): void {
    state = next;
    options.onState(next);
  }

  function learn(next: LandingStatus | undefined): void {
    status = next;
    options.onStatus?.(next);
  }

  function run(): void {
    const words: string[] = [];
    const running = options.fork();
    child = running;
    const stopWaiting = awakeTimeout(() => running.kill(), settings.readyTimeoutMs);
    running.onLine((line) => {
      const parsed = state.phase === 'starting' ? parseReadyLine(line) : undefined;
      // One that is being ended opens no windows any more.
      if (!parsed || stopping || suspending) return;
      stopWaiting();
      ready = parsed;
      readySince = Date.now();
      enter({ phase: 'ready', consoleUrl: parsed.consoleUrl });
    });
    running.onErrorLine((line) => {
      words.push(line);
      if (words.length > lastWords) words.shift();
    });
    running.onMessage((message) => {
      const told = fromLandingSchema.safeParse(message).data;
      if (told?.type === 'status') learn(told.status);
      if (told?.type === 'keyWanted') options.onKeyWanted?.(told.keyId);
    });
    running.onExit((code) => {
      stopWaiting();
      child = undefined;
      if (status) learn(undefined);
      suspending?.resolve();
      stopping?.resolve();
      if (!stopping && !suspending) ended(code, words.join('\n'));
    });
    enter({ phase: 'starting', attempt: crashes.length + 1 });
  }

  function ended(code: number, said: string): void {
    if (code === refusedExitCode) {
      enter({ phase: 'trouble', reason: 'refused', detail: said });
      return;
    }
    const now = Date.now();
    if (now - readySince >= settings.settledMs) crashes = [];
    readySince = Number.POSITIVE_INFINITY;
    // A clock that was set back must not make old crashes recent.
    crashes = [...crashes.filter((at) => Math.abs(now - at) < settings.crashWindowMs), now];
    if (crashes.length >= settings.crashLimit) {
      enter({ phase: 'trouble', reason: 'crash_loop', detail: said || `exit code ${code}` });
      return;
    }
    const wait = Math.min(settings.firstBackOffMs * 2 ** (crashes.length - 1), settings.lastBackOffMs);
    restartTimer = setTimeout(run, wait);
    enter({ phase: 'waiting', attempt: crashes.length + 1, retryAt: now + wait });
  }

  /** Asks the child to end, kills it when it does not, and waits until it is gone. */
  async function end(gone: PromiseWithResolvers<void>): Promise<void> {
    clearTimeout(restartTimer);
    const running = child;
    if (!running) return;
    const killTimer = setTimeout(() => running.kill(), settings.stopTimeoutMs);
    running.send({ type: 'stop' });
    await gone.promise;
    clearTimeout(killTimer);
  }

  function startAfresh(): void {
    if (child || stopping || suspending) return;
    clearTimeout(restartTimer);
    crashes = [];
    run();
  }

  return {
    state: () => state,
    ready: () => ready,
    status: () => status,
    send: (message) => child?.send(message),
    start: startAfresh,
    retry: startAfresh,
    async suspend() {
      if (stopping || suspending) return (stopping ?? suspending)?.promise;
      suspending = Promise.withResolvers();
      await end(suspending);
      suspending = undefined;
      if (!stopping) enter({ phase: 'trouble', reason: 'safe_mode', detail: '' });
    },
    async stop() {
      if (stopping) return stopping.promise;
      stopping = Promise.withResolvers();
      await end(stopping);
      stopping.resolve();
      enter({ phase: 'stopped' });
    },
  };
}
