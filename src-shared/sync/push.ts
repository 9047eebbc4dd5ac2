import { z } from 'zod';
import { idSchema } from '../schemas.ts';
import { operationSchema } from './operation.ts';

export const pushSchema = z.object({
  device: idSchema,
  epoch: z.number().int().min(1),
  schema: z.number().int().min(1),
  firstSeq: z.number().int().min(1),
  continuation: z.string().max(200),
  ops: z.array(operationSchema).max(500),
  /** The last transaction goes on in the next push; the server applies it when it is whole. */
  open: z.boolean(),
});
export type Push = z.infer<typeof pushSchema>;

/** Why an operation will never be taken; a sentence for each is in the error catalogue. */
export const rejectionCodes = [
  'sync_invalid',
  'sync_forbidden',
  'sync_unknown_entity',
  'sync_row_missing',
  'sync_not_home',
  'sync_stream_taken',
] as const;

/**
 * What became of an operation. `accepted`: it stands as it was sent. `merged`: a part of it lost against a later write,
 * and both values are in the conflicts. `rejected`: it never will be taken, for the reason in `code`. `later`: send it
 * again. `waiting`: its transaction is not whole yet. Operations that are not named were accepted.
 */
export const outcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ seq: z.number().int(), outcome: z.literal('merged') }),
  z.object({ seq: z.number().int(), outcome: z.literal('rejected'), code: z.enum(rejectionCodes) }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const pushAnswerSchema = z.object({
  /** Everything up to here is safe at the server. */
  lastSeq: z.number().int().min(0),
  continuation: z.string(),
  outcomes: z.array(outcomeSchema),
  /** Stamps that were too far ahead, and what they became. */
  clamped: z.record(z.string(), z.string()).optional(),
});
export type PushAnswer = z.infer<typeof pushAnswerSchema>;
