import type { PrintTiming } from '#main/printing/service.ts';
import type { PrintCause } from '#shared/printing/causes.ts';
import type { PrinterSettings } from '#shared/printing/entities.ts';
import type { JobKind, JobState, JobSubject } from '#shared/printing/jobs.ts';
import type { ConsoleClient } from './api.ts';

/** Waits short enough for a test and long enough for a busy computer. */
export const quickTiming: Partial<PrintTiming> = {
  connectMs: 1000,
  statusMs: 500,
  stallMs: 800,
  confirmMs: 1200,
  mendMs: 20_000,
  backOffMs: [50, 100],
  idleCheckMs: 200,
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
