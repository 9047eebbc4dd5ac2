import { z } from 'zod';
import { hostSchema, serialPathSchema } from '../printing/entities.ts';

/** A line that is not found by itself: a serial-to-Ethernet box, or a port that the system does not list. */
export const benchLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host: hostSchema, port: z.int().min(1).max(65_535) }),
  z.strictObject({ kind: z.literal('serial'), path: serialPathSchema }),
]);
export type BenchLine = z.infer<typeof benchLineSchema>;

/** What the console may ask of the bench. */
export const benchInputs = {
  line: z.strictObject({ line: benchLineSchema }),
  port: z.strictObject({ port: z.string().min(1).max(300) }),
} as const;
