import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readRelease } from '#main/desktop/updates/release-file.ts';
import { publicHalf, signatureOf } from '#main/desktop/updates/signature.ts';
import { parseYaml } from '#main/desktop/updates/yaml.ts';

export interface SignOptions {
  /** The folder electron-builder wrote, with the release file and what it names. */
  readonly folder: string;
  /** `latest.yml`, `latest-mac.yml`, `latest-linux.yml` … */
  readonly file: string;
  /** One key, or two while one takes over from the other. */
  readonly keys: readonly KeyObject[];
  /** The keys that the program has built in: a release signed with another would reach nobody. */
  readonly builtIn: readonly string[];
  readonly notes: { readonly en?: string; readonly 'zh-CN'?: string };
  /** How many of a hundred installations it is for; undefined leaves what the file says. */
  readonly staging?: number | undefined;
  readonly validDays: number;
  readonly now: Date;
}

const written = z.object({
  files: z.array(z.object({ url: z.string(), sha512: z.string(), size: z.number() })),
  landingDesk: z.object({ notes: z.record(z.string(), z.string()) }).optional(),
});

/**
 * Finishes a release file: adds when and until when it counts, its own name, notes and roll-out, signs its exact bytes
 * and writes `<file>.sig` beside it. What was signed before is signed anew, with its notes unless others are given, which
 * is how a roll-out is widened or halted. Throws a sentence when a file of the release is not the one the release file describes, when a key is not
 * built into the program, or when the program itself would refuse the result.
 */
export function signRelease(options: SignOptions): { version: string; files: string[] } {
  const { folder, file, keys, builtIn, notes, staging, validDays, now } = options;
  if (keys.length === 0) throw new Error('There is no key to sign with.');
  if (!keys.some((key) => builtIn.includes(publicHalf(key)))) {
    throw new Error('No key given is in src-main/desktop/updates/release-keys.ts: nobody could install this release.');
  }
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const { files, landingDesk } = written.parse(parseYaml(Buffer.from(before)));
  for (const { url, sha512, size } of files) {
    const bytes = readFileSync(join(folder, url));
    if (bytes.length !== size || createHash('sha512').update(bytes).digest('base64') !== sha512) {
      throw new Error(`${url} is not the file that ${file} describes.`);
    }
  }
  const signed = {
    file,
    signedAt: now.toISOString(),
    expires: new Date(now.getTime() + validDays * 86_400_000).toISOString(),
    notes: { ...landingDesk?.notes, ...notes },
  };
  const kept = before
    .split(/\r?\n/)
    .filter((line) => !/^landingDesk:/.test(line) && !(staging !== undefined && /^stagingPercentage:/.test(line)))
    .join('\n')
    .trimEnd();
  // JSON is YAML: one line, whatever the notes hold.
  const lines = [kept, ...(staging === undefined ? [] : [`stagingPercentage: ${staging}`])];
  const bytes = Buffer.from(`${[...lines, `landingDesk: ${JSON.stringify(signed)}`].join('\n')}\n`);
  const signature = signatureOf(bytes, keys);
  const { info } = readRelease(bytes, signature, {
    keys: builtIn,
    file,
    isNewer: () => true,
    seen: 0,
    now: now.getTime(),
  });
  writeFileSync(path, bytes);
  writeFileSync(`${path}.sig`, signature);
  return { version: info.version, files: files.map(({ url }) => url) };
}

/** A private key out of its PEM file, with its passphrase. Throws a sentence for anything but Ed25519. */
export function readPrivateKey(path: string, passphrase: string | undefined): KeyObject {
  const pem = readFileSync(path);
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase && { passphrase }) });
  } catch (cause) {
    throw new Error(`${path} could not be read. Is LANDING_RELEASE_PASSPHRASE its passphrase?`, { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is no Ed25519 key.`);
  return key;
}
