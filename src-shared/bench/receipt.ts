import { z } from 'zod';
import { kcvSchema } from './kms.ts';
import { opIdSchema, serialSchema } from './statements.ts';
import { approverIdSchema, customerCodeSchema, personSchema, sha256Schema, timeSchema } from './wire.ts';

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
  approver: approverIdSchema,
  at: timeSchema,
});
export type Approval = z.infer<typeof approvalSchema>;
