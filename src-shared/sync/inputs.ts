import { z } from 'zod';
import { enrolmentCodeSchema, enrolmentOfferSchema } from '../enterprises/devices.ts';
import { documentKinds, registrationSchema } from '../enterprises/registration.ts';
import { contactAnswerSchema } from '../notices/settings.ts';
import { idSchema } from '../schemas.ts';

const address = z.string().max(300);
const seq = z.number().int().min(1);

/** What the console may ask of sync and of this landing's way to the cloud. */
export const syncInputs = {
  connect: z.strictObject({ address, code: enrolmentCodeSchema }),
  outbox: z.strictObject({
    after: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  entry: z.strictObject({ seq }),
  export: z.strictObject({ format: z.enum(['csv', 'json']) }),
  conflicts: z.strictObject({
    state: z.enum(['open', 'settled']).default('open'),
    limit: z.number().int().min(1).max(500).default(200),
  }),
  settle: z.strictObject({ id: idSchema, choice: z.enum(['winner', 'loser', 'original']) }),
  conflict: z.strictObject({ id: idSchema }),
  offer: enrolmentOfferSchema.refine(({ scope, userId }) => scope !== 'personal' || userId !== null, {
    path: ['userId'],
  }),
  deviceId: z.strictObject({ deviceId: idSchema }),
  /** Id, code and name are those of this landing's enterprise. */
  register: z.strictObject({
    address,
    ...registrationSchema.omit({ enterpriseId: true, code: true, name: true }).shape,
  }),
  changeRegistration: registrationSchema.omit({ enterpriseId: true, code: true, name: true }),
  /** What a newer cloud knows to switch off is carried back to it unread. */
  noticeContact: z.strictObject(contactAnswerSchema.shape),
  documentId: z.strictObject({ documentId: idSchema }),
  /** What is said of a document beside its bytes. */
  document: z.object({ kind: z.enum(documentKinds), name: z.string().trim().min(1).max(200) }),
} as const;
