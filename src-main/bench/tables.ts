import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { BenchOperationState, BenchProblem, CustomerName } from '#shared/bench/collection.ts';
import type { Capture } from '#shared/bench/ops.ts';

/**
 * Operations of this bench. Ticket, certificates and sealed key are there until the MTMS's receipt is, and are blanked
 * then; the receipt stays as the proof.
 */
export const benchOperationTable = sqliteTable(
  'bench_operation',
  {
    /** A ULID: ids grow with time. */
    opId: text('op_id').primaryKey(),
    serial: text('serial').notNull(),
    model: text('model').notNull(),
    state: text('state').$type<BenchOperationState>().notNull(),
    customerCode: text('customer_code').notNull(),
    customerName: text('customer_name').notNull(),
    changesFrom: text('changes_from', { mode: 'json' }).$type<CustomerName>(),
    associationRevision: integer('association_revision').notNull(),
    expected: integer('expected', { mode: 'boolean' }).notNull(),
    batch: text('batch'),
    ahead: integer('ahead', { mode: 'boolean' }).notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** Signed by the MTMS, DER in base64. */
    ticket: text('ticket'),
    /** The KMS's certificate for key transport and its issuer's, DER in base64. */
    kmsCert: text('kms_cert', { mode: 'json' }).$type<string[]>(),
    /** The sealed key, DER in base64. */
    cms: text('cms'),
    kcv: text('kcv'),
    confirmedBy: text('confirmed_by'),
    /** Who that is on this landing (a user's id). The name is for the MTMS, this for telling persons apart. */
    confirmedById: text('confirmed_by_id'),
    /** The port that the terminal was on last, so that its card finds back there. */
    port: text('port'),
    approvedBy: text('approved_by', { mode: 'json' }).$type<NonNullable<Capture['approvedBy']>>(),
    /** The MTMS's signed receipt, DER in base64. */
    receipt: text('receipt'),
    problem: text('problem', { mode: 'json' }).$type<BenchProblem>(),
    tries: integer('tries').notNull(),
    nextTryAt: integer('next_try_at'),
    /** Somebody has seen to its trouble. */
    settledAt: integer('settled_at'),
    createdAt: integer('created_at').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (t) => [
    index('bench_operation_state').on(t.state, t.nextTryAt),
    index('bench_operation_serial').on(t.serial, t.opId),
  ],
);

/** The bench's record: a chain (src-server/audit-chain.ts) that only grows. */
export const benchRecordTable = sqliteTable('bench_record', {
  seq: integer('seq').primaryKey(),
  at: integer('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  /** The terminal it is about, for looking up. */
  serial: text('serial'),
  link: text('link').notNull(),
  hash: text('hash').notNull(),
  signature: text('signature').notNull(),
});

/** People who can approve at this bench: their own key, sealed under their own passphrase. */
export const benchApproverTable = sqliteTable('bench_approver', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Salt, cost, nonce and the sealed Ed25519 key. */
  sealedKey: text('sealed_key', { mode: 'json' }).$type<Record<string, string | number>>().notNull(),
  createdAt: integer('created_at').notNull(),
});

/** How this bench stands with its MTMS: one row, or none. The private keys are among the landing's secrets. */
export const benchEnrolmentTable = sqliteTable('bench_enrolment', {
  id: integer('id').primaryKey(),
  address: text('address').notNull(),
  benchId: text('bench_id').notNull(),
  mtmsId: text('mtms_id').notNull(),
  /** PEM: own certificate and its issuer's; the pinned root; issuing certificates and revocation lists. */
  certificate: text('certificate').notNull(),
  root: text('root').notNull(),
  bundle: text('bundle').notNull(),
  /** UTC milliseconds: when the lists were fetched last, and the certificate renewed last. */
  bundleAt: integer('bundle_at').notNull(),
  renewedAt: integer('renewed_at').notNull(),
  enrolledAt: integer('enrolled_at').notNull(),
});

/** The order that is worked on, as the MTMS last told it. One row, or none. */
export const benchBatchTable = sqliteTable('bench_batch', {
  id: integer('id').primaryKey(),
  batch: text('batch').notNull(),
  view: text('view', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  asOf: integer('as_of').notNull(),
});
