import type { PrintTiming } from '#main/printing/service.ts';
import type { PrintCause } from '#shared/printing/causes.ts';
import type { PrinterSettings } from '#shared/printing/entities.ts';
import type { JobKind, JobState, JobSubject } from '#shared/printing/jobs.ts';
import type { ConsoleClient } from './api.ts';

/** Tries again at once, and waits for a printer that answers as long as a busy computer may take. */
export const patientTiming: Partial<PrintTiming> = {
  connectMs: 20_000,
  statusMs: 20_000,
  stallMs: 20_000,
  confirmMs: 20_000,
  mendMs: 20_000,
  backOffMs: [50, 100],
  idleCheckMs: 200,
};

/** For printers that never answer: waits short enough for a test. */
export const quickTiming: Partial<PrintTiming> = {
  ...patientTiming,
  statusMs: 800,
  // What has begun to print is not doubted because the computer is busy.
  stallMs: 6_000,
  confirmMs: 6_000,
};

/** A printer as somebody would set it up, on loopback. */
export function printerOn(port: number, changes: Partial<PrinterSettings> = {}): PrinterSettings {
  return {
    name: 'Printer',
    connection: { kind: 'tcp', host: '127.0.0.1', port },
    paper: 80,
    stations: [],
    receipts: false,
    copies: 1,
    drawer: 'none',
    language: 'en',
    codePage: 'ascii',
    beeper: false,
    reportsStatus: true,
    enabled: true,
    fallbackId: null,
    ...changes,
  };
}

/** A job as the console sees it. */
export interface SeenJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly cause: PrintCause | null;
  readonly subject: JobSubject;
  readonly attempts: number;
  readonly printer: { readonly id: string; readonly name: string } | null;
  readonly words: { readonly what: string; readonly help: string } | null;
}

const everything: readonly JobState[] = ['queued', 'printing', 'printed', 'failed', 'possible_duplicate', 'cancelled'];

/** Every job there is, newest first. */
export function jobsOf(client: ConsoleClient): Promise<SeenJob[]> {
  return client.query('printing.jobs.list', { states: everything, limit: 200 });
}
