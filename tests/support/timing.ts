/** The sample below which a share of them lies (0.5: the middle). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}

/** The middle of some samples. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** How long each kind of call takes, in ms: called in turn, in a changing order, so that load on the machine meets all alike. */
export async function interleaved(
  calls: Readonly<Record<string, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<string, number[]>> {
  const names = Object.keys(calls);
  const samples: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] ?? '';
      const began = performance.now();
      await calls[name]?.();
      samples[name]?.push(performance.now() - began);
    }
  }
  return samples;
}
