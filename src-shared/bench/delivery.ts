import { z } from 'zod';
import { customerCodeSchema, messageSchema, modelSchema, opIdSchema, serialSchema } from './wire.ts';

/** What the MTMS brings to a KMS, by POST /v1/keys or as a file; the same operation may be brought again. */
export const keyDeliverySchema = z.strictObject({
  opId: opIdSchema,
  serial: serialSchema,
  model: modelSchema,
  customerCode: customerCodeSchema,
  cms: messageSchema,
});
export type KeyDelivery = z.infer<typeof keyDeliverySchema>;

/** What the KMS gives back: its signed answer (statements.ts, `kmsAnswerSchema`). */
export const keyDeliveredSchema = z.strictObject({ answer: messageSchema });
export type KeyDelivered = z.infer<typeof keyDeliveredSchema>;
