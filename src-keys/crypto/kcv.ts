import { timingSafeEqual } from 'node:crypto';
import { encryptBlock } from './block-cipher.ts';
import { cmac } from './cmac.ts';
import type { SecretKey } from './secret-key.ts';

/**
 * The key check value as it is exchanged. AES: the first 5 bytes of CMAC over 16 zero bytes (ANSI X9.24-1:2017 annex A).
 * Triple DES: the first 3 bytes of 8 encrypted zero bytes, the legacy method of the same annex.
 */
export function keyCheckValue(key: SecretKey): Buffer {
  return key.algorithm === 'aes'
    ? cmac(key, Buffer.alloc(16)).subarray(0, 5)
    : encryptBlock(key, Buffer.alloc(8)).subarray(0, 3);
}

/** How many bytes a key check value of that algorithm has. */
export const kcvBytes = (algorithm: SecretKey['algorithm']): 3 | 5 => (algorithm === 'aes' ? 5 : 3);

/** The part of a check value that people are shown: three bytes, six upper-case hexadecimal digits. */
export const shownKcv = (kcv: Uint8Array): string => Buffer.from(kcv.subarray(0, 3)).toString('hex').toUpperCase();

/** Whether two check values are the same, whole, in constant time. */
export function sameKcv(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.length >= 3 && timingSafeEqual(one, other);
}
