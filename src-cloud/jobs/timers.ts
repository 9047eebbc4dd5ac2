import { type Job, type Jobs, nextAfter, type Ran, runOnce, runSeconds } from './job.ts';

/** Everything is run once this soon after the start: a process that lives for an hour a day does its daily work too. */
const firstRunMs = 60_000;

/** Background work on timers of this process: the embedded database has no other process that could do it. */
export class TimerJobs implements Jobs {
  readonly kind = 'in-process';
  readonly #ran: (end: Ran) => void;
  readonly #jobs = new Map<string, Job>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #end = new AbortController();

  constructor(ran: (end: Ran) => void) {
    this.#ran = ran;
  }

  add(job: Job): void {
    this.#jobs.set(job.name, job);
  }

  async start(): Promise<void> {
    for (const job of this.#jobs.values()) this.#await(job, firstRunMs);
  }

  async runSoon(name: string): Promise<void> {
    const job = this.#jobs.get(name);
    if (job) void this.#run(job);
  }

  async close(patienceMs: number): Promise<void> {
    this.#end.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, patienceMs);
    await Promise.race([Promise.all(this.#running.values()), late.promise]);
    clearTimeout(timer);
  }

  #await(job: Job, mostMs = Number.POSITIVE_INFINITY): void {
    if (this.#end.signal.aborted) return;
    const wait = Math.min(mostMs, nextAfter(job.due, Date.now()) - Date.now());
    const timer = setTimeout(() => void this.#run(job).then(() => this.#await(job)), wait);
    timer.unref();
    this.#timers.set(job.name, timer);
  }

  /** Runs it unless it runs already; a failure was told and is not fatal. */
  #run(job: Job): Promise<void> {
    const known = this.#running.get(job.name);
    if (known || this.#end.signal.aborted) return known ?? Promise.resolve();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), runSeconds * 1000);
    timer.unref();
    const run = runOnce(job, AbortSignal.any([this.#end.signal, late.signal]), this.#ran)
      .catch(() => {})
      .finally(() => {
        clearTimeout(timer);
        this.#running.delete(job.name);
      });
    this.#running.set(job.name, run);
    return run;
  }
}
