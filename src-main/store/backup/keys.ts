import { createHash, createHmac, type Hash, type Hmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { argon2id } from '#server/argon2.ts';
import { AppError } from '#shared/errors.ts';

const base64 = (bytes: number) => z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes);

/**
 * How a passphrase becomes a key: argon2id (RFC 9106). Never less than its second recommended option, and never so much
 * that a file made to deceive could take this computer's memory.
 */
export const kdfSchema = z.object({
  name: z.literal('argon2id'),
  salt: base64(16),
  memoryKiB: z.int().min(65_536).max(1_048_576),
  iterations: z.int().min(3).max(16),
  parallelism: z.int().min(1).max(16),
});
export type Kdf = z.infer<typeof kdfSchema>;

/** What a backup says of its encryption; none of it is secret. */
export const sealSchema = z.object({
  cipher: z.literal('aes-256-gcm-stream'),
  kdf: kdfSchema,
  /** Of this file alone: the keys of two backups differ even where their passphrase is the same. */
  salt: base64(32),
  /** The first bytes of every chunk's nonce. */
  noncePrefix: base64(7),
  /** Tells a wrong passphrase from a damaged file, and binds the file to one key (GCM alone does not commit to its key). */
  check: base64(32),
});
export type Seal = z.infer<typeof sealSchema>;

/** A passphrase, stretched. Whoever has these bytes can open the backups made with them; the passphrase is not in them. */
export interface BackupKey {
  readonly kdf: Kdf;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** The keys of one file. */
export interface FileKeys {
  /** For AES-256-GCM. */
  readonly payload: Uint8Array;
  /** For the HMAC by which the database inside is known: a plain hash would tell who has the same one. */
  readonly digest: Uint8Array;
  readonly noncePrefix: Uint8Array;
}

/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes, a salt of 128 bits. */
export function newKdf(): Kdf {
  return {
    name: 'argon2id',
    salt: randomBytes(16).toString('base64'),
    memoryKiB: 65_536,
    iterations: 3,
    parallelism: 4,
  };
}

/** The same passphrase typed on any keyboard: NFC, every kind of space as U+0020 (RFC 8265 §4.2.2, OpaqueString). */
const prepared = (passphrase: string) => passphrase.normalize('NFC').replace(/\p{Zs}/gu, ' ');

/** Stretches a passphrase; takes about half a second and the memory the parameters say. */
export async function stretch(passphrase: string, kdf: Kdf): Promise<BackupKey> {
  const bytes = await argon2id({
    secret: prepared(passphrase),
    salt: Buffer.from(kdf.salt, 'base64'),
    memoryKiB: kdf.memoryKiB,
    passes: kdf.iterations,
    lanes: kdf.parallelism,
    length: 32,
  });
  return { kdf, bytes };
}

/** HKDF (RFC 5869): one key for each purpose, none of which tells anything of another. */
function derive(key: BackupKey, salt: string, purpose: string): Uint8Array {
  const info = `landing-desk backup 1/${purpose}`;
  return new Uint8Array(hkdfSync('sha256', key.bytes, Buffer.from(salt, 'base64'), info, 32));
}

const keysOf = (key: BackupKey, { salt, noncePrefix }: Pick<Seal, 'salt' | 'noncePrefix'>): FileKeys => ({
  payload: derive(key, salt, 'payload'),
  digest: derive(key, salt, 'digest'),
  noncePrefix: Buffer.from(noncePrefix, 'base64'),
});

/** Keys for a new file, and what the file has to say of them. */
export function newSeal(key: BackupKey): { seal: Seal; keys: FileKeys } {
  const salt = randomBytes(32).toString('base64');
  const noncePrefix = randomBytes(7).toString('base64');
  const check = Buffer.from(derive(key, salt, 'check')).toString('base64');
  const seal: Seal = { cipher: 'aes-256-gcm-stream', kdf: key.kdf, salt, noncePrefix, check };
  return { seal, keys: keysOf(key, seal) };
}

/** Whether a key was stretched the way a file asks for; then its passphrase need not be stretched again. */
export function isStretchedFor(key: BackupKey, { kdf }: Seal): boolean {
  const { salt, memoryKiB, iterations, parallelism } = key.kdf;
  return (
    salt === kdf.salt && memoryKiB === kdf.memoryKiB && iterations === kdf.iterations && parallelism === kdf.parallelism
  );
}

/** The keys of a file; undefined when this key is not the one it was sealed with. */
export function openSeal(key: BackupKey, seal: Seal): FileKeys | undefined {
  const check = Buffer.from(derive(key, seal.salt, 'check'));
  return timingSafeEqual(check, Buffer.from(seal.check, 'base64')) ? keysOf(key, seal) : undefined;
}

/** By what the database inside a backup is known: its SHA-256, or an HMAC where the backup is encrypted. */
export function digestFor(keys: FileKeys | undefined): Hash | Hmac {
  return keys ? createHmac('sha256', keys.digest) : createHash('sha256');
}

/** Gives the keys of a file. Throws AppError backup_passphrase_needed or backup_passphrase_wrong. */
export type Unlock = (seal: Seal, file: string) => Promise<FileKeys>;

/** Opens with a key that was kept, where it fits, else with what a person typed. */
export function unlockWith(held: {
  readonly key?: BackupKey | undefined;
  readonly passphrase?: string | undefined;
}): Unlock {
  return async (seal, file) => {
    const { key, passphrase } = held;
    const keys = key && isStretchedFor(key, seal) ? openSeal(key, seal) : undefined;
    if (keys) return keys;
    if (passphrase === undefined) throw new AppError('backup_passphrase_needed', { file });
    const typed = openSeal(await stretch(passphrase, seal.kdf), seal);
    if (!typed) throw new AppError('backup_passphrase_wrong', { file });
    return typed;
  };
}
