import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { releaseKeys } from '#main/desktop/updates/release-keys.ts';
import { readPrivateKey, signRelease } from './release/sign.ts';

const usage = `Signs a release file in the folder that electron-builder wrote (docs/operations/updates.md).

  node scripts/sign-release.ts --key FILE [--key FILE] [--folder dist] [--staging 0…100] [--valid-days 180]
       [--notes-en FILE] [--notes-zh FILE] latest.yml [latest-mac.yml …]

The keys' passphrase is read from LANDING_RELEASE_PASSPHRASE.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    key: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string', default: 'dist' },
    staging: { type: 'string' },
    'valid-days': { type: 'string', default: '180' },
    'notes-en': { type: 'string' },
    'notes-zh': { type: 'string' },
  },
});
const staging = values.staging === undefined ? undefined : Number(values.staging);
const validDays = Number(values['valid-days']);
const isSenseless = (staging !== undefined && !(staging >= 0 && staging <= 100)) || !(validDays > 0);
if (positionals.length === 0 || values.key.length === 0 || isSenseless) {
  process.stderr.write(usage);
  process.exit(2);
}

try {
  const passphrase = process.env['LANDING_RELEASE_PASSPHRASE'];
  const keys = values.key.map((path) => readPrivateKey(path, passphrase));
  const notes = {
    ...(values['notes-en'] && { en: readFileSync(values['notes-en'], 'utf8') }),
    ...(values['notes-zh'] && { 'zh-CN': readFileSync(values['notes-zh'], 'utf8') }),
  };
  for (const file of positionals) {
    const options = { folder: values.folder, file, keys, builtIn: releaseKeys, notes, staging, validDays };
    const { version, files } = signRelease({ ...options, now: new Date() });
    process.stdout.write(`${file}: ${version}, ${files.join(', ')}; signed into ${file}.sig\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
