import { z } from 'zod';
import { changeSchema } from './operation.ts';

export const pullQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(2_000),
  /**
   * Of this epoch of the device, the number up to which it was told that everything is safe. A server that has less of it
   * was set back: its log goes on without what the device sent, and must not pass for newer than that. Left out by
   * programs that do not know it.
   */
  epoch: z.coerce.number().int().min(1).optional(),
  acknowledged: z.coerce.number().int().min(0).optional(),
});
export type PullQuery = z.infer<typeof pullQuerySchema>;

export const pullAnswerSchema = z.object({
  changes: z.array(changeSchema),
  /** Kept by the device in the transaction that applies the changes. */
  cursor: z.string(),
  /** There is more at once. */
  more: z.boolean(),
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;

/** Why a cursor leads nowhere (410): what it stood for was tidied away, or the server was set back. */
export const goneReasons = ['compacted', 'set_back'] as const;
export type GoneReason = (typeof goneReasons)[number];
