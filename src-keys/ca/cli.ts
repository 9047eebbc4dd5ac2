import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { roles } from '#server/pki/certificates.ts';
import { newRsaKey } from '#server/pki/request.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { KeyRefusal, readArguments, runProgram } from '../refusal.ts';
import { encryptKey } from './encrypted-key.ts';
import { CaFolder, reasonNames } from './folder.ts';
import { keyOfRequest } from './issue.ts';
import { type ProfileName, profileNames } from './profiles.ts';
import type { RevocationReason } from './revocation.ts';

const usage = `The certificate authority of the repair bench.

  npm run ca -- init   --dir DIR [--name NAME]
  npm run ca -- issue  --dir DIR --profile PROFILE --id ID --out FOLDER (--request FILE | --new-key) [--days N]
  npm run ca -- revoke --dir DIR (--serial HEX | --profile PROFILE --id ID) [--reason REASON]
  npm run ca -- crl    --dir DIR
  npm run ca -- list   --dir DIR
  npm run ca -- export-issuer --dir DIR --role ROLE --out FOLDER --key-passphrase-file FILE
  npm run ca -- take-in       --dir DIR --issued FILE

PROFILE  ${profileNames.join(', ')}
REASON   ${reasonNames.join(', ')}

The passphrase of the authority's keys is in LANDING_CA_PASSPHRASE, or in the file of --passphrase-file. With
--key-passphrase-file a new key is encrypted as well. "crl" signs the revocation lists anew: run it daily. What everybody
needs, root.pem and trust.pem, is then in DIR/published. "export-issuer" gives a server the issuing authority of one role
(ROLE: ${roles.join(', ')}) under a passphrase of its own; what it issues is taken into the register from FOLDER by every
command here, or with "take-in" from a copy of its issued.jsonl.
`;

const options = {
  dir: { type: 'string' },
  name: { type: 'string' },
  profile: { type: 'string' },
  id: { type: 'string' },
  out: { type: 'string' },
  request: { type: 'string' },
  'new-key': { type: 'boolean' },
  days: { type: 'string' },
  serial: { type: 'string' },
  role: { type: 'string' },
  issued: { type: 'string' },
  reason: { type: 'string' },
  'passphrase-file': { type: 'string' },
  'key-passphrase-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const read = (argv: readonly string[]) => parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
type Values = ReturnType<typeof read>['values'];

function refuse(problem: string): never {
  throw new KeyRefusal('bad_arguments', { problem: `${problem}\n${usage}` });
}

const needed = (value: string | undefined, option: string): string => value ?? refuse(`--${option} is missing.`);

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeyRefusal('file_unreadable', { file, cause: (error as NodeJS.ErrnoException).code ?? '' });
  }
}

function passphraseOf(values: Values): string {
  const file = values['passphrase-file'];
  const passphrase = file === undefined ? process.env['LANDING_CA_PASSPHRASE'] : textOf(file).replace(/\r?\n$/, '');
  if (!passphrase) throw new KeyRefusal('passphrase_missing', { variable: 'LANDING_CA_PASSPHRASE' });
  return passphrase;
}

function profileOf(values: Values): ProfileName {
  const name = needed(values.profile, 'profile');
  return profileNames.find((profile) => profile === name) ?? refuse(`There is no profile ${name}.`);
}

function idOf(values: Values): string {
  const id = needed(values.id, 'id');
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)
    ? id
    : refuse('--id is 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.');
}

const say = (text: string) => process.stdout.write(`${text}\n`);

async function init(values: Values, dir: string): Promise<void> {
  const name = values.name ?? 'Landing Desk root';
  if (!/^[\w .()-]{1,64}$/.test(name)) refuse('--name is up to 64 letters, digits, spaces, dots and hyphens.');
  using folder = await CaFolder.init(dir, name, passphraseOf(values), Date.now());
  say(`authority ${folder.path}\npublished ${join(folder.path, 'published')}`);
  say('Move keys/root.pem to a place of its own; it is needed only when the root’s list runs out.');
}

/** The key a certificate is for, and the private key when it was made here. */
async function keyOf(values: Values): Promise<{ readonly publicKey: KeyObject; readonly made?: KeyObject }> {
  if (Boolean(values['new-key']) === (values.request !== undefined)) return refuse('Give --request FILE or --new-key.');
  if (values.request !== undefined) {
    const publicKey = keyOfRequest(textOf(values.request));
    if (!publicKey) throw new KeyRefusal('request_wrong', { file: values.request });
    return { publicKey };
  }
  const made = await newRsaKey();
  return { publicKey: createPublicKey(made), made };
}

async function issue(values: Values, dir: string): Promise<void> {
  const [profile, id, out] = [profileOf(values), idOf(values), resolve(needed(values.out, 'out'))];
  const days = values.days === undefined ? undefined : Number(values.days);
  if (days !== undefined && (!Number.isInteger(days) || days < 1)) refuse('--days is a number of days from 1.');
  const { publicKey, made } = await keyOf(values);
  using folder = await CaFolder.open(dir, passphraseOf(values));
  const { serial, certificate, chain } = await folder.issue({ profile, id, publicKey, days }, Date.now());
  await mkdir(out, { recursive: true, mode: 0o700 });
  const { root, trust } = await folder.published();
  await writeWholeFile(join(out, `${profile}.pem`), chain, 0o644);
  await writeWholeFile(join(out, 'root.pem'), root, 0o644);
  await writeWholeFile(join(out, 'trust.pem'), trust, 0o644);
  if (made) await writeWholeFile(join(out, `${profile}.key`), keyText(made, values), 0o600);
  say(`serial ${serial}\nvalid until ${new Date(certificate.notAfter).toISOString()}\nwritten ${out}`);
}

function keyText(key: KeyObject, values: Values): string {
  const file = values['key-passphrase-file'];
  if (file !== undefined) return encryptKey(key, textOf(file).replace(/\r?\n$/, ''));
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function revoke(values: Values, dir: string): Promise<void> {
  const name = values.reason ?? 'unspecified';
  const reason =
    reasonNames.find((known): known is RevocationReason => known === name) ?? refuse(`There is no reason ${name}.`);
  const what =
    values.serial === undefined
      ? { profile: profileOf(values), id: idOf(values) }
      : { serial: values.serial.toLowerCase() };
  using folder = await CaFolder.open(dir, passphraseOf(values));
  for (const serial of await folder.revoke(what, reason, Date.now())) say(`revoked ${serial}`);
  say(`published ${join(folder.path, 'published')}`);
}

async function crl(values: Values, dir: string): Promise<void> {
  using folder = await CaFolder.open(dir, passphraseOf(values));
  const { number } = await folder.publish(Date.now());
  say(`list ${number}\npublished ${join(folder.path, 'published')}`);
}

async function list(values: Values, dir: string): Promise<void> {
  using folder = await CaFolder.open(dir, passphraseOf(values));
  for (const { serial, profile, id, notAfter } of folder.valid(Date.now()))
    say([serial, profile, id, new Date(notAfter).toISOString()].join('\t'));
}

async function exportIssuer(values: Values, dir: string): Promise<void> {
  const name = needed(values.role, 'role');
  const role = roles.find((known) => known === name) ?? refuse(`There is no role ${name}.`);
  const out = resolve(needed(values.out, 'out'));
  const passphrase = textOf(needed(values['key-passphrase-file'], 'key-passphrase-file')).replace(/\r?\n$/, '');
  using folder = await CaFolder.open(dir, passphraseOf(values));
  await folder.exportIssuer(role, out, passphrase);
  say(`written ${out}`);
}

async function takeIn(values: Values, dir: string): Promise<void> {
  const file = resolve(needed(values.issued, 'issued'));
  textOf(file);
  using folder = await CaFolder.open(dir, passphraseOf(values));
  say(`taken in ${await folder.takeIn(file)}`);
}

const commands: Readonly<Record<string, (values: Values, dir: string) => Promise<void>>> = {
  init,
  issue,
  revoke,
  crl,
  list,
  'export-issuer': exportIssuer,
  'take-in': takeIn,
};

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(usage, () => read(argv));
  const [name, ...more] = positionals;
  if (values.help || name === undefined) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const command = commands[name];
  if (!command || more.length > 0) return refuse(`There is no command ${positionals.join(' ')}.`);
  await command(values, resolve(needed(values.dir, 'dir')));
  return 0;
}

runProgram(() => main(process.argv.slice(2)));
