import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { derOfPem, holderOf, pemOf, readCertificate } from '#server/pki/certificates.ts';
import { newRsaKey } from '#server/pki/request.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { issueCertificate, makeAuthority, makeRoot } from '../ca/service.ts';
import { KeyRefusal } from '../refusal.ts';

/** What a terminal was made with: its key and certificate, and the root that it trusts. */
export interface MadeTerminal {
  readonly serial: string;
  readonly signer: Signer;
  readonly rootPem: string;
}

/**
 * Reads a terminal's folder as `npm run ca -- issue --profile pos` lays it down: pos.key, pos.pem (its certificate and the
 * one that issued it) and root.pem. Throws KeyRefusal when it cannot be read or does not belong together.
 */
export function readTerminal(folder: string): MadeTerminal {
  const wrong = (code: string, cause: string) => new KeyRefusal('credentials_wrong', { folder, code, cause });
  const read = (name: string) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch (error) {
      const cause = (error as NodeJS.ErrnoException).code ?? '';
      throw new KeyRefusal('file_unreadable', { file: join(folder, name), cause }, { cause: error });
    }
  };
  const key = createPrivateKey(read('pos.key'));
  const [own, issuer] = derOfPem(read('pos.pem'), 'CERTIFICATE');
  if (!own || !issuer) throw wrong('E_SIG', 'pos.pem');
  const certificate = readCertificate(own);
  const holder = holderOf(certificate);
  if (holder?.role !== 'pos') throw wrong('E_ROLE', 'pos.pem');
  if (!createPublicKey(key).equals(certificate.publicKey)) throw wrong('E_SIG', 'pos.key');
  const signer = { certificate, issuer: readCertificate(issuer), key };
  return { serial: holder.id, signer, rootPem: read('root.pem') };
}

/**
 * Makes a terminal of no real maker, under a root of its own: good for trying lines and screens, while every real ticket
 * is refused, as it is by a terminal of a stranger.
 */
export async function makeStranger(serial: string, now: number): Promise<MadeTerminal> {
  const root = await makeRoot('Root of a simulated terminal', now);
  const authority = await makeAuthority(root, 'pos', now);
  const key = await newRsaKey();
  const request = { profile: 'pos', id: serial, publicKey: createPublicKey(key), days: undefined } as const;
  const certificate = issueCertificate(authority, request, now);
  const signer = { certificate, issuer: authority.certificate, key };
  return { serial, signer, rootPem: pemOf(root.certificate.der, 'CERTIFICATE') };
}
