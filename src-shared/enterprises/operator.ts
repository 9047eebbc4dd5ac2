import { z } from 'zod';
import { enterpriseCodeSchema, usernameSchema } from '../identity/entities.ts';
import { idSchema, typedText } from '../schemas.ts';
import { deviceSchema } from './devices.ts';
import { decisionSchema, documentSchema, registrationSchema, registrationStates } from './registration.ts';
import { subsystemSwitchesSchema } from './switches.ts';

/** What the operator's console sends and is answered. Times are UTC ms. */

const secret = z.string().min(1).max(256);
const time = z.number().int();

export const operatorSignInSchema = z.strictObject({ name: z.string().min(1).max(100), password: secret });
export const operatorPasswordSchema = z.strictObject({ currentPassword: secret, newPassword: secret });
export const operatorNameSchema = usernameSchema;
export const operatorSchema = z.object({ id: idSchema, name: z.string() });
export type Operator = z.infer<typeof operatorSchema>;

/** The queues of registrations; what was never sent in is in none of them. */
export const queueStates = ['pending', 'asked_again', 'rejected', 'approved'] as const;
export const queueQuerySchema = z.strictObject({
  state: z.enum(queueStates).default('pending'),
  search: typedText({ max: 80 }).default(''),
});

export const queueEntrySchema = z.object({
  enterpriseId: idSchema,
  name: z.string(),
  code: z.string(),
  country: z.string(),
  state: z.enum(registrationStates),
  submittedAt: time,
  /** Decided before and sent in again. */
  again: z.boolean(),
  documents: z.number().int(),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

export const queueSchema = z.object({
  entries: z.array(queueEntrySchema),
  /** There are more than are listed. */
  more: z.boolean(),
  counts: z.record(z.enum(queueStates), z.number().int()),
});
export type Queue = z.infer<typeof queueSchema>;

export const auditedRegistrationSchema = z.object({
  registration: registrationSchema,
  code: z.string(),
  state: z.enum(registrationStates),
  submittedAt: time,
  /** Grows with every change; a decision names the one it was taken on. */
  revision: z.number().int(),
  documents: z.array(documentSchema),
  decisions: z.array(decisionSchema),
});
export type AuditedRegistration = z.infer<typeof auditedRegistrationSchema>;

export const decideSchema = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('approved'), revision: z.number().int() }),
  z.strictObject({
    decision: z.enum(['rejected', 'asked_again']),
    reason: typedText({ min: 1, max: 1000 }),
    revision: z.number().int(),
  }),
]);
export type Decide = z.infer<typeof decideSchema>;

export const enterpriseQuerySchema = z.strictObject({
  search: typedText({ max: 80 }).default(''),
  state: z.enum(['all', 'active', 'suspended']).default('all'),
});
export const listedEnterpriseSchema = z.object({
  enterpriseId: idSchema,
  code: z.string(),
  name: z.string(),
  state: z.enum(['active', 'suspended']),
  devices: z.number().int(),
  seenAt: time.nullable(),
  createdAt: time,
  switches: subsystemSwitchesSchema,
});
export type ListedEnterprise = z.infer<typeof listedEnterpriseSchema>;
export const enterpriseListSchema = z.object({
  enterprises: z.array(listedEnterpriseSchema),
  more: z.boolean(),
  total: z.number().int(),
});
export const enterpriseDetailSchema = listedEnterpriseSchema.extend({ list: z.array(deviceSchema) });
export type EnterpriseDetail = z.infer<typeof enterpriseDetailSchema>;

/** What an operator changes of an enterprise; a switch that is not named stays as it is. */
export const enterpriseChangeSchema = z.strictObject({
  state: z.enum(['active', 'suspended']).optional(),
  code: enterpriseCodeSchema.optional(),
  switches: subsystemSwitchesSchema.optional(),
});
export type EnterpriseChange = z.infer<typeof enterpriseChangeSchema>;

/** A code for an enterprise's device. A hosted one administers only where that is wished, every other does. */
export const makeCodeSchema = z.strictObject({
  name: typedText({ min: 1, max: 60 }),
  hosted: z.boolean().optional(),
  administers: z.boolean().optional(),
});

export const deviceQuerySchema = z.strictObject({ search: typedText({ max: 80 }).default('') });
export const listedDeviceSchema = deviceSchema.omit({ behind: true }).extend({
  enterpriseId: idSchema,
  enterpriseName: z.string(),
});
export type ListedDevice = z.infer<typeof listedDeviceSchema>;
export const deviceListSchema = z.object({
  devices: z.array(listedDeviceSchema),
  more: z.boolean(),
  total: z.number().int(),
});

export const platformHealthSchema = z.object({
  now: time,
  processes: z.array(
    z.object({
      id: idSchema,
      host: z.string(),
      pid: z.number().int(),
      version: z.string(),
      startedAt: time,
      seenAt: time,
      /** Whether it gave a sign of life lately. */
      alive: z.boolean(),
      /** The one that answers this request. */
      own: z.boolean(),
    }),
  ),
  database: z.object({
    kind: z.enum(['postgres', 'embedded']),
    version: z.string(),
    migration: z.string(),
    /** Bytes on disk. */
    size: z.number().int(),
    /** How long a small query takes, in ms. */
    answerMs: z.number(),
  }),
  enterprises: z.object({ active: z.number().int(), suspended: z.number().int() }),
  devices: z.object({ connected: z.number().int(), quiet: z.number().int(), revoked: z.number().int() }),
  registrations: z.object({ waiting: z.number().int(), oldest: time.nullable() }),
});
export type PlatformHealth = z.infer<typeof platformHealthSchema>;

/** What an operator, or the program itself, did to the platform. */
export const auditActions = [
  'operator.signed_in',
  'operator.locked_out',
  'operator.password_changed',
  'operator.added',
  'operator.disabled',
  'operator.reset',
  'registration.approved',
  'registration.rejected',
  'registration.asked_again',
  'registration.document_read',
  'registration.documents_removed',
  'enterprise.suspended',
  'enterprise.resumed',
  'enterprise.renamed',
  'enterprise.switched',
  'enterprise.code_made',
  'enterprise.exported',
  'enterprise.erased',
  'device.revoked',
  'notices.changed',
  'notices.contact',
  'notices.tested',
  'notices.retried',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditEntrySchema = z.object({
  id: idSchema,
  at: time,
  /** The account's name, or empty for the command line. */
  by: z.string(),
  action: z.enum(auditActions),
  subjectId: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditQuerySchema = z.strictObject({
  before: idSchema.optional(),
  /** With what was only looked at: documents opened, sign-ins. */
  all: z.stringbool().default(false),
  search: typedText({ max: 80 }).default(''),
});
export const auditListSchema = z.object({ entries: z.array(auditEntrySchema), more: z.boolean() });
