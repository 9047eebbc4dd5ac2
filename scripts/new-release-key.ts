import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { keyId, publicHalf } from '#main/desktop/updates/signature.ts';

/** Makes a key for signing releases: the private half into a file outside the repository, the public one on the screen. */
const [target] = process.argv.slice(2);
const passphrase = process.env['LANDING_RELEASE_PASSPHRASE'];
const root = join(import.meta.dirname, '..');

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

if (!target) refuse('Usage: LANDING_RELEASE_PASSPHRASE=… node scripts/new-release-key.ts FILE.pem');
if (!relative(root, resolve(target)).startsWith('..')) refuse('A private key is never kept in the repository.');
if (!passphrase || passphrase.length < 12) {
  refuse('Set LANDING_RELEASE_PASSPHRASE to at least 12 characters: whoever has this key can update every shop.');
}

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
try {
  writeFileSync(target, pem, { mode: 0o600, flag: 'wx' });
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
const base64 = publicHalf(privateKey);
process.stdout.write(`Private key: ${target}
Key id: ${keyId(base64)}
Add this line to releaseKeys in src-main/desktop/updates/release-keys.ts:
  '${base64}',
`);
