import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { sealSchema } from './keys.ts';

/**
 * The backup file (`.ldbackup`), all numbers big-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 8 | magic: a byte above 127, `LDB`, CR LF, Ctrl-Z, LF, which copying as text destroys (the idea of PNG §5.2) |
 * | 2 | container version |
 * | 2 | zero |
 * | 4 | length of the header |
 * | n | header, JSON in UTF-8 (`BackupHeader`) |
 * | … | the payload: the SQLite database, compressed (gzip, RFC 1952), then sealed where the header says so |
 * | 8 | end mark; a file without it was cut off |
 * | 32 | SHA-256 of everything before the end mark |
 *
 * It holds everything of the shop, pictures too, because all of that is in the one database. It does NOT hold the keys
 * in the data folder (`secrets.json`: this landing's certificate authority), logs, or settings of the computer: whoever finds a
 * backup cannot impersonate the landing. It does hold people's passwords and PINs as hashes and the guests' Wi-Fi; a
 * passphrase keeps them from whoever finds it.
 *
 * A sealed payload is a row of chunks (chunks.ts), bound to the SHA-256 of all bytes before them. The header is readable
 * in any case: whose backup it is, and when. The hash at the end needs no passphrase and tells accidents; changes on
 * purpose are told by the chunks.
 */
const magic = Buffer.from([0x89, 0x4c, 0x44, 0x42, 0x0d, 0x0a, 0x1a, 0x0a]);
const containerVersion = 1;
const preludeBytes = 16;
const longestHeader = 1_048_576;
const endMark = Buffer.from('LDBEND\r\n', 'latin1');
export const footerBytes = endMark.length + 32;

const backupHeaderSchema = z.object({
  /** What kind of backup; another one is a thing of later versions. */
  kind: z.literal('landing'),
  /** The program's version that made it. */
  app: z.string(),
  /** When, UTC ms; no later than the last moment that a date can name. */
  madeAt: z.int().min(0).max(8_640_000_000_000_000),
  enterprise: z.string().nullable(),
  /** The landing it was made of; a restored copy is told apart by the row `restored` (see restore.ts). */
  deviceId: z.string().nullable(),
  /** The database's migrations, in the order they were applied. */
  migrations: z.array(z.object({ tag: z.string(), checksum: z.string() })),
  /** The database inside: its size in bytes and its SHA-256, hex; where it is encrypted, HMAC-SHA-256 under the file's own key. */
  database: z.object({ size: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  compression: z.literal('gzip'),
  /** How the payload is encrypted; null: it is not. */
  encryption: sealSchema.nullable(),
});
export type BackupHeader = z.infer<typeof backupHeaderSchema>;

/** The bytes before the payload. */
export function encodeHead(header: BackupHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const prelude = Buffer.alloc(preludeBytes);
  magic.copy(prelude);
  prelude.writeUInt16BE(containerVersion, 8);
  prelude.writeUInt32BE(json.length, 12);
  return Buffer.concat([prelude, json]);
}

/** What sealed chunks are bound to: their own head. */
export const boundTo = (head: Buffer): Buffer => createHash('sha256').update(head).digest();

/** The bytes after it. */
export function encodeFoot(sha256: Buffer): Buffer {
  return Buffer.concat([endMark, sha256]);
}

/** Where the parts of a backup lie, and what it says of itself; nothing is verified yet. */
export interface BackupOutline {
  readonly size: number;
  readonly header: BackupHeader;
  /** The first byte of the payload, and the one after its last. */
  readonly start: number;
  readonly end: number;
  /** The SHA-256 of all bytes before the payload. */
  readonly bound: Buffer;
  /** The SHA-256 that the file gives for itself. */
  readonly sha256: Buffer;
}

function readAt(descriptor: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, at));
}

function parseHeader(json: Buffer, file: string): BackupHeader {
  let value: unknown;
  try {
    value = JSON.parse(json.toString());
  } catch {
    throw new AppError('backup_damaged', { file });
  }
  const parsed = backupHeaderSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const version = String((value as { app?: unknown } | null)?.app ?? '?').slice(0, 40);
  const laterThing = parsed.error.issues.some(({ path }) =>
    ['kind', 'compression', 'encryption'].includes(String(path[0])),
  );
  throw new AppError(laterThing ? 'backup_newer' : 'backup_damaged', { file, version });
}

/**
 * Reads what a backup says of itself, without reading it whole. Throws AppError backup_file_missing, backup_foreign,
 * backup_incomplete, backup_damaged or backup_newer.
 */
export function readOutline(path: string): BackupOutline {
  const file = basename(path);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw new AppError('backup_file_missing', { file, cause: (cause as Error).message }, {}, { cause });
  }
  try {
    const { size } = fstatSync(descriptor);
    const prelude = readAt(descriptor, 0, preludeBytes);
    const known = prelude.subarray(0, magic.length);
    if (!known.equals(magic.subarray(0, known.length))) throw new AppError('backup_foreign', { file });
    if (prelude.length < preludeBytes) throw new AppError('backup_incomplete', { file });
    const version = prelude.readUInt16BE(8);
    if (version > containerVersion) throw new AppError('backup_newer', { file, version: `format ${version}` });
    const length = prelude.readUInt32BE(12);
    if (version < 1 || prelude.readUInt16BE(10) !== 0 || length > longestHeader) {
      throw new AppError('backup_damaged', { file });
    }
    const start = preludeBytes + length;
    const end = size - footerBytes;
    const foot = end > start ? readAt(descriptor, end, footerBytes) : Buffer.alloc(0);
    if (!foot.subarray(0, endMark.length).equals(endMark)) throw new AppError('backup_incomplete', { file });
    const json = readAt(descriptor, preludeBytes, length);
    const header = parseHeader(json, file);
    const bound = boundTo(Buffer.concat([prelude, json]));
    return { size, header, start, end, bound, sha256: foot.subarray(endMark.length) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('backup_file_missing', { file, cause: (error as Error).message }, {}, { cause: error });
  } finally {
    closeSync(descriptor);
  }
}
