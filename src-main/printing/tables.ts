import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { PrintCause } from '#shared/printing/causes.ts';
import type { PrintDocument } from '#shared/printing/document.ts';
import type { PrinterConnection, PrinterSettings, PrintSettings } from '#shared/printing/entities.ts';
import type { JobKind, JobState, JobSubject } from '#shared/printing/jobs.ts';

export const printerTable = sqliteTable('printer', {
  id: text('id').primaryKey(),
  landing: text('landing').notNull(),
  name: text('name').notNull(),
  connection: text('connection', { mode: 'json' }).$type<PrinterConnection>().notNull(),
  paper: integer('paper').$type<PrinterSettings['paper']>().notNull(),
  stations: text('stations', { mode: 'json' }).$type<string[]>().notNull(),
  receipts: integer('receipts', { mode: 'boolean' }).notNull(),
  copies: integer('copies').notNull(),
  drawer: text('drawer').$type<PrinterSettings['drawer']>().notNull(),
  language: text('language').$type<PrinterSettings['language']>().notNull(),
  codePage: text('code_page').$type<PrinterSettings['codePage']>().notNull(),
  beeper: integer('beeper', { mode: 'boolean' }).notNull(),
  reportsStatus: integer('reports_status', { mode: 'boolean' }).notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  fallbackId: text('fallback_id'),
  position: integer('position').notNull(),
});

export const printSettingsTable = sqliteTable('print_settings', {
  id: text('id').primaryKey(),
  header: text('header').notNull(),
  footer: text('footer').notNull(),
  receiptAt: text('receipt_at').$type<PrintSettings['receiptAt']>().notNull(),
});

/** The queue. Ids grow with time, so a printer's jobs print in the order of their ids. */
export const printJobTable = sqliteTable(
  'print_job',
  {
    id: text('id').primaryKey(),
    printerId: text('printer_id').notNull(),
    kind: text('kind').$type<JobKind>().notNull(),
    /** The fact it follows from; null when a person asked for it. */
    factId: text('fact_id'),
    subject: text('subject', { mode: 'json' }).$type<JobSubject>().notNull(),
    document: text('document', { mode: 'json' }).$type<PrintDocument>().notNull(),
    state: text('state').$type<JobState>().notNull(),
    /** Bytes of it may have left at some time: what is printed from now on is marked as printed again. */
    sent: integer('sent', { mode: 'boolean' }).notNull(),
    attempts: integer('attempts').notNull(),
    cause: text('cause').$type<PrintCause>(),
    createdAt: integer('created_at').notNull(),
    /** When it was asked for last; its time to print by itself counts from here. */
    askedAt: integer('asked_at').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (t) => [
    uniqueIndex('print_job_fact').on(t.factId, t.printerId, t.kind),
    index('print_job_queue').on(t.printerId, t.state, t.id),
    index('print_job_state').on(t.state, t.changedAt),
  ],
);

/** How far this landing has turned facts into jobs. */
export const printCursorTable = sqliteTable('print_cursor', {
  id: text('id').primaryKey(),
  position: integer('position').notNull(),
});
