import { z } from 'zod';
import { idSchema, typedText } from '../schemas.ts';

export const deviceScopes = ['enterprise', 'personal'] as const;

/** What an administrator decides about a device before it is enrolled. */
export const enrolmentOfferSchema = z.strictObject({
  name: typedText({ min: 1, max: 60 }),
  scope: z.enum(deviceScopes),
  /** Whose it is, when it is personal. */
  userId: idSchema.nullable(),
  /** Entrusted with people and their rights. */
  administers: z.boolean(),
});
export type EnrolmentOffer = z.infer<typeof enrolmentOfferSchema>;

/** Ten signs of Crockford's base 32, shown as two groups; used once. */
export const enrolmentCodeSchema = z
  .string()
  .trim()
  .toUpperCase()
  .transform((code) => code.replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1'))
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{10}$/));

export const enrolmentCodeAnswerSchema = z.object({ code: z.string(), expiresAt: z.number().int() });

/** A landing uses a code, once. */
export const enrolSchema = z.strictObject({
  code: enrolmentCodeSchema,
  device: idSchema,
  landing: typedText({ max: 60 }),
});

/** The device's credential (RFC 6750 bearer token); only its hash stays at the cloud. */
export const enrolAnswerSchema = z.object({
  credential: z.string(),
  enterpriseId: idSchema,
  enterpriseCode: z.string(),
  enterpriseName: z.string(),
  scope: z.enum(deviceScopes),
  administers: z.boolean(),
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;

/** Since when a landing has had no good backup, UTC ms. */
export const lateBackupSchema = z.strictObject({ since: z.number().int().min(0).max(8.64e15) });

/** A device in the list of an enterprise. Times are UTC ms. */
export const deviceSchema = z.object({
  id: idSchema,
  name: z.string(),
  scope: z.enum(deviceScopes),
  userId: idSchema.nullable(),
  administers: z.boolean(),
  /** It runs beside the cloud, by the platform's hand. An older cloud does not say. */
  hosted: z.boolean().default(false),
  enrolledAt: z.number().int(),
  seenAt: z.number().int().nullable(),
  revokedAt: z.number().int().nullable(),
  /** How far it has pulled behind the end of the log, in changes; null when it never pulled. */
  behind: z.number().int().nullable(),
});
export type CloudDevice = z.infer<typeof deviceSchema>;
