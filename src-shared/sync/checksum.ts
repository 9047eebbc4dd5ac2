import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import type { Fact, Fields, Stamps } from './operation.ts';

/**
 * Checksums by entity: the sum modulo 2⁶⁴ of the first 64 bits of each row's SHA-256, so that it does not depend on
 * their order.
 */
export const checksumsSchema = z.object({
  /** The cursor they are of. */
  cursor: z.string(),
  entities: z.record(z.string(), z.object({ rows: z.number().int(), sum: z.string().regex(/^[0-9a-f]{16}$/) })),
});
export type Checksums = z.infer<typeof checksumsSchema>;

/** The text of a record that both sides hash: its values, and the stamp of each. A deleted record is not summed. */
export function checksumText(entity: string, id: string, fields: Fields, stamps: Stamps): string {
  const rest = stamps['*'] ?? '';
  const ofEach: Record<string, string> = {};
  for (const name of Object.keys(fields)) ofEach[name] = (Object.hasOwn(stamps, name) ? stamps[name] : rest) ?? rest;
  return canonicalJson([entity, id, fields, ofEach]);
}

/** The text of a fact that both sides hash. */
export function factChecksumText(id: string, fact: Fact): string {
  return canonicalJson(['event', id, fact.streamId, fact.seq, fact.type, fact.data]);
}
