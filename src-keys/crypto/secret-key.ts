import { randomBytes, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';
import { benchError } from '#shared/bench/errors.ts';

/** Block ciphers of the bench's keys: AES (FIPS 197) and, for the legacy terminal family, triple DES (SP 800-67). */
export type KeyAlgorithm = 'aes' | 'tdes';

const lengths: Readonly<Record<KeyAlgorithm, readonly number[]>> = { aes: [16, 24, 32], tdes: [16, 24] };

/** Sets the low bit of each byte so that the byte has an odd number of ones (SP 800-67 §3.4). */
function setOddParity(bytes: Buffer): void {
  for (const [i, byte] of bytes.entries()) {
    let ones = 0;
    for (let bits = byte >> 1; bits > 0; bits >>= 1) ones += bits & 1;
    bytes[i] = (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  }
}

/**
 * Whether two neighbouring 8-byte parts of a triple-DES key are equal, so that it would encrypt as single DES does
 * (SP 800-67 §3.4.2). Parity bits are no part of a key.
 */
function isSingleDes(bytes: Buffer): boolean {
  for (let at = 8; at < bytes.length; at += 8) {
    let difference = 0;
    for (let i = at; i < at + 8; i++) difference |= ((bytes[i] ?? 0) ^ (bytes[i - 8] ?? 0)) & 0xfe;
    if (difference === 0) return true;
  }
  return false;
}

/**
 * A clear key. Its bytes are in a buffer of its own, which is zeroed when it is disposed of (`using key = …`), and are
 * never given to a log: inspecting it, its JSON and its text name the algorithm and length only.
 */
export class SecretKey implements Disposable {
  readonly algorithm: KeyAlgorithm;
  readonly #bytes: Buffer;
  #gone = false;

  private constructor(algorithm: KeyAlgorithm, bytes: Buffer) {
    this.algorithm = algorithm;
    this.#bytes = bytes;
  }

  /**
   * Takes a key over: copies the bytes and zeroes the given ones. Throws E_KEY_BLOCK when the length is none of the
   * algorithm's, or when a triple-DES key would encrypt as single DES does. The given bytes are zeroed then too.
   */
  static take(algorithm: KeyAlgorithm, source: Uint8Array): SecretKey {
    const bytes = Buffer.allocUnsafeSlow(source.length);
    bytes.set(source);
    source.fill(0);
    const refuse = (reason: string) => {
      bytes.fill(0);
      return benchError('E_KEY_BLOCK', reason);
    };
    if (!lengths[algorithm].includes(bytes.length)) throw refuse('key_length');
    if (algorithm === 'tdes' && isSingleDes(bytes)) throw refuse('key_weak');
    return new SecretKey(algorithm, bytes);
  }

  /** A fresh random key of so many bytes (16, 24, 32; triple DES 16, 24, with odd parity). */
  static generate(algorithm: KeyAlgorithm, length: number): SecretKey {
    const bytes = randomBytes(length);
    if (algorithm === 'tdes') setOddParity(bytes);
    return SecretKey.take(algorithm, bytes);
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /**
   * Lends the bytes to a function, which must not keep them or a view of them. Throws when the key was disposed of:
   * a key of zeros must never be used by mistake.
   */
  use<T>(borrow: (bytes: Buffer) => T): T {
    if (this.#gone) throw new Error('the key was disposed of');
    return borrow(this.#bytes);
  }

  /** Compares in constant time for the key's own length. */
  equals(other: SecretKey): boolean {
    if (this.algorithm !== other.algorithm || this.length !== other.length) return false;
    return this.use((mine) => other.use((theirs) => timingSafeEqual(mine, theirs)));
  }

  [Symbol.dispose](): void {
    this.#bytes.fill(0);
    this.#gone = true;
  }

  toString(): string {
    return `SecretKey(${this.algorithm}, ${this.length * 8} bits)`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Bytes that are zeroed when their scope ends: `using clear = wiped(buffer)`. */
export function wiped<T extends Uint8Array>(bytes: T): { readonly bytes: T } & Disposable {
  return {
    bytes,
    [Symbol.dispose]: () => {
      bytes.fill(0);
    },
  };
}
