import { z } from 'zod';
import { idSchema } from '../schemas.ts';

const count = z.number().int().min(0);

/** How an enterprise's sync stands, for the merchant's monitoring page. Times are UTC ms, days are days since 1970 (UTC). */
export const standingSchema = z.object({
  devices: z.array(
    z.object({
      device: idSchema,
      epoch: count,
      /** Last push, or pull of something new. */
      seenAt: z.number().int(),
      /** When it last asked for changes; null when it never did. */
      pulledAt: z.number().int().nullable(),
      /** Places of the log that it has not asked beyond. */
      behind: count,
    }),
  ),
  /** By day and device, kept for 90 days. Bytes are those of the messages: pushed as they came, pulled unpacked. */
  traffic: z.array(
    z.object({
      day: count,
      device: idSchema,
      pushes: count,
      operations: count,
      pushedBytes: count,
      pulls: count,
      changes: count,
      pulledBytes: count,
      conflicts: count,
    }),
  ),
  /** By entity; facts are `event`. */
  storage: z.array(z.object({ entity: z.string(), rows: count, bytes: count })),
  blobs: z.object({ files: count, bytes: count }),
  openConflicts: count,
});
export type Standing = z.infer<typeof standingSchema>;
