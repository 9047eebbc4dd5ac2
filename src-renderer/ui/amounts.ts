import { parseAmount } from '#shared/money.ts';

/** Reads a typed amount that may carry a minus, such as an option that makes a dish cheaper; undefined when unreadable. */
export function parseSignedAmount(text: string, exponent: number): number | undefined {
  const plain = text
    .trim()
    .replace(/^[−－]/, '-')
    .replace(/^\+/, '');
  if (!plain.startsWith('-')) return parseAmount(plain, exponent);
  const amount = parseAmount(plain.slice(1), exponent);
  return amount === undefined ? undefined : 0 - amount;
}
