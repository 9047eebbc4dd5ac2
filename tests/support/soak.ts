/**
 * `npm run soak` sets LANDING_SOAK to the minutes each property may take; `npm test` runs the same tests shortly. A
 * failing run prints its seed, and LANDING_SEED plays it again.
 */
const minutes = Number(process.env['LANDING_SOAK'] ?? 0);

/** Whether this is a long run. */
export const isSoak = minutes > 0;

/** Parameters of a property: so many runs in `npm test`, as many as fit into its minutes in a soak. */
export function runs(short: number): { numRuns: number; interruptAfterTimeLimit?: number; seed?: number } {
  const seed = process.env['LANDING_SEED'] === undefined ? {} : { seed: Number(process.env['LANDING_SEED']) };
  if (!isSoak) return { numRuns: short, ...seed };
  return { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000, ...seed };
}

/** How long such a property may take before its test counts as hung, ms. */
export function timeLimit(shortMs: number): number {
  return isSoak ? (minutes + 2) * 60_000 : shortMs;
}
