import { z } from 'zod';

/** A refusal as it goes on to who asked (RFC 9457), in the language that was asked for. */
export const relayProblemSchema = z.looseObject({
  status: z.number().int().min(400).max(599),
  code: z.string().min(1).max(60),
  title: z.string().max(500),
  detail: z.string().max(2_000),
});
export type RelayProblem = z.infer<typeof relayProblemSchema>;
