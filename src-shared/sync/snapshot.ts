import { z } from 'zod';
import { idSchema } from '../schemas.ts';
import { entityNameSchema, factSchema, fieldsSchema, stampSchema, stampsSchema } from './operation.ts';

export const snapshotQuerySchema = z.object({ after: z.string().max(400).optional() });

/** A record (or its tombstone) or a fact as the server has it. */
export const snapshotRowSchema = z.union([
  z.object({
    entity: entityNameSchema,
    id: idSchema,
    fields: fieldsSchema,
    stamps: stampsSchema,
    deleted: stampSchema.optional(),
  }),
  z.object({ id: idSchema, fact: factSchema }),
]);
export type SnapshotRow = z.infer<typeof snapshotRowSchema>;

/**
 * A chunk of a snapshot. Rows may be newer than `cursor`, never older: who applies all chunks and then pulls from the
 * cursor of the FIRST chunk has the enterprise's state.
 */
export const snapshotChunkSchema = z.object({
  rows: z.array(snapshotRowSchema),
  /** SHA-256 of the rows' JSON (hex); a chunk that was cut or changed is fetched again. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  cursor: z.string(),
  /** Fetches the next chunk; absent in the last. */
  next: z.string().optional(),
  /** About how many rows there are in all. */
  total: z.number().int(),
});
export type SnapshotChunk = z.infer<typeof snapshotChunkSchema>;
