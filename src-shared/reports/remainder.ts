/**
 * Shares an amount by weights without losing a minor unit (Hamilton's method of the largest remainder): everybody gets
 * the whole part of their share, and what is left goes one by one to the largest remainders, the earlier first where
 * they are equal. Weights are not negative; with `amount` at most their sum nobody gets more than their weight.
 */
export function largestRemainder(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight);
    return { index, share: Number(product / whole), remainder: product % whole };
  });
  let left = amount - parts.reduce((sum, { share }) => sum + share, 0);
  for (const part of parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )) {
    if (left === 0) break;
    part.share += 1;
    left -= 1;
  }
  return parts.map(({ share }) => share);
}
