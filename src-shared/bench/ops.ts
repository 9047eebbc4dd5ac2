import { z } from 'zod';
import { auditHeadSchema } from './audit.ts';
import { kcvSchema } from './kms.ts';
import { nonceSchema, opIdSchema, serialSchema } from './statements.ts';
import {
  approverIdSchema,
  base64Schema,
  batchIdSchema,
  certificateSchema,
  customerCodeSchema,
  messageSchema,
  modelSchema,
  personSchema,
  timeSchema,
} from './wire.ts';

/** A ticket is good for so long when the terminal is at hand, and at most for so long when it was fetched ahead. */
export const ticketMs = 10 * 60_000;
export const maxAheadHours = 72;
/** Tickets fetched ahead in one call. */
export const maxAhead = 200;

/** POST /v1/ops: a terminal is at the bench. */
export const openOperationSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  model: modelSchema,
  /** The terminal's certificate. */
  posCert: certificateSchema,
  /** The production or repair order at work; its customer is the one that is expected. */
  batch: batchIdSchema.optional(),
  auditHead: auditHeadSchema,
});
export type OpenOperation = z.infer<typeof openOperationSchema>;

/** What the bench needs for one operation. */
export const operationTicketSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  customerCode: customerCodeSchema,
  customerName: z.string(),
  associationRevision: z.number().int().min(1),
  nonce: nonceSchema,
  /** The KMS's certificate for key transport, then its issuer's. */
  kmsCert: z.array(certificateSchema).min(1).max(3),
  ticket: messageSchema,
  expiresAt: timeSchema,
  /** The customer the terminal belongs to now, where this operation is to change it. */
  changesFrom: z.strictObject({ customerCode: customerCodeSchema, customerName: z.string() }).optional(),
  /** Whether customer and serial number are those of the batch; one key press is enough then. */
  expected: z.boolean(),
});
export type OperationTicket = z.infer<typeof operationTicketSchema>;

/** POST /v1/ops/{opId}/customer: another customer was confirmed; the operation in the path is void from then on. */
export const changeCustomerSchema = z.strictObject({
  /** The new operation. */
  opId: opIdSchema,
  customerCode: customerCodeSchema,
  confirmedBy: personSchema,
  auditHead: auditHeadSchema,
});
export type ChangeCustomer = z.infer<typeof changeCustomerSchema>;

/** POST /v1/tickets: for work without a network. */
export const fetchAheadSchema = z.strictObject({
  operations: z
    .array(z.strictObject({ opId: opIdSchema, serial: serialSchema }))
    .min(1)
    .max(maxAhead),
  hours: z.number().int().min(1).max(maxAheadHours),
  batch: batchIdSchema.optional(),
  auditHead: auditHeadSchema,
});
export type FetchAhead = z.infer<typeof fetchAheadSchema>;
/** Serial numbers that are not known are left out of the tickets, and named. */
export const aheadSchema = z.strictObject({
  tickets: z.array(operationTicketSchema),
  refused: z.array(z.strictObject({ opId: opIdSchema, code: z.string() })),
});

/** The second person's approval. */
export const approvedBySchema = z.strictObject({
  approver: approverIdSchema,
  at: timeSchema,
  /** Ed25519 over `approvalText`. */
  signature: base64Schema(64),
});

/** POST /v1/ops/{opId}/tk: the key that was captured. */
export const captureSchema = z.strictObject({
  cms: messageSchema,
  kcv: kcvSchema,
  customerCode: customerCodeSchema,
  associationRevision: z.number().int().min(1),
  confirmedBy: personSchema,
  approvedBy: approvedBySchema.optional(),
  auditHead: auditHeadSchema,
});
export type Capture = z.infer<typeof captureSchema>;

/** The signed receipt (statements.ts, `receiptSchema`), and what it says in plain words. */
export const receivedSchema = z.strictObject({
  opId: opIdSchema,
  receipt: messageSchema,
  state: z.literal('ACCEPTED'),
});
export type Received = z.infer<typeof receivedSchema>;

/**
 * Where an operation is, as the MTMS sees it. At the bench it is CAPTURED and QUEUED while it is OPEN here. VOID: another
 * customer was confirmed in its place.
 */
export const operationStates = ['OPEN', 'ACCEPTED', 'DELIVERED', 'EXPIRED', 'QUARANTINED', 'VOID'] as const;

export const operationViewSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  customerCode: customerCodeSchema,
  state: z.enum(operationStates),
  /** Why it is not delivered: E_KMS_PENDING, E_KCV …; never where the KMS is. */
  code: z.string().optional(),
  expiresAt: timeSchema,
  acceptedAt: timeSchema.optional(),
  deliveredAt: timeSchema.optional(),
});
export type OperationView = z.infer<typeof operationViewSchema>;

/** POST /v1/ops/states: several at once, for the bench's queue. */
export const askStatesSchema = z.strictObject({ opIds: z.array(opIdSchema).min(1).max(500) });
export const statesSchema = z.strictObject({ operations: z.array(operationViewSchema) });

export const customerViewSchema = z.strictObject({ customerCode: customerCodeSchema, customerName: z.string() });

/** GET /v1/batches/{batch}. */
export const batchViewSchema = z.strictObject({
  batch: batchIdSchema,
  kind: z.enum(['production', 'repair']),
  customerCode: customerCodeSchema,
  customerName: z.string(),
  terminals: z.array(z.strictObject({ serial: serialSchema, state: z.enum(operationStates).or(z.literal('WAITING')) })),
});
export type BatchView = z.infer<typeof batchViewSchema>;

/** POST /v1/record: entries of the bench's record that no other call took along. */
export const followRecordSchema = z.strictObject({ auditHead: auditHeadSchema });
/** Up to where the MTMS knows the record. */
export const followedSchema = z.strictObject({ seq: z.number().int().min(0) });

/** POST /v1/approvers: a person takes the credential that the operator announced, by a one-time code. */
export const enrolApproverSchema = z.strictObject({
  code: z.string().min(8).max(64),
  /** Ed25519, the 32 bytes of RFC 8032. */
  publicKey: base64Schema(32),
});
export const enrolledApproverSchema = z.strictObject({ approver: z.string(), name: z.string() });
