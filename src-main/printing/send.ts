import type { PrintCause } from '#shared/printing/causes.ts';
import type { Printer } from '#shared/printing/entities.ts';
import { type Line, LineError, type Ports } from '../ports/service.ts';
import { Answers, askStatus, confirmRequest, isConfirmation, isRealTime, offlineCause, realTime } from './status.ts';

/** How long each step may take, in milliseconds. */
export interface PrintTiming {
  readonly connectMs: number;
  readonly statusMs: number;
  /** Without any progress for this long a printer is stuck. */
  readonly stallMs: number;
  /** From the last byte to the printer's confirmation. */
  readonly confirmMs: number;
  /** The same while the printer reports something a person can mend (paper, cover): it goes on by itself. */
  readonly mendMs: number;
  /** Waits between attempts, the last one over and over. */
  readonly backOffMs: readonly number[];
  /** How often an idle printer is looked after. */
  readonly idleCheckMs: number;
}

export const defaultTiming: PrintTiming = {
  connectMs: 3000,
  statusMs: 1500,
  stallMs: 5000,
  confirmMs: 10_000,
  mendMs: 120_000,
  backOffMs: [1000, 2000, 5000, 10_000, 20_000],
  idleCheckMs: 30_000,
};

/**
 * How an attempt ended. `not_sent`: nothing of the document left, trying again is safe. `unknown`: bytes left and
 * nothing says that they became paper.
 */
export type Outcome =
  | { readonly kind: 'printed' }
  | { readonly kind: 'not_sent'; readonly cause: PrintCause }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'unknown'; readonly cause: PrintCause };

type Target = Pick<Printer, 'connection' | 'reportsStatus'>;

const causeOf = (error: unknown): PrintCause => {
  if (error instanceof LineError) return error.failure;
  throw error;
};

/** Opens a printer's line and asks how it is, without printing. Gives undefined when it is ready, else the cause. */
export async function checkPrinter(ports: Ports, target: Target, timing: PrintTiming): Promise<PrintCause | undefined> {
  let line: Line | undefined;
  try {
    line = await ports.open(target.connection, timing.connectMs);
    return target.reportsStatus ? await askStatus(line, timing.statusMs) : undefined;
  } catch (error) {
    return causeOf(error);
  } finally {
    await line?.close();
  }
}

interface Attempt {
  readonly ports: Ports;
  readonly timing: PrintTiming;
  readonly target: Target;
  readonly bytes: Uint8Array;
  /** Writes down that bytes leave now; false when somebody withdrew the job meanwhile. */
  readonly onStart: () => Promise<boolean>;
  /** Hears of trouble while a job waits inside the printer, and of its end (undefined). */
  readonly onTrouble: (cause: PrintCause | undefined) => void;
  readonly signal: AbortSignal;
}

/** Sends a document once. Never throws for what a printer or a line does. */
export async function sendOnce(attempt: Attempt): Promise<Outcome> {
  const { ports, timing, target } = attempt;
  let line: Line;
  try {
    line = await ports.open(target.connection, timing.connectMs);
  } catch (error) {
    return { kind: 'not_sent', cause: causeOf(error) };
  }
  if (attempt.signal.aborted) {
    await line.close();
    return { kind: 'withdrawn' };
  }
  const stop = () => void line.close();
  attempt.signal.addEventListener('abort', stop, { once: true });
  try {
    return await sendOver(line, attempt);
  } finally {
    attempt.signal.removeEventListener('abort', stop);
    await line.close();
  }
}

async function sendOver(line: Line, attempt: Attempt): Promise<Outcome> {
  const { timing, target, bytes } = attempt;
  if (target.reportsStatus) {
    try {
      const cause = await askStatus(line, timing.statusMs);
      if (cause) return { kind: 'not_sent', cause };
    } catch (error) {
      return { kind: 'not_sent', cause: causeOf(error) };
    }
  }
  if (!(await attempt.onStart())) return { kind: 'withdrawn' };
  try {
    await line.write(bytes, timing.stallMs);
    if (target.reportsStatus) return await confirm(line, attempt);
    const ended = await line.finish(timing.confirmMs);
    return ended ? { kind: 'printed' } : { kind: 'unknown', cause: 'unconfirmed' };
  } catch (error) {
    return { kind: 'unknown', cause: causeOf(error) };
  }
}

/** Waits for the printer's word that it has printed everything; while it waits for a person, it is waited for. */
async function confirm(line: Line, { timing, onTrouble }: Attempt): Promise<Outcome> {
  await line.write(confirmRequest, timing.stallMs);
  const start = Date.now();
  const reader = new Answers();
  let trouble: PrintCause | undefined;
  for (;;) {
    const waited = Date.now() - start;
    if (waited >= (trouble ? timing.mendMs : timing.confirmMs)) break;
    const answers = reader.of(await line.read(Math.min(500, timing.confirmMs)));
    if (answers.some(isConfirmation)) {
      onTrouble(undefined);
      return { kind: 'printed' };
    }
    for (const answer of answers.filter(isRealTime)) {
      const now = offlineCause(answer);
      if (now !== trouble) onTrouble(now);
      trouble = now;
    }
    if (answers.length === 0) await line.write(realTime(2), timing.stallMs);
  }
  return { kind: 'unknown', cause: trouble ?? 'unconfirmed' };
}
