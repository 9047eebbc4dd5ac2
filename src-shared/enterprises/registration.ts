import { z } from 'zod';
import { enterpriseCodeSchema } from '../identity/entities.ts';
import { idSchema, typedText } from '../schemas.ts';
import { subsystemSwitchesSchema } from './switches.ts';

/** `asked_again`: the operator needs something more; the merchant adds it and sends it in again. */
export const registrationStates = ['pending', 'approved', 'rejected', 'asked_again'] as const;
export type RegistrationState = (typeof registrationStates)[number];

/** The token a merchant follows and completes its registration with (RFC 6750 bearer token); only its hash stays. */
export const registrationTokenSchema = z.object({ token: z.string() });

export const documentKinds = ['business_licence', 'identity', 'food_licence', 'other'] as const;
export const documentTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type DocumentKind = (typeof documentKinds)[number];
export type DocumentType = (typeof documentTypes)[number];
export const documentLimit = { count: 10, bytes: 10 * 1024 * 1024 } as const;

/** What a merchant sends to register. The id is the one the enterprise has on its landing. */
export const registrationSchema = z.strictObject({
  enterpriseId: idSchema,
  code: enterpriseCodeSchema,
  name: typedText({ min: 1, max: 80 }),
  contactName: typedText({ min: 1, max: 60 }),
  contactPhone: typedText({ min: 3, max: 40 }),
  contactEmail: z.union([z.literal(''), z.email().max(200)]),
  country: z.string().regex(/^[A-Z]{2}$/),
  note: typedText({ max: 1000 }),
});
export type Registration = z.infer<typeof registrationSchema>;

/** A decision of the operator, kept for good. */
export const decisionSchema = z.object({
  at: z.number().int(),
  by: z.string(),
  decision: z.enum(['approved', 'rejected', 'asked_again']),
  reason: z.string(),
});

/** A document as it is listed. `size` in bytes. */
export const documentSchema = z.object({
  id: idSchema,
  kind: z.enum(documentKinds),
  name: z.string(),
  type: z.enum(documentTypes),
  size: z.number().int(),
});
export type RegistrationDocument = z.infer<typeof documentSchema>;

/** What says what a document is, beside its bytes: the name is percent-encoded UTF-8. */
export const documentHeadersSchema = z.object({
  'x-kind': z.enum(documentKinds),
  'x-name': z.string().min(1).max(1200),
});

/** The first device of an approved enterprise. */
export const registrationEnrolSchema = z.strictObject({ device: idSchema, landing: typedText({ max: 60 }) });

/** How a registration stands, for the merchant. */
export const registrationStatusSchema = z.object({
  state: z.enum(registrationStates),
  /** When it was last sent in; null while the merchant has not sent it yet, and may change everything. */
  submittedAt: z.number().int().nullable(),
  /** The code that the enterprise has at the cloud: another than the wished one where that was taken. */
  code: z.string(),
  registration: registrationSchema,
  documents: z.array(documentSchema),
  decisions: z.array(decisionSchema),
});
export type RegistrationStatus = z.infer<typeof registrationStatusSchema>;

/** What the cloud says of an enterprise to its devices. */
export const enterpriseStateSchema = z.object({
  id: idSchema,
  code: z.string(),
  name: z.string(),
  state: z.enum(['active', 'suspended']),
  switches: subsystemSwitchesSchema,
});
export type EnterpriseState = z.infer<typeof enterpriseStateSchema>;
