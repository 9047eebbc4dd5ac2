import { z } from 'zod';
import { enterpriseCodeSchema } from '../identity/entities.ts';
import { idSchema, typedText } from '../schemas.ts';
import { subsystemSwitchesSchema } from './switches.ts';

/** `asked_again`: the operator needs something more; the merchant adds it and sends it in again. */
export const registrationStates = ['pending', 'approved', 'rejected', 'asked_again'] as const;
export type RegistrationState = (typeof registrationStates)[number];

export const documentKinds = ['business_licence', 'identity', 'food_licence', 'other'] as const;
export const documentTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
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

/** How a registration stands, for the merchant. */
export const registrationStatusSchema = z.object({
  state: z.enum(registrationStates),
  /** The code that the enterprise has at the cloud: another than the wished one where that was taken. */
  code: z.string(),
  registration: registrationSchema,
  documents: z.array(
    z.object({
      id: idSchema,
      kind: z.enum(documentKinds),
      name: z.string(),
      type: z.enum(documentTypes),
      size: z.number().int(),
    }),
  ),
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
