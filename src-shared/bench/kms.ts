import { z } from 'zod';
import { nonceSchema, opIdSchema, serialSchema } from './statements.ts';

/** A key check value as exchanged: five bytes (AES) or three (triple DES), lower-case hexadecimal. */
export const kcvSchema = z.string().regex(/^([0-9a-f]{6}|[0-9a-f]{10})$/);
/** DER in base64; a key message is far below this. */
const derSchema = z.base64().min(4).max(48_000);

/** What the MTMS brings to a KMS, over HTTPS or as a file: a terminal's sealed transmission key. */
export const deliverySchema = z.strictObject({ opId: opIdSchema, cms: derSchema });

/**
 * What the KMS says to a delivery (statement `kmsAnswer`): the check value it computed itself from the key it opened.
 * The same operation gets the same values however often it is delivered.
 */
export const kmsAnswerSchema = z.object({
  opId: opIdSchema,
  serial: serialSchema,
  kcv: kcvSchema,
  /** When the key was first received, UTC milliseconds. */
  receivedAt: z.int(),
});
export type KmsAnswer = z.infer<typeof kmsAnswerSchema>;

/** A signed statement of the KMS, DER in base64. */
export const kmsStatementSchema = z.object({ statement: derSchema });

/** What a terminal asks for its master key with, over its own connection. */
export const masterKeyRequestSchema = z.strictObject({
  serial: serialSchema,
  nonce: nonceSchema,
  /**
   * Check values of the transmission keys the terminal holds. The KMS takes its newest key among them; without this, its
   * newest key of the terminal.
   */
  transmissionKeys: z.array(kcvSchema).min(1).max(8).optional(),
});
export type MasterKeyRequest = z.infer<typeof masterKeyRequestSchema>;

/** The terminal's word that it holds the master key it got for that nonce, with the check value it computed itself. */
export const acknowledgementSchema = z.strictObject({ serial: serialSchema, nonce: nonceSchema, kcv: kcvSchema });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

export const acknowledgedSchema = z.object({ serial: serialSchema, kcv: kcvSchema });
