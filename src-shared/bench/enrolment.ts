import { z } from 'zod';
import { base64Schema, certificateSchema, sha256Schema } from './wire.ts';

/** The id in a bench's certificate. */
export const benchIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** A certificate request (PKCS #10), DER in base64. Only its key counts. */
const certificateRequestSchema = base64Schema(4_096);

/** POST /v1/enrolments, by a client that has no certificate yet. */
export const enrolSchema = z.strictObject({
  /** The first four signs of the code: which announcement it is. */
  number: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}$/),
  /** `proofOf` the code. */
  proof: sha256Schema,
  certificateRequest: certificateRequestSchema,
});
export type Enrol = z.infer<typeof enrolSchema>;

/** POST /v1/renewals, by a bench with its own certificate. */
export const renewSchema = z.strictObject({ certificateRequest: certificateRequestSchema });
export type Renew = z.infer<typeof renewSchema>;

/** A bench's certificate, then that of its issuer; and what it verifies the MTMS with. */
export const enrolledSchema = z.strictObject({
  bench: benchIdSchema,
  mtms: z.string(),
  certificates: z.array(certificateSchema).length(2),
  root: certificateSchema,
  /** As GET /v1/trust gives it. */
  trust: z.string().max(1_000_000),
});
export type Enrolled = z.infer<typeof enrolledSchema>;
