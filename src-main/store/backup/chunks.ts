import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { FileKeys } from './keys.ts';

/**
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, CRYPTO 2015) over AES-256-GCM: the plaintext in chunks, each sealed under the nonce
 * prefix (7 bytes) ‖ number from 0 (4 bytes, big-endian) ‖ 1 for the last chunk, else 0 (1 byte). A chunk that is
 * missing, moved, doubled or of another file does not open, and neither does a stream that was cut between two chunks.
 */
const algorithm = 'aes-256-gcm';
const chunkBytes = 65_536;
const tagBytes = 16;

function nonceOf(prefix: Uint8Array, number: number, isLast: boolean): Buffer {
  if (number > 0xffff_ffff) throw new RangeError('a backup has at most 2^32 chunks');
  const nonce = Buffer.alloc(12);
  nonce.set(prefix);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Cuts what passes into pieces of one size; only at the end it is known which is the last. */
abstract class Chunks extends Transform {
  readonly #size: number;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #number = 0;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  protected abstract chunk(bytes: Buffer, number: number, isLast: boolean): Buffer;

  override _transform(bytes: Buffer, _encoding: BufferEncoding, next: TransformCallback): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    try {
      // A piece goes on only when something follows it.
      if (this.#bytes > this.#size) {
        let rest = Buffer.concat(this.#waiting);
        for (; rest.length > this.#size; rest = rest.subarray(this.#size)) {
          this.push(this.chunk(rest.subarray(0, this.#size), this.#number, false));
          this.#number += 1;
        }
        this.#waiting = [rest];
        this.#bytes = rest.length;
      }
      next();
    } catch (error) {
      next(error as Error);
    }
  }

  override _flush(next: TransformCallback): void {
    try {
      next(null, this.chunk(Buffer.concat(this.#waiting), this.#number, true));
    } catch (error) {
      next(error as Error);
    }
  }
}

/** Seals what passes. `bound` is what else the stream is bound to: the head of the file. */
export class Sealing extends Chunks {
  readonly #keys: FileKeys;
  readonly #bound: Buffer;

  constructor(keys: FileKeys, bound: Buffer) {
    super(chunkBytes);
    this.#keys = keys;
    this.#bound = bound;
  }

  protected override chunk(bytes: Buffer, number: number, isLast: boolean): Buffer {
    const { payload, noncePrefix } = this.#keys;
    const cipher = createCipheriv(algorithm, payload, nonceOf(noncePrefix, number, isLast), {
      authTagLength: tagBytes,
    });
    cipher.setAAD(this.#bound);
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens what `Sealing` sealed. Fails with RangeError at the first chunk that is not as it was sealed. */
export class Opening extends Chunks {
  readonly #keys: FileKeys;
  readonly #bound: Buffer;

  constructor(keys: FileKeys, bound: Buffer) {
    super(chunkBytes + tagBytes);
    this.#keys = keys;
    this.#bound = bound;
  }

  protected override chunk(bytes: Buffer, number: number, isLast: boolean): Buffer {
    if (bytes.length < tagBytes) throw new RangeError(`chunk ${number} is cut short`);
    const { payload, noncePrefix } = this.#keys;
    const nonce = nonceOf(noncePrefix, number, isLast);
    const decipher = createDecipheriv(algorithm, payload, nonce, { authTagLength: tagBytes });
    decipher.setAAD(this.#bound);
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new RangeError(`chunk ${number} is not as it was sealed`, { cause });
    }
  }
}
