import { bigint, bigserial, boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytea } from '#server/database/columns.ts';

/** How a KMS is reached: HTTPS with mutual TLS, or a folder that both sides see. */
export type RouteMethod = 'https' | 'folder';

const ms = (name: string) => bigint(name, { mode: 'number' });
const count = (name: string) => bigint(name, { mode: 'number' });

/** Who keys are made for. */
export const customerTable = pgTable('customer', {
  code: text('code').primaryKey(),
  name: text('name').notNull(),
  createdAt: ms('created_at').notNull(),
});

/** How a customer's KMS is reached, and which certificate keys are sealed for. Nothing of it but that certificate goes to a bench. */
export const kmsRouteTable = pgTable('kms_route', {
  customerCode: text('customer_code')
    .primaryKey()
    .references(() => customerTable.code),
  method: text('method').$type<RouteMethod>().notNull(),
  address: text('address').notNull(),
  /** The id in the KMS's certificates. */
  kmsId: text('kms_id').notNull(),
  certificate: bytea('certificate').notNull(),
  issuer: bytea('issuer').notNull(),
  updatedAt: ms('updated_at').notNull(),
});

/** Every terminal there is, whose it is, and how often that changed. */
export const terminalTable = pgTable(
  'terminal',
  {
    serial: text('serial').primaryKey(),
    model: text('model').notNull(),
    customerCode: text('customer_code')
      .notNull()
      .references(() => customerTable.code),
    associationRevision: integer('association_revision').notNull(),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [index('terminal_customer').on(t.customerCode)],
);

/**
 * Models whose PIN pads make another key than AES-256, on purpose: the older generation. Whatever is not listed here makes
 * AES, so that nobody can pass an old key off for a new one.
 */
export const modelTable = pgTable('model', {
  name: text('name').primaryKey(),
  algorithm: text('algorithm').$type<'aes' | 'tdes'>().notNull(),
  updatedAt: ms('updated_at').notNull(),
});

/** Production and repair orders. */
export const batchTable = pgTable('batch', {
  id: text('id').primaryKey(),
  kind: text('kind').$type<'production' | 'repair'>().notNull(),
  customerCode: text('customer_code')
    .notNull()
    .references(() => customerTable.code),
  createdAt: ms('created_at').notNull(),
});

export const batchTerminalTable = pgTable(
  'batch_terminal',
  {
    batchId: text('batch_id')
      .notNull()
      .references(() => batchTable.id),
    serial: text('serial').notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.serial] })],
);

/** One permission to make a key, and what came of it. */
export const operationTable = pgTable(
  'operation',
  {
    opId: text('op_id').primaryKey(),
    benchId: text('bench_id').notNull(),
    /** SHA-256 over the public key of the bench's certificate: a renewed certificate keeps its key. */
    benchKey: text('bench_key').notNull(),
    requestHash: text('request_hash').notNull(),
    serial: text('serial').notNull(),
    model: text('model').notNull(),
    /** Fingerprint of the certificate the terminal showed; none when the ticket was fetched ahead. */
    posCertificate: text('pos_certificate'),
    batchId: text('batch_id'),
    customerCode: text('customer_code').notNull(),
    /** Whom the terminal belongs to, where this operation is to change it. */
    changesFrom: text('changes_from'),
    associationRevision: integer('association_revision').notNull(),
    nonce: text('nonce').notNull().unique(),
    kmsCertificate: bytea('kms_certificate').notNull(),
    kmsIssuer: bytea('kms_issuer').notNull(),
    ticket: bytea('ticket').notNull(),
    ahead: boolean('ahead').notNull(),
    state: text('state').$type<'OPEN' | 'ACCEPTED' | 'DELIVERED' | 'QUARANTINED' | 'VOID'>().notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    captureHash: text('capture_hash'),
    confirmedBy: text('confirmed_by'),
    approvedBy: text('approved_by'),
    receipt: bytea('receipt'),
    acceptedAt: ms('accepted_at'),
    deliveredAt: ms('delivered_at'),
  },
  (t) => [
    index('operation_serial').on(t.serial, t.createdAt),
    index('operation_open').on(t.benchId, t.state),
    index('operation_ended').on(t.state, t.expiresAt),
    index('operation_batch').on(t.batchId),
  ],
);

/** The sealed keys of a terminal's history (KEY-12). Only the customer's KMS can open them. */
export const sealedKeyTable = pgTable(
  'sealed_key',
  {
    opId: text('op_id').primaryKey(),
    serial: text('serial').notNull(),
    customerCode: text('customer_code').notNull(),
    cms: bytea('cms').notNull(),
    kcv: text('kcv').notNull(),
    header: text('header').notNull(),
    acceptedAt: ms('accepted_at').notNull(),
    /** PENDING until the KMS confirms it; RETIRED once a later one is confirmed; DISCARDED by an operator out of quarantine. */
    state: text('state').$type<'PENDING' | 'ACTIVE' | 'RETIRED' | 'QUARANTINED' | 'DISCARDED'>().notNull(),
    acknowledgedAt: ms('acknowledged_at'),
    retiredAt: ms('retired_at'),
  },
  (t) => [index('sealed_key_serial').on(t.serial, t.acceptedAt)],
);

/** Keys on their way to a KMS; a key that is delivered again has a row of its own. */
export const deliveryTable = pgTable(
  'delivery',
  {
    number: bigserial('number', { mode: 'number' }).primaryKey(),
    opId: text('op_id')
      .notNull()
      .references(() => sealedKeyTable.opId),
    serial: text('serial').notNull(),
    customerCode: text('customer_code').notNull(),
    again: boolean('again').notNull(),
    state: text('state').$type<'QUEUED' | 'DELIVERED' | 'QUARANTINED' | 'DISCARDED'>().notNull(),
    attempts: integer('attempts').notNull(),
    dueAt: ms('due_at').notNull(),
    /** A process that delivers has so long; then another may. */
    leasedUntil: ms('leased_until').notNull(),
    code: text('code'),
    reason: text('reason'),
    createdAt: ms('created_at').notNull(),
    endedAt: ms('ended_at'),
  },
  (t) => [index('delivery_due').on(t.state, t.dueAt), index('delivery_op').on(t.opId)],
);

/** People who approve a change of customer, each with an Ed25519 key of their own. */
export const approverTable = pgTable('approver', {
  id: text('id').primaryKey(),
  /** As the person is known at the bench. */
  name: text('name').notNull(),
  publicKey: bytea('public_key'),
  codeHash: text('code_hash').unique(),
  codeExpiresAt: ms('code_expires_at').notNull(),
  createdAt: ms('created_at').notNull(),
  disabledAt: ms('disabled_at'),
});

/** What the MTMS knows of each bench: how far its record went, and whether it went wrong. */
export const benchTable = pgTable('bench', {
  id: text('id').primaryKey(),
  seq: count('seq').notNull(),
  hash: text('hash').notNull(),
  seenAt: ms('seen_at').notNull(),
  faultAt: ms('fault_at'),
  fault: text('fault'),
});

/** The chain of each bench's record, entry by entry. */
export const benchLinkTable = pgTable(
  'bench_link',
  {
    benchId: text('bench_id').notNull(),
    seq: count('seq').notNull(),
    hash: text('hash').notNull(),
    at: ms('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.benchId, t.seq] })],
);

/** The MTMS's own record: one chain, each entry signed. Nothing in it is ever changed. */
export const recordTable = pgTable('record', {
  seq: count('seq').primaryKey(),
  at: ms('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  /** JSON text as it was hashed. */
  details: text('details').notNull(),
  hash: text('hash').notNull(),
  signature: text('signature').notNull(),
});

/** Where that record ends; whoever appends holds this row. */
export const recordHeadTable = pgTable('record_head', {
  id: integer('id').primaryKey(),
  seq: count('seq').notNull(),
  hash: text('hash').notNull(),
});

/** A bench that was announced, and the one-time code it enrols by. */
export const announcementTable = pgTable('announcement', {
  benchId: text('bench_id').primaryKey(),
  /** The first signs of the code. */
  number: text('number').notNull().unique(),
  /** argon2id of the code's proof. */
  codeHash: text('code_hash').notNull(),
  createdAt: ms('created_at').notNull(),
  expiresAt: ms('expires_at').notNull(),
  /** Wrong tries. */
  tries: integer('tries').notNull(),
  usedAt: ms('used_at'),
  /** The key the code was used for (SHA-256 of its SubjectPublicKeyInfo), and the request with it, DER. */
  keyHash: text('key_hash'),
  request: bytea('request'),
  /** The certificate that it gave. */
  serial: text('serial'),
});

/** Certificates of benches that were issued by request. Serial number and time are fixed before the certificate is made. */
export const benchCertificateTable = pgTable(
  'bench_certificate',
  {
    serial: text('serial').primaryKey(),
    benchId: text('bench_id').notNull(),
    keyHash: text('key_hash').notNull(),
    why: text('why').$type<'code' | 'renewal' | 'hand'>().notNull(),
    at: ms('at').notNull(),
    notAfter: ms('not_after'),
    certificate: bytea('certificate'),
    issuer: bytea('issuer'),
  },
  (t) => [index('bench_certificate_bench').on(t.benchId, t.at)],
);

/** Benches that were shut out: certificates from before then count no more. */
export const closedBenchTable = pgTable('closed_bench', {
  benchId: text('bench_id').primaryKey(),
  at: ms('at').notNull(),
  by: text('by').notNull(),
  why: text('why').notNull(),
});
