import { hash } from 'node:crypto';

/** What things add to the sums of their entity: how many they are, their checksums modulo 2⁶⁴, their size in bytes. */
export interface Weight {
  readonly rows: number;
  readonly sum: bigint;
  readonly bytes: number;
}

export const noWeight: Weight = { rows: 0, sum: 0n, bytes: 0 };

const utf8Width = 3;
/** Where texts become bytes, once for their hash and their size. */
let sheet = Buffer.allocUnsafe(16 * 1024);

/** What one thing weighs by the text that both sides hash: the first 64 bits of its SHA-256. */
export function weightOfText(text: string): Weight {
  const room = text.length * utf8Width;
  if (room > sheet.length) sheet = Buffer.allocUnsafe(room);
  const bytes = sheet.write(text);
  const digest = hash('sha256', sheet.subarray(0, bytes), 'hex');
  return { rows: 1, sum: BigInt(`0x${digest.slice(0, 16)}`), bytes };
}
