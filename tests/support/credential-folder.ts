import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfileName } from '#keys/ca/profiles.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { pemOfCertificate, type TestAuthority } from './authority.ts';

/** Writes a file as a whole, as whoever renews certificates does. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Lays a holder's files down as `npm run ca -- issue` does. */
export async function layDown(
  ca: TestAuthority,
  folder: string,
  profile: ProfileName,
  signer: Signer,
  bundle?: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  replaceFile(join(folder, 'root.pem'), ca.rootPem);
  replaceFile(join(folder, 'trust.pem'), bundle ?? (await ca.bundle()));
  replaceFile(join(folder, `${profile}.key`), signer.key.export({ type: 'pkcs8', format: 'pem' }).toString());
  replaceFile(join(folder, `${profile}.pem`), pemOfCertificate(signer.certificate) + pemOfCertificate(signer.issuer));
}
