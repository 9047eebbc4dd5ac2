import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SecretKey } from './key.ts';

/** AES-256-GCM (NIST SP 800-38D): a 96-bit random nonce for each sealing, a 128-bit tag. */
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

const base64 = z.base64();
/** What a secret may be called: a path of plain words. */
const nameSchema = z.string().regex(/^[a-z0-9-]+([./][a-z0-9-]+)*$/);
const sealedFileSchema = z.strictObject({
  version: z.literal(1),
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  secrets: z.record(nameSchema, z.strictObject({ nonce: base64, sealed: base64 })),
});
export type SealedFile = z.infer<typeof sealedFileSchema>;

/** Reads the text of a file of sealed secrets. Throws when it is none. */
export const parseSealed = (text: string): SealedFile => sealedFileSchema.parse(JSON.parse(text));

/** What a sealed value is bound to: no value can be put in another's place, or under another key's name. */
const boundTo = (keyId: string, name: string) => Buffer.from(`landing-desk secrets 1\0${keyId}\0${name}`, 'utf8');

/** Seals every secret under its name. Throws when a name is not made of lower-case words, `/` and `.`. */
export function seal(secrets: ReadonlyMap<string, string>, key: SecretKey): SealedFile {
  const entries = [...secrets].map(([name, value]) => {
    nameSchema.parse(name);
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
    cipher.setAAD(boundTo(key.id, name));
    const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [name, { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }] as const;
  });
  return { version: 1, keyId: key.id, secrets: Object.fromEntries(entries) };
}

/** Opens every secret. Throws when one was changed, moved to another name, or sealed with another key. */
export function unseal(file: SealedFile, key: SecretKey): Map<string, string> {
  return new Map(
    Object.entries(file.secrets).map(([name, entry]) => {
      const nonce = Buffer.from(entry.nonce, 'base64');
      const sealed = Buffer.from(entry.sealed, 'base64');
      if (nonce.length !== nonceBytes || sealed.length < tagBytes) throw new RangeError('a sealed secret is cut short');
      const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
      decipher.setAAD(boundTo(key.id, name));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      const value = Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
      return [name, value.toString('utf8')] as const;
    }),
  );
}
