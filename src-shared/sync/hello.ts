import { z } from 'zod';
import { subsystemSwitchesSchema } from '../enterprises/switches.ts';
import { idSchema } from '../schemas.ts';

/** What a device says of itself when it connects. */
export const helloSchema = z.object({
  device: idSchema,
  /** Counts up each time the database was restored or copied, so that numbers of before are not used twice. */
  epoch: z.number().int().min(1),
  protocol: z.number().int().min(1),
  schema: z.number().int().min(1),
  /** Up to where it has pulled; none before the first pull. */
  cursor: z.string().max(200).optional(),
  /**
   * The token of its last answered push; none before the first. Whoever has one sends it: a copy of a database is
   * recognised by it, and what a server that was set back lost.
   */
  continuation: z.string().max(200).optional(),
});
export type Hello = z.infer<typeof helloSchema>;

export const helloAnswerSchema = z.object({
  /** Another one says that this is not the history the device knows. */
  serverEpoch: z.string(),
  /** The server's clock, UTC ms. */
  time: z.number().int(),
  protocol: z.object({ from: z.number().int(), to: z.number().int() }),
  schema: z.object({ from: z.number().int(), to: z.number().int() }),
  limits: z.object({ operations: z.number().int(), bytes: z.number().int(), changes: z.number().int() }),
  /**
   * The device's last number that is safe here, within its epoch. Lower than the device believes, when the server was set
   * back: what is still in the outbox is sent again from there, the rest is restated.
   */
  lastSeq: z.number().int().min(0),
  /** Goes with the next push, in place of the one the device has. */
  continuation: z.string(),
  /** Whether there is something to pull. */
  news: z.boolean(),
  switches: subsystemSwitchesSchema,
});
export type HelloAnswer = z.infer<typeof helloAnswerSchema>;
