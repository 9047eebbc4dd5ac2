import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type SecretKey, wiped } from './secret-key.ts';

/** Bytes of one block: AES 16 (FIPS 197), triple DES 8 (SP 800-67). */
export const blockBytes = (key: SecretKey): 8 | 16 => (key.algorithm === 'aes' ? 16 : 8);

/**
 * Lends name and bytes of a key as OpenSSL and BoringSSL know it. BoringSSL has neither two-key triple DES nor ECB, so a
 * double-length key is given as K1 ‖ K2 ‖ K1, and single blocks go through CBC with a zero vector.
 */
function withCipher<T>(key: SecretKey, borrow: (name: string, bytes: Buffer) => T): T {
  return key.use((bytes) => {
    if (key.algorithm === 'aes') return borrow(`aes-${bytes.length * 8}-cbc`, bytes);
    if (bytes.length === 24) return borrow('des-ede3-cbc', bytes);
    using expanded = wiped(Buffer.concat([bytes, bytes.subarray(0, 8)]));
    return borrow('des-ede3-cbc', expanded.bytes);
  });
}

/** CBC encryption (SP 800-38A §6.2) of whole blocks, without padding. */
export function encryptCbc(key: SecretKey, iv: Uint8Array, clear: Uint8Array): Buffer {
  return withCipher(key, (name, bytes) => {
    const cipher = createCipheriv(name, bytes, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(clear), cipher.final()]);
  });
}

/** CBC decryption (SP 800-38A §6.2) of whole blocks, without padding. The caller zeroes what it gets. */
export function decryptCbc(key: SecretKey, iv: Uint8Array, sealed: Uint8Array): Buffer {
  return withCipher(key, (name, bytes) => {
    const cipher = createDecipheriv(name, bytes, iv).setAutoPadding(false);
    const clear = cipher.update(sealed);
    // Whole blocks without padding all come out of `update`.
    cipher.final();
    return clear;
  });
}

/** One block through the cipher alone (ECB, SP 800-38A §6.1). */
export function encryptBlock(key: SecretKey, block: Uint8Array): Buffer {
  return encryptCbc(key, Buffer.alloc(blockBytes(key)), block);
}
