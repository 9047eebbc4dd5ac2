import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D): a 96-bit random nonce for each sealing, a 128-bit tag. */
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** A key of this cloud: 32 bytes that are not in its database. */
export class Sealer {
  readonly #key: Buffer;
  readonly #id: string;

  /** Throws RangeError for anything but 32 bytes. */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new RangeError('a key has 32 bytes');
    this.#key = key;
    this.#id = createHmac('sha256', key).update('landing-desk cloud key id 1').digest('hex').slice(0, 16);
  }

  /** Seals a text for one place: it opens nowhere else. */
  seal(place: string, text: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(this.#boundTo(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `1.${this.#id}.${Buffer.concat([nonce, sealed]).toString('base64url')}`;
  }

  /** The text; undefined where it was sealed with another key, for another place, or changed. */
  open(place: string, sealed: string): string | undefined {
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== '1' || id !== this.#id || bytes.length < nonceBytes + tagBytes) return undefined;
    try {
      const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(this.#boundTo(place));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  #boundTo(place: string): Buffer {
    return Buffer.from(`landing-desk cloud secret 1\0${this.#id}\0${place}`, 'utf8');
  }
}
