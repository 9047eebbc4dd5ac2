import { z } from 'zod';

/** What the MTMS's operator sees on the page (docs/bench/mtms.md). It never leaves loopback: KMS addresses are in it. */

const time = z.number().int();
const name = z.string();

/** What a key is made for: AES-256, or double-length triple DES of the older generation. */
export const algorithms = ['aes', 'tdes'] as const;

/** Who is signed in, and the half of the session that a page keeps (the other is a cookie out of its reach). */
export const signedInSchema = z.strictObject({ by: z.string(), key: z.string() });

export const overviewSchema = z.strictObject({
  by: z.string(),
  version: z.string(),
  database: z.enum(['postgres', 'embedded']),
  counts: z.strictObject({
    waiting: z.number(),
    /** Of those that wait, how many failed at least once. */
    stuck: z.number(),
    quarantined: z.number(),
    faults: z.number(),
    certificates: z.number(),
  }),
});
export type Overview = z.infer<typeof overviewSchema>;

const keyStates = ['PENDING', 'ACTIVE', 'RETIRED', 'QUARANTINED', 'DISCARDED'] as const;
export type KeyState = (typeof keyStates)[number];

const listedTerminalSchema = z.strictObject({
  serial: z.string(),
  model: z.string(),
  customerCode: z.string(),
  customerName: name,
  /** Of its latest key; null while it has none. */
  keyState: z.enum(keyStates).nullable(),
  keyAt: time.nullable(),
});
export type ListedTerminal = z.infer<typeof listedTerminalSchema>;
export const terminalListSchema = z.strictObject({
  terminals: z.array(listedTerminalSchema),
  more: z.boolean(),
  /** Of all there are, whatever was searched for. */
  total: z.number(),
});

const deliveryStates = ['QUEUED', 'DELIVERED', 'QUARANTINED', 'DISCARDED'] as const;

const sealedKeySchema = z.strictObject({
  opId: z.string(),
  customerCode: z.string(),
  customerName: name,
  kcv: z.string(),
  algorithm: z.enum(algorithms),
  state: z.enum(keyStates),
  acceptedAt: time,
  acknowledgedAt: time.nullable(),
  retiredAt: time.nullable(),
  /** From the operation; null once that was cleared away. */
  bench: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  changesFrom: z.string().nullable(),
  /** Its latest delivery. */
  delivery: z
    .strictObject({
      state: z.enum(deliveryStates),
      attempts: z.number(),
      dueAt: time,
      code: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
});
export type SealedKey = z.infer<typeof sealedKeySchema>;

export const terminalViewSchema = z.strictObject({
  serial: z.string(),
  model: z.string(),
  algorithm: z.enum(algorithms),
  customerCode: z.string(),
  customerName: name,
  associationRevision: z.number(),
  createdAt: time,
  keys: z.array(sealedKeySchema),
  /** Tickets that came to nothing, or not yet to anything: the newest. */
  tickets: z.array(
    z.strictObject({
      opId: z.string(),
      customerCode: z.string(),
      bench: z.string(),
      state: z.enum(['OPEN', 'EXPIRED', 'VOID']),
      createdAt: time,
      expiresAt: time,
    }),
  ),
});
export type TerminalView = z.infer<typeof terminalViewSchema>;

/** What is wrong with a line of a list of terminals. */
export const listFaults = ['columns', 'serial', 'model', 'customer', 'customer_unknown', 'twice'] as const;
export const importRequestSchema = z.strictObject({
  csv: z.string().max(8_000_000),
  /** Only looks. */
  check: z.boolean(),
});
export const importResultSchema = z.strictObject({
  lines: z.number(),
  /** How many are new: would be added, or were. */
  added: z.number(),
  same: z.number(),
  /** Registered already, with another model or customer: they stay as they are. */
  kept: z.array(z.strictObject({ line: z.number(), serial: z.string(), customerCode: z.string(), model: z.string() })),
  keptCount: z.number(),
  errors: z.array(z.strictObject({ line: z.number(), fault: z.enum(listFaults), value: z.string() })),
  errorCount: z.number(),
  done: z.boolean(),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** A certificate as people are told of it. `code`: why nobody may use it now, a code of the bench. */
const certificateViewSchema = z.strictObject({
  holder: z.string(),
  fingerprint: z.string(),
  notBefore: time,
  notAfter: time,
  code: z.string().nullable(),
  reason: z.string().nullable(),
});
export type CertificateView = z.infer<typeof certificateViewSchema>;

export const checkCertificateSchema = z.strictObject({ certificate: z.string().max(40_000) });
export const checkedCertificateSchema = certificateViewSchema.extend({
  /** The id in the certificate, where it names a KMS. */
  kmsId: z.string().nullable(),
});
export type CheckedCertificate = z.infer<typeof checkedCertificateSchema>;

const customerSchema = z.strictObject({
  code: z.string(),
  name,
  terminals: z.number(),
  route: z
    .strictObject({
      method: z.enum(['https', 'folder']),
      address: z.string(),
      kmsId: z.string(),
      updatedAt: time,
      certificate: certificateViewSchema,
    })
    .nullable(),
});
export type CustomerView = z.infer<typeof customerSchema>;
export const customerListSchema = z.strictObject({ customers: z.array(customerSchema) });

const modelSchema = z.strictObject({ name: z.string(), algorithm: z.enum(algorithms), terminals: z.number() });
export const modelListSchema = z.strictObject({ models: z.array(modelSchema) });
export type ModelView = z.infer<typeof modelSchema>;

const listedBatchSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['production', 'repair']),
  customerCode: z.string(),
  customerName: name,
  createdAt: time,
  terminals: z.number(),
  delivered: z.number(),
  accepted: z.number(),
  quarantined: z.number(),
});
export type ListedBatch = z.infer<typeof listedBatchSchema>;
export const batchListSchema = z.strictObject({ batches: z.array(listedBatchSchema) });

const listedDeliverySchema = z.strictObject({
  number: z.number(),
  opId: z.string(),
  serial: z.string(),
  customerCode: z.string(),
  customerName: name,
  kcv: z.string(),
  keyState: z.enum(keyStates),
  again: z.boolean(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  dueAt: time,
  /** Somebody is at it now. */
  isRunning: z.boolean(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: time,
  endedAt: time.nullable(),
});
export type ListedDelivery = z.infer<typeof listedDeliverySchema>;
export const deliveryListSchema = z.strictObject({ deliveries: z.array(listedDeliverySchema), more: z.boolean() });
export const deliveryScopes = ['waiting', 'quarantine', 'delivered'] as const;
export type DeliveryScope = (typeof deliveryScopes)[number];

export const benchCodeStates = ['waiting', 'locked', 'expired', 'used', 'asked'] as const;
const benchSchema = z.strictObject({
  id: z.string(),
  /** How far its record is known here; null while it was never heard of. */
  seq: z.number().nullable(),
  seenAt: time.nullable(),
  fault: z.string().nullable(),
  faultAt: time.nullable(),
  /** Tickets that it holds and has not used. */
  open: z.number(),
  /** Of its one-time code. `asked`: used, and its certificate is to be issued by hand. */
  code: z.enum(benchCodeStates).nullable(),
  codeExpiresAt: time.nullable(),
  /** Until when the latest certificate that was issued from here is good. */
  certificateUntil: time.nullable(),
  closedAt: time.nullable(),
});
export type BenchView = z.infer<typeof benchSchema>;
export const benchListSchema = z.strictObject({ benches: z.array(benchSchema) });

export const approverStates = ['announced', 'code_expired', 'enrolled', 'disabled'] as const;
const approverSchema = z.strictObject({
  id: z.string(),
  name,
  state: z.enum(approverStates),
  codeExpiresAt: time,
  createdAt: time,
  disabledAt: time.nullable(),
});
export type ApproverView = z.infer<typeof approverSchema>;
export const approverListSchema = z.strictObject({ approvers: z.array(approverSchema) });

const authoritySchema = z.strictObject({
  certificate: certificateViewSchema,
  /** Which role it issues for; null is the root. */
  role: z.enum(['bench', 'mtms', 'kms', 'pos']).nullable(),
  list: z.strictObject({ number: z.string(), thisUpdate: time, nextUpdate: time, revoked: z.number() }).nullable(),
});
export const certificatesViewSchema = z.strictObject({
  own: certificateViewSchema,
  kms: z.array(
    z.strictObject({
      customerCode: z.string(),
      customerName: name,
      kmsId: z.string(),
      certificate: certificateViewSchema,
    }),
  ),
  authorities: z.array(authoritySchema),
});
export type CertificatesView = z.infer<typeof certificatesViewSchema>;
export type AuthorityView = z.infer<typeof authoritySchema>;

const recordEntrySchema = z.strictObject({
  seq: z.number(),
  at: time,
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type RecordEntry = z.infer<typeof recordEntrySchema>;
export const recordListSchema = z.strictObject({ entries: z.array(recordEntrySchema), more: z.boolean() });

/** How far the verification of the record is. */
export const recordCheckSchema = z.strictObject({
  state: z.enum(['never', 'running', 'whole', 'broken', 'failed']),
  checked: z.number(),
  total: z.number(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  /** Where it stood when it was verified, `SEQ:HASH`: to be kept elsewhere. */
  head: z.string().nullable(),
  fault: z
    .strictObject({ seq: z.number(), fault: z.enum(['missing', 'changed', 'signature', 'truncated', 'rewritten']) })
    .nullable(),
});
export type RecordCheck = z.infer<typeof recordCheckSchema>;
