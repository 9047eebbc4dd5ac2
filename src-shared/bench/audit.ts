import { z } from 'zod';
import { sha256Schema } from './wire.ts';

/** Links that go along with one call at most; a record that is further behind is sent in several. */
export const maxLinks = 1_000;

/**
 * Where a record stands: how many entries it has, and the hash of its chain. `links` are the hashes of its last entries,
 * so that whoever knows the record up to before them can follow, and sees that nothing before them was changed.
 */
export const auditHeadSchema = z
  .strictObject({
    seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    hash: sha256Schema,
    links: z.array(sha256Schema).max(maxLinks).default([]),
  })
  .refine(({ seq, links }) => links.length <= seq, 'more links than entries');
export type AuditHead = z.infer<typeof auditHeadSchema>;
