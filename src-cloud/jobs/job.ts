/** When a job is due, in UTC: every so many minutes of the hour, or once a day. */
export type Due =
  | { readonly everyMinutes: 1 | 2 | 5 | 10 | 15 | 30 | 60 }
  | { readonly dailyAt: `${number}:${number}` };

/** Work in the background. It may be begun again after it was cut off, so it takes up what is there and does it once. */
export interface Job {
  readonly name: string;
  readonly due: Due;
  /** `signal` is aborted when the process ends or the time is up: stop soon, the rest is done next time. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** How one run of a job ended, for whoever measures. */
export interface Ran {
  readonly name: string;
  readonly ms: number;
  readonly error?: unknown;
}

/** The background work of the cloud: each job runs at one process at a time, and never beside itself. */
export interface Jobs {
  /** Who runs them, for the operator. */
  readonly kind: 'pg-boss' | 'in-process';
  add(job: Job): void;
  start(): Promise<void>;
  /** Runs a job as soon as possible, wherever; resolves when that is arranged. */
  runSoon(name: string): Promise<void>;
  /** Asks what runs to stop, waits for it for `patienceMs` at most, and ends. */
  close(patienceMs: number): Promise<void>;
}

/** The most time one run may take, in seconds. */
export const runSeconds = 15 * 60;

/** A schedule as a cron expression. */
export function cronOf(due: Due): string {
  if ('everyMinutes' in due) return due.everyMinutes === 60 ? '0 * * * *' : `*/${due.everyMinutes} * * * *`;
  const [hour, minute] = due.dailyAt.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}

/** The first time after `now` that a schedule names; both in UTC ms. */
export function nextAfter(due: Due, now: number): number {
  const minute = 60_000;
  const day = 24 * 60 * minute;
  if ('everyMinutes' in due) {
    const step = due.everyMinutes * minute;
    return (Math.floor(now / step) + 1) * step;
  }
  const [hours = 0, minutes = 0] = due.dailyAt.split(':').map(Number);
  const today = Math.floor(now / day) * day + (hours * 60 + minutes) * minute;
  return today > now ? today : today + day;
}

/** Runs a job once and tells how it ended; its error goes on to the caller. */
export async function runOnce(job: Job, signal: AbortSignal, ran: (end: Ran) => void): Promise<void> {
  const began = performance.now();
  try {
    await job.run(signal);
    ran({ name: job.name, ms: performance.now() - began });
  } catch (error) {
    ran({ name: job.name, ms: performance.now() - began, error });
    throw error;
  }
}
