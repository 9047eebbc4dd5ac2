import { z } from 'zod';
import {
  base64Schema,
  customerCodeSchema,
  kcvSchema,
  opIdSchema,
  personSchema,
  serialSchema,
  sha256Schema,
  timeSchema,
} from './wire.ts';

/**
 * What the MTMS permits a terminal: to make one key, for this one KMS. Signed as CMS SignedData whose content is this
 * value as canonical JSON (RFC 8785) under the content type "ticket". The terminal checks signature, chain and role,
 * its own serial number, the time, and that the KMS certificate it was given has this hash.
 */
export const ticketSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  /** 16 bytes that come back as the key message's randomNonce. */
  nonce: base64Schema(32),
  /** SHA-256 over the DER of the KMS's certificate for key transport. */
  kmsCertificate: sha256Schema,
  expiresAt: timeSchema,
});
export type Ticket = z.infer<typeof ticketSchema>;

/** What the MTMS has received and stored: the bench's proof. Signed like a ticket, content type "receipt". */
export const receiptSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  customerCode: customerCodeSchema,
  /** The terminal's association after this operation. */
  associationRevision: z.number().int().min(1),
  kcv: kcvSchema,
  /** SHA-256 over the DER of the key message. */
  cms: sha256Schema,
  bench: z.string(),
  confirmedBy: personSchema,
  approvedBy: z.string().optional(),
  acceptedAt: timeSchema,
  /** Where the MTMS's own record stood before it: who keeps receipts can tell when its tail is cut off. */
  record: z.strictObject({ seq: z.number().int().min(0), hash: sha256Schema }),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What a second person signs. */
export const approvalSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  /** Codes of the customer the terminal belongs to, and of the one it shall belong to. */
  from: customerCodeSchema,
  to: customerCodeSchema,
  approver: z.string().min(1).max(64),
  at: timeSchema,
});
export type Approval = z.infer<typeof approvalSchema>;

/** What a KMS answers: the check value of the key it found in the message. Content type "kmsAnswer". */
export const kmsAnswerSchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  cms: sha256Schema,
  kcv: kcvSchema,
  at: timeSchema,
});
export type KmsAnswer = z.infer<typeof kmsAnswerSchema>;
