import { blockBytes, encryptBlock, encryptCbc } from './block-cipher.ts';
import type { SecretKey } from './secret-key.ts';

/** R_b of SP 800-38B §5.3, the low byte of the reduction polynomial for the block size. */
const reduction = { 8: 0x1b, 16: 0x87 } as const;

/** Doubles in GF(2^b) (SP 800-38B §6.1), without a branch on the secret bit. */
function double(block: Buffer, polynomial: number): Buffer {
  const result = Buffer.alloc(block.length);
  let carry = 0;
  for (let i = block.length - 1; i >= 0; i--) {
    const byte = block[i] ?? 0;
    result[i] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  const last = block.length - 1;
  result[last] = (result[last] ?? 0) ^ (polynomial & -carry);
  return result;
}

/**
 * CMAC of a message, one block long: AES-CMAC (NIST SP 800-38B, RFC 4493) for an AES key, TDES-CMAC (SP 800-38B) for a
 * triple-DES key.
 */
export function cmac(key: SecretKey, message: Uint8Array): Buffer {
  const size = blockBytes(key);
  const l = encryptBlock(key, Buffer.alloc(size));
  const k1 = double(l, reduction[size]);
  const k2 = double(k1, reduction[size]);
  const blocks = Math.max(1, Math.ceil(message.length / size));
  const padded = Buffer.alloc(blocks * size);
  padded.set(message);
  const whole = message.length === blocks * size;
  if (!whole) padded[message.length] = 0x80;
  const subkey = whole ? k1 : k2;
  const lastAt = padded.length - size;
  for (let i = 0; i < size; i++) padded[lastAt + i] = (padded[lastAt + i] ?? 0) ^ (subkey[i] ?? 0);
  const mac = Buffer.from(encryptCbc(key, Buffer.alloc(size), padded).subarray(lastAt));
  // Subkeys are secrets, and the message may hold a key (X9.143 MACs the clear key).
  for (const secret of [l, k1, k2, padded]) secret.fill(0);
  return mac;
}
