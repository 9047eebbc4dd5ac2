import { z } from 'zod';

/** An operation: a ULID. */
export const opIdSchema = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
/** A terminal's serial number, as it stands in its certificate and on its back. */
export const serialSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** 16 to 32 random bytes, lower-case hexadecimal. */
export const nonceSchema = z.string().regex(/^([0-9a-f]{2}){16,32}$/);

/**
 * What the MTMS signs (statement `ticket`) so that a terminal makes a key: for this operation, this terminal and this
 * recipient only. Members beyond these are for others and no business of the terminal.
 */
export const ticketSchema = z.object({
  opId: opIdSchema,
  serial: serialSchema,
  nonce: nonceSchema,
  /** SHA-256 of the recipient's key-transport certificate (DER), lower-case hexadecimal. */
  kmsCertificate: z.string().regex(/^[0-9a-f]{64}$/),
  /** UTC milliseconds. */
  expiresAt: z.int(),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** What the KMS signs (statement `masterKey`) when a terminal asks for its master key with a nonce of its own. */
export const masterKeyStatementSchema = z.object({
  serial: serialSchema,
  nonce: nonceSchema,
  /** The master key under the transmission key: an ANSI X9.143 key block, version D, or B for the legacy family. */
  keyBlock: z.string().min(16).max(1_024),
});
