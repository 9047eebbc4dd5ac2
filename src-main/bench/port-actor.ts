import { type BenchCode, isBenchCode } from '#shared/bench/codes.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import type { PortPhase, PortProblem, PortView } from '#shared/bench/views.ts';
import { AppError } from '#shared/errors.ts';
import { type Line, type LineAddress, LineError, type LineFailure, type Ports } from '../ports/service.ts';
import { LineProtocol } from './protocol.ts';
import { type TerminalIdentity, TerminalSession } from './session.ts';

/** Where a terminal may be. The speed of a serial line is its family's. */
export type BenchAddress =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export const addressId = (address: BenchAddress): string =>
  address.kind === 'serial' ? address.path : `${address.host}:${address.port}`;

export interface BenchTiming {
  readonly openMs: number;
  /** How often a terminal that does nothing is asked whether it is still there. */
  readonly presenceMs: number;
  /** How long until a port that could not be opened, or on which nobody answers, is tried again. */
  readonly retryMs: number;
}
export const benchTiming: BenchTiming = { openMs: 5_000, presenceMs: 2_000, retryMs: 2_000 };

/** What a port tells about terminals coming and going. */
export type PortHappening =
  | { readonly kind: 'recognised'; readonly terminal: TerminalIdentity; readonly before: TerminalIdentity | null }
  | { readonly kind: 'unplugged'; readonly terminal: TerminalIdentity | null; readonly working: boolean }
  | { readonly kind: 'lost'; readonly terminal: TerminalIdentity };

export interface PortActorOptions {
  readonly address: BenchAddress;
  readonly cable: string | null;
  readonly ports: Pick<Ports, 'open'>;
  /** The families that this may be, the likeliest first. */
  readonly profiles: readonly TerminalProfile[];
  readonly timing: BenchTiming;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  readonly onHappening: (happening: PortHappening) => void;
}

interface Job {
  readonly run: (session: TerminalSession, identity: TerminalIdentity) => Promise<void>;
  readonly refuse: (error: unknown) => void;
}

const codes: Readonly<Partial<Record<LineFailure, BenchCode>>> = {
  port_busy: 'E_PORT_BUSY',
  permission_denied: 'E_PORT_PERM',
  no_such_port: 'E_UNPLUGGED',
  reset: 'E_UNPLUGGED',
};

/** How a visit to a port ended: a terminal was there; the port is not open any more; nobody answered, and why. */
type Visit = 'attended' | 'closed' | PortProblem;

const isCode = (error: unknown, ...wanted: BenchCode[]) =>
  error instanceof AppError && (wanted as string[]).includes(error.code);

/**
 * One port: opens it, finds out which terminal is there and of which family, notices when it leaves or is swapped, and
 * does one thing at a time with it. It never waits for another port, and goes on by itself after every failure.
 */
export class PortActor {
  readonly id: string;
  readonly #options: PortActorOptions;
  readonly #jobs: Job[] = [];
  readonly #done: Promise<void>;
  #profiles: readonly TerminalProfile[];
  #view: Pick<PortView, 'phase' | 'since' | 'problem'>;
  #terminal: TerminalIdentity | null = null;
  #line: Line | undefined;
  #stopped = false;
  #wake = () => {};

  constructor(options: PortActorOptions) {
    this.id = addressId(options.address);
    this.#options = options;
    this.#profiles = options.profiles;
    this.#view = { phase: 'opening', since: options.now(), problem: null };
    this.#done = this.#live();
  }

  get view(): PortView {
    const { address, cable } = this.#options;
    const terminal = this.#isThere || this.#view.phase === 'gone' ? this.#terminal : null;
    return {
      id: this.id,
      kind: address.kind,
      cable,
      ...this.#view,
      terminal: terminal && {
        serial: terminal.serial,
        model: terminal.model,
        firmware: terminal.firmware,
        profile: terminal.profile,
      },
    };
  }

  /** The terminal that is there, with its certificates; null when none is. */
  get terminal(): TerminalIdentity | null {
    return this.#isThere ? this.#terminal : null;
  }

  /**
   * Does something with the terminal once what is under way is done; nobody else comes in between. Throws what `work`
   * throws; E_TIMEOUT, E_UNPLUGGED, E_PORT_BUSY or E_PORT_PERM when no terminal is there.
   */
  use<T>(work: (session: TerminalSession, identity: TerminalIdentity) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#stopped || !this.#isThere) {
        reject(this.#absent());
        return;
      }
      const run = async (session: TerminalSession, identity: TerminalIdentity) => {
        try {
          resolve(await work(session, identity));
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      this.#jobs.push({ run, refuse: reject });
      this.#wake();
    });
  }

  /** Tries at once what would be tried again later. */
  tryNow(): void {
    this.#wake();
  }

  /** Lets the port go. What is under way fails with E_UNPLUGGED. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#line?.close();
    await this.#done;
  }

  get #isThere(): boolean {
    return this.#view.phase === 'ready' || this.#view.phase === 'working';
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const outcome = await this.#search();
      this.#refuseJobs();
      if (this.#stopped || outcome === 'attended') continue;
      if (outcome !== 'closed') this.#set('silent', outcome);
      await this.#rest(this.#options.timing.retryMs);
    }
    this.#refuseJobs();
  }

  /** Asks in the language of each family whether a terminal is there, and stays with the one that answers. */
  async #search(): Promise<Visit> {
    let silence: PortProblem = { code: 'E_TIMEOUT', reason: 'no_answer' };
    for (const profile of this.#profiles) {
      const line = await this.#open(profile);
      if (line === null) return 'closed';
      const outcome = await this.#visit(line, profile);
      await line.close();
      if (outcome === 'attended' || outcome === 'closed') return outcome;
      if (outcome.code !== 'E_TIMEOUT') silence = outcome;
    }
    return silence;
  }

  async #open(profile: TerminalProfile): Promise<Line | null> {
    const { address, ports, timing } = this.#options;
    const { baudRate } = profile.serial;
    const where: LineAddress = address.kind === 'serial' ? { ...address, baudRate } : address;
    try {
      const line = await ports.open(where, timing.openMs);
      this.#line = line;
      if (!this.#stopped) return line;
      await line.close();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const { failure } = error;
      const problem = { code: codes[failure] ?? 'E_TIMEOUT', reason: failure } as const;
      if (failure === 'no_such_port' || this.#view.phase === 'gone') this.#set('gone', problem);
      else this.#set('failed', problem);
    }
    return null;
  }

  async #visit(line: Line, profile: TerminalProfile): Promise<Visit> {
    if (this.#view.phase !== 'silent') this.#set('searching', null);
    const session = new TerminalSession(new LineProtocol(line, profile, { port: this.id }), profile);
    let identity: TerminalIdentity;
    try {
      identity = await this.#recognise(session);
    } catch (error) {
      if (this.#unplugged(error, false)) return 'closed';
      if (error instanceof AppError && isBenchCode(error.code)) {
        return { code: error.code, reason: reasonOf(error) ?? 'damaged' };
      }
      throw error;
    }
    // The family that answered is asked for first from now on.
    this.#profiles = [profile, ...this.#profiles.filter((other) => other !== profile)];
    const before = this.#terminal;
    this.#terminal = identity;
    this.#set('ready', null);
    this.#options.onHappening({ kind: 'recognised', terminal: identity, before });
    await this.#attend(line, session, identity);
    return 'attended';
  }

  async #recognise(session: TerminalSession): Promise<TerminalIdentity> {
    try {
      return await session.identify(1);
    } catch (error) {
      if (!isCode(error, 'E_LRC', 'E_FRAME')) throw error;
      // Somebody speaks, but not clearly: worth the family's own number of tries.
      return session.identify();
    }
  }

  /** Does what is asked for until the terminal leaves. */
  async #attend(line: Line, session: TerminalSession, identity: TerminalIdentity): Promise<void> {
    while (!this.#stopped) {
      const job = this.#jobs.shift();
      try {
        if (job) {
          this.#set('working', null);
          await job.run(session, identity);
          this.#set('ready', null);
        } else {
          await this.#rest(this.#options.timing.presenceMs, line);
          if (this.#jobs.length > 0 || this.#stopped) continue;
          if ((await session.presence(2)).serial !== identity.serial) return;
        }
      } catch (error) {
        // What the terminal refuses, or a failure of whoever uses it, does not mean that it left.
        const left = isCode(error, 'E_UNPLUGGED', 'E_TIMEOUT') || reasonOf(error) === 'terminal_swapped';
        if (!left && job) {
          this.#set('ready', null);
          continue;
        }
        if (!this.#unplugged(error, job !== undefined) && isCode(error, 'E_TIMEOUT')) {
          this.#options.onHappening({ kind: 'lost', terminal: identity });
        }
        return;
      }
    }
  }

  /** True when the cable was pulled, and says so. */
  #unplugged(error: unknown, working: boolean): boolean {
    if (!isCode(error, 'E_UNPLUGGED')) return false;
    if (this.#stopped) return true;
    this.#set('gone', { code: 'E_UNPLUGGED', reason: working ? 'while_working' : 'idle' });
    this.#options.onHappening({ kind: 'unplugged', terminal: this.#terminal, working });
    return true;
  }

  /** Waits, but not past a job, a wish to try now, the end, or the end of the line. */
  async #rest(ms: number, line?: Line): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    if (!this.#stopped && this.#jobs.length === 0) await Promise.race(line ? [woken, line.ended] : [woken]);
    clearTimeout(timer);
    this.#wake = () => {};
  }

  #refuseJobs(): void {
    for (const job of this.#jobs.splice(0)) job.refuse(this.#absent());
  }

  #absent(): AppError {
    const { problem, phase } = this.#view;
    const code = problem?.code ?? (this.#stopped || phase === 'gone' ? 'E_UNPLUGGED' : 'E_TIMEOUT');
    return benchError(code, problem?.reason ?? 'no_terminal', { params: { port: this.id } });
  }

  #set(phase: PortPhase, problem: PortProblem | null): void {
    const { phase: before, problem: known } = this.#view;
    if (before === phase && known?.code === problem?.code && known?.reason === problem?.reason) return;
    this.#view = { phase, since: this.#options.now(), problem };
    this.#options.onChange();
  }
}
