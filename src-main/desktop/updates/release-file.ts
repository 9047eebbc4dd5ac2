import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { OfferedRelease } from '#shared/desktop/updates.ts';
import { UpdateProblem } from './problem.ts';
import { checkSignature } from './signature.ts';
import { parseYaml } from './yaml.ts';

/** No installer is larger; a feed that says so is broken. Bytes. */
const maxFileBytes = 2 ** 30;

/** A clock may be this much behind the one that signed. */
const clockSlackMs = 24 * 60 * 60 * 1000;

/** Files lie beside the release file, so that a mirror is a copied folder; a path or another host is refused. */
const plainName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/);

const fileSchema = z.object({
  url: plainName,
  /** Base64 of 64 bytes. */
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  size: z.int().positive().max(maxFileBytes),
  blockMapSize: z.int().positive().max(maxFileBytes).optional(),
  isAdminRightsRequired: z.boolean().optional(),
});

/** What `scripts/sign-release.ts` adds to electron-builder's file before it signs. */
const signedPartSchema = z.strictObject({
  /** The name the file has on the feed: no signed file can pass for another channel's or platform's. */
  file: plainName,
  /** Grows with every signing of this channel; an answer older than one already seen is a replay. */
  signedAt: z.iso.datetime(),
  /** After this it offers nothing new. */
  expires: z.iso.datetime(),
  notes: z
    .strictObject({ en: z.string().max(50_000), 'zh-CN': z.string().max(50_000) })
    .partial()
    .default({}),
});

/**
 * electron-builder's release file, as far as this program accepts it. Strict where the library is lenient: it takes a
 * staging percentage it cannot read for "everybody".
 */
const releaseFileSchema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/),
  files: z.array(fileSchema).min(1).max(20),
  releaseDate: z.iso.datetime(),
  releaseNotes: z.string().max(50_000).nullish(),
  stagingPercentage: z.number().min(0).max(100).optional(),
  minimumSystemVersion: z.string().max(50).optional(),
  /** A web installer would fetch parts that nobody signed. */
  packages: z.undefined().optional(),
  landingDesk: signedPartSchema,
});
type ReleaseFile = z.infer<typeof releaseFileSchema>;

/** A release file whose signature has been checked, with the bytes it was checked over. */
export interface SignedRelease {
  readonly bytes: Buffer;
  readonly signature: string;
  readonly info: ReleaseFile;
}

/** What a release is judged by. */
export interface ReleasePolicy {
  readonly keys: readonly string[];
  /** The name asked for on the feed. */
  readonly file: string;
  /** Whether a version is greater than that of the program that runs. */
  readonly isNewer: (version: string) => boolean;
  /** The latest signing already seen on this feed, UTC milliseconds. */
  readonly seen: number;
  readonly now: number;
}

/**
 * Gives the release out of a release file and its signature. The signature is checked over the exact bytes before
 * anything reads them; an expired file may still say that there is nothing new. Throws UpdateProblem.
 */
export function readRelease(bytes: Buffer, signature: string, policy: ReleasePolicy): SignedRelease {
  checkSignature(bytes, signature, policy.keys);
  const parsed = releaseFileSchema.safeParse(parseYaml(bytes));
  if (!parsed.success) throw new UpdateProblem('unreadable', z.prettifyError(parsed.error));
  const info = parsed.data;
  const { file, signedAt, expires } = info.landingDesk;
  if (file !== policy.file) throw new UpdateProblem('replayed', `This is ${file}, asked for was ${policy.file}.`);
  if (Date.parse(signedAt) < policy.seen) {
    throw new UpdateProblem('replayed', `Signed at ${signedAt}, and a later one has been seen.`);
  }
  if (Date.parse(signedAt) > policy.now + clockSlackMs) {
    throw new UpdateProblem('expired', `Signed at ${signedAt}, which is in the future here.`);
  }
  if (policy.isNewer(info.version) && Date.parse(expires) < policy.now) {
    throw new UpdateProblem('expired', `It expired at ${expires}.`);
  }
  return { bytes, signature, info };
}

/**
 * Checks, right before it is installed, that a release is still signed, still newer, and that the file on the disk is
 * the signed one. Throws UpdateProblem.
 */
export async function checkDownloaded(release: SignedRelease, path: string, policy: ReleasePolicy): Promise<void> {
  const { info } = readRelease(release.bytes, release.signature, policy);
  if (!policy.isNewer(info.version)) throw new UpdateProblem('notNewer', `${info.version} is not newer.`);
  const signed = info.files.find((file) => file.url === basename(path));
  const actual = await sha512(path);
  if (!signed || signed.sha512 !== actual) {
    throw new UpdateProblem('tampered', `${basename(path)} is not the file that was signed.`);
  }
}

async function sha512(path: string): Promise<string | undefined> {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined;
  }
  return hash.digest('base64');
}

/** The release as pages are told of it. */
export function offered({ info }: SignedRelease): OfferedRelease {
  const usual = info.releaseNotes ?? '';
  const { notes } = info.landingDesk;
  return {
    version: info.version,
    releasedAt: Date.parse(info.releaseDate),
    bytes: Math.max(...info.files.map((file) => file.size)),
    notes: { en: notes.en ?? usual, 'zh-CN': notes['zh-CN'] ?? usual },
  };
}
