import type { Logger } from 'pino';
import type { PrintCause } from '#shared/printing/causes.ts';
import type { Printer } from '#shared/printing/entities.ts';
import { automaticForMs } from '#shared/printing/jobs.ts';
import { reprintMark } from '#shared/printing/words.ts';
import type { Ports } from '../ports/service.ts';
import type { PrintJob, PrintQueue } from './queue.ts';
import type { Renderer } from './renderer.ts';
import { checkPrinter, type Outcome, type PrintTiming, sendOnce } from './send.ts';

/** How a printer is right now, as far as anybody knows. */
export interface PrinterState {
  readonly state: 'unknown' | 'ready' | 'printing' | 'trouble' | 'off';
  readonly cause: PrintCause | null;
  /** UTC milliseconds since when. */
  readonly since: number;
}

export interface ActorDeps {
  readonly ports: Ports;
  readonly renderer: Renderer;
  readonly queue: PrintQueue;
  readonly timing: PrintTiming;
  readonly now: () => number;
  readonly log: Logger;
  readonly onState: () => void;
}

/** What goes on paper: a document that may be there already says so. */
function marked({ document, sent }: PrintJob): PrintJob['document'] {
  if (!sent || document.drawer) return document;
  const mark = { kind: 'text', text: reprintMark, align: 'center', bold: true } as const;
  return { ...document, blocks: [mark, ...document.blocks, mark] };
}

/** One printer's worker: prints its jobs in their order, tries again by itself, and never waits for another printer. */
export class PrinterActor {
  #printer: Printer;
  #state: PrinterState;
  readonly #deps: ActorDeps;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #failures = 0;
  #notBefore = 0;
  #wake = () => {};
  #awake = false;

  constructor(deps: ActorDeps, printer: Printer) {
    this.#deps = deps;
    this.#printer = printer;
    this.#state = { state: 'unknown', cause: null, since: deps.now() };
    this.#done = this.#run();
  }

  get state(): PrinterState {
    return this.#printer.enabled ? this.#state : { ...this.#state, state: 'off', cause: null };
  }

  /** Takes over changed settings and tries them at once. */
  update(printer: Printer): void {
    this.#printer = printer;
    this.tryNow();
  }

  /** There is something new in the queue. */
  wake(): void {
    this.#awake = true;
    this.#wake();
  }

  /** Tries now, without waiting for the next attempt's time. */
  tryNow(): void {
    this.#failures = 0;
    this.#notBefore = 0;
    this.wake();
  }

  /** Ends it; what is being sent has until `graceMs` to be confirmed. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(), graceMs);
    this.#stopped = true;
    this.wake();
    await this.#done;
    clearTimeout(timer);
  }

  #stopped = false;

  async #run(): Promise<void> {
    // The constructor's caller has its reference before anything happens.
    await Promise.resolve();
    while (!this.#stopped) {
      try {
        await this.#step();
      } catch (err) {
        this.#deps.log.error({ err, printer: this.#printer.id }, 'printing failed');
        await this.#sleep(this.#deps.timing.backOffMs[0] ?? 1000);
      }
    }
  }

  async #step(): Promise<void> {
    this.#awake = false;
    const { queue, timing, now } = this.#deps;
    const job = this.#printer.enabled ? queue.next(this.#printer.id) : undefined;
    if (!job) {
      if (this.#printer.enabled && this.#state.state !== 'ready') await this.#look();
      const slept = await this.#sleep(timing.idleCheckMs);
      if (slept && this.#printer.enabled) await this.#look();
      return;
    }
    if (now() - job.askedAt > automaticForMs[job.kind]) {
      await queue.move(job.id, ['queued'], { state: 'failed', cause: job.cause ?? 'too_old' });
      return;
    }
    const wait = this.#notBefore - Date.now();
    if (wait > 0) await this.#sleep(wait);
    else await this.#print(job);
  }

  /** Sees how an idle printer is. */
  async #look(): Promise<void> {
    const cause = await checkPrinter(this.#deps.ports, this.#printer, this.#deps.timing);
    this.#setState(cause ? 'trouble' : 'ready', cause);
  }

  async #print(job: PrintJob): Promise<void> {
    const { ports, timing, queue } = this.#deps;
    const printer = this.#printer;
    const bytes = await this.#render(job, printer);
    if (!bytes) return;
    const outcome = await sendOnce({
      ports,
      timing,
      target: printer,
      bytes,
      signal: this.#stopping.signal,
      onTrouble: (cause) => this.#setState(cause ? 'trouble' : 'printing', cause),
      onStart: async () => {
        this.#setState('printing');
        return queue.move(job.id, ['queued'], { state: 'printing', sent: true, attempts: job.attempts + 1 });
      },
    });
    await this.#conclude(job, outcome);
  }

  async #render(job: PrintJob, printer: Printer): Promise<Uint8Array | undefined> {
    try {
      return await this.#deps.renderer.render(marked(job), printer);
    } catch (err) {
      this.#deps.log.error({ err, job: job.id }, 'a document could not be drawn');
      await this.#deps.queue.move(job.id, ['queued'], { state: 'failed', cause: 'unprintable' });
      return undefined;
    }
  }

  async #conclude(job: PrintJob, outcome: Outcome): Promise<void> {
    const { queue, timing } = this.#deps;
    if (outcome.kind === 'withdrawn') {
      this.#setState('ready');
      return;
    }
    if (outcome.kind === 'printed') {
      this.#failures = 0;
      this.#setState('ready');
      await this.#record(job.id, ['printing'], { state: 'printed', cause: null });
      return;
    }
    const pause = timing.backOffMs[Math.min(this.#failures, timing.backOffMs.length - 1)] ?? 0;
    this.#failures += 1;
    this.#notBefore = Date.now() + pause;
    this.#setState('trouble', outcome.cause);
    if (outcome.kind === 'unknown')
      await this.#record(job.id, ['printing'], { state: 'possible_duplicate', cause: outcome.cause });
    else await queue.move(job.id, ['queued'], { cause: outcome.cause, attempts: job.attempts + 1 });
  }

  /**
   * Writes down how an attempt ended, as soon as the disk takes it: until then nothing else could be sent, and a job
   * left as it was would stand as being printed until the next start.
   */
  async #record(...move: Parameters<PrintQueue['move']>): Promise<void> {
    const { queue, log, timing } = this.#deps;
    for (;;) {
      try {
        await queue.move(...move);
        return;
      } catch (err) {
        if (this.#stopped) throw err;
        log.error({ err, job: move[0] }, 'the end of a print job could not be written down');
      }
      this.#awake = false;
      await this.#sleep(timing.backOffMs.at(-1) ?? 1000);
    }
  }

  #setState(state: PrinterState['state'], cause?: PrintCause): void {
    if (this.#state.state === state && this.#state.cause === (cause ?? null)) return;
    this.#state = { state, cause: cause ?? null, since: this.#deps.now() };
    this.#deps.onState();
  }

  /** Waits, but not when there is something to do; true when the whole time passed. */
  #sleep(ms: number): Promise<boolean> {
    if (this.#awake || this.#stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }
}
