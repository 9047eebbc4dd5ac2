const perHundred = 10_000;

/** Reads a typed percentage ("6", "8.875", "13 %") into parts per million; undefined when it is not one from 0 to 100. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{0,4}))?\s*[%％]?$/.exec(text.trim());
  if (!match) return undefined;
  const ppm = Number(match[1]) * perHundred + Number((match[2] ?? '').padEnd(4, '0'));
  return ppm <= 100 * perHundred ? ppm : undefined;
}

/** Parts per million as a percentage without the sign, 88_750 → "8.875". */
export function percentText(ppm: number): string {
  return String(ppm / perHundred);
}
