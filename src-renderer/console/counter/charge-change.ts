import { z } from 'zod';
import { chargeKinds } from '#shared/ordering/order.ts';
import { problemOf } from '../api.ts';

const chargeChangeSchema = z.object({
  currency: z.string(),
  before: z.number(),
  after: z.number(),
  changes: z.array(z.object({ kind: z.enum(chargeKinds), before: z.number(), after: z.number() })),
});

/** What a request would change about charges, and what it comes to before and after: minor units. */
export type ChargeChange = z.infer<typeof chargeChangeSchema>;

/** The landing's answer to a request that changes charges; undefined for every other failure. */
export function chargeChangeOf(error: unknown): ChargeChange | undefined {
  const problem = problemOf(error);
  return problem?.code === 'charges_change' ? chargeChangeSchema.safeParse(problem).data : undefined;
}
