import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '#server/startup-error.ts';
import { describeIssues } from '#shared/issues.ts';
import { type NoticesFile, noticesFileSchema } from '#shared/notices/settings.ts';

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartupError('settings_file_unusable', { file, cause: (cause as Error).message }, { cause });
  }
}

/**
 * Reads the providers of notices from a file; a `secretFile` beside it may hold what is secret. Throws StartupError with what
 * is wrong in it.
 */
export function readNoticesFile(file: string): NoticesFile {
  let json: unknown;
  try {
    json = JSON.parse(read(file));
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError('settings_file_unusable', { file, cause: 'no JSON' }, { cause });
  }
  const parsed = noticesFileSchema.safeParse(json);
  if (!parsed.success) {
    const cause = describeIssues(parsed.error.issues, 'en');
    throw new StartupError('settings_file_unusable', { file, cause });
  }
  const withSecret = <Provider extends { secret?: string | undefined; secretFile?: string | undefined }>(
    provider: Provider | undefined,
  ) => {
    if (provider?.secretFile === undefined) return provider;
    return { ...provider, secret: read(resolve(dirname(file), provider.secretFile)).trim() };
  };
  const { email, sms, rules } = parsed.data;
  return { email: withSecret(email), sms: withSecret(sms), rules };
}

const parseKey = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/]{43}=$/.test(text.trim()) ? Buffer.from(text.trim(), 'base64') : undefined;

/** The key in a file: 32 bytes in base64, as `openssl rand -base64 32` makes them. Throws StartupError. */
export function readKeyFile(file: string): Buffer {
  const key = parseKey(read(file));
  if (!key) throw new StartupError('settings_file_unusable', { file, cause: 'not 32 bytes in base64' });
  return key;
}

/** The key beside an embedded database, made with its first start. Throws StartupError. */
export function keyBeside(dataFolder: string): Buffer {
  const file = resolve(dataFolder, 'secret.key');
  try {
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new StartupError(
        'data_folder_unusable',
        { folder: dataFolder, cause: (cause as Error).message },
        { cause },
      );
  }
  return readKeyFile(file);
}
