import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, derOfPem, type Role, readCertificate } from '#server/pki/certificates.ts';
import { ownOids } from '#server/pki/oids.ts';
import { KeyRefusal } from '../refusal.ts';
import { decryptKey } from './encrypted-key.ts';
import { type Authority, issueCertificate, newSerial } from './issue.ts';
import type { ProfileName } from './profiles.ts';
import { Register } from './register.ts';

/** What an exported issuing authority writes beside its key, for the register of its authority. */
export const issuedFile = 'issued.jsonl';

/** Holder and issuer of a certificate that was just made. */
export interface IssuedCertificate {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/**
 * The issuing authority of one role, away from the rest of its authority (`npm run ca -- export-issuer`). What it issues
 * stands in `issued.jsonl` beside its key before it is given out; the authority takes that into its register.
 */
export class IssuerFolder {
  readonly #authority: Authority;
  readonly #profile: ProfileName;
  readonly #register: Register;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(authority: Authority, profile: ProfileName, register: Register) {
    this.#authority = authority;
    this.#profile = profile;
    this.#register = register;
  }

  /** Whether a folder holds an exported authority. */
  static isIn = (folder: string): boolean => existsSync(join(folder, 'issuer.pem'));

  /** Opens the authority of a role. Throws KeyRefusal: it is missing, is another role's, or the passphrase is another. */
  static async open(folder: string, role: Role, profile: ProfileName, passphrase: string): Promise<IssuerFolder> {
    if (!IssuerFolder.isIn(folder)) throw new KeyRefusal('issuer_missing', { folder, role });
    const [der] = derOfPem(await readFile(join(folder, 'issuer.pem'), 'utf8'), 'CERTIFICATE');
    const certificate = readCertificate(der ?? Buffer.alloc(0));
    // The root has no usages at all, and other roles' authorities have theirs: neither has any business here.
    if (!certificate.extendedUsages.includes(ownOids.usage[role]))
      throw new KeyRefusal('issuer_missing', { folder, role });
    const file = join(folder, 'issuer.key');
    const key = decryptKey(await readFile(file, 'utf8'), passphrase);
    if (!key || !certificate.x509.checkPrivateKey(key)) throw new KeyRefusal('passphrase_wrong', { file });
    return new IssuerFolder({ key, certificate }, profile, await Register.open(join(folder, issuedFile)));
  }

  /** A serial number for `issue`, to be remembered before it is used. */
  newSerial = newSerial;

  /** Issues a certificate. Asked again with the same serial number, key and time it gives the same one. */
  issue(
    request: { readonly id: string; readonly publicKey: KeyObject; readonly serial: string },
    at: number,
  ): Promise<IssuedCertificate> {
    const done = this.#turn.then(async () => {
      const { id, serial } = request;
      const certificate = issueCertificate(this.#authority, { ...request, profile: this.#profile }, at);
      const { notAfter, fingerprint } = certificate;
      if (!this.#register.issued(serial))
        await this.#register.add({ event: 'issued', at, serial, profile: this.#profile, id, notAfter, fingerprint });
      return { certificate, issuer: this.#authority.certificate };
    });
    this.#turn = done.catch(() => {});
    return done;
  }
}
