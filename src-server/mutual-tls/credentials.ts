import { createPrivateKey } from 'node:crypto';
import { benchError } from '#shared/bench/errors.ts';
import { derOfPem, readCertificate } from '../pki/certificates.ts';
import type { Signer } from '../pki/signed-data.ts';
import { Trust } from '../pki/trust.ts';

/** Certificate and key as node:tls takes them. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate with its issuer's after it, and its private key, as PEM. */
export interface IdentityPem {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
}

/**
 * A program's own certificate and what it verifies others with. Both can be renewed while it runs: connections made from
 * then on show the newer certificate, requests from then on are judged by the newer lists.
 */
export class Credentials {
  readonly #changed = new Set<(tls: TlsIdentity) => void>();
  #held: { readonly signer: Signer; readonly tls: TlsIdentity };
  readonly trust: Trust;

  /** Throws E_SIG when certificate and key do not belong together or the bundle is not the root's. */
  constructor(identity: IdentityPem, trust: { readonly root: string; readonly bundle: string }) {
    this.trust = Trust.pin(trust.root, trust.bundle);
    this.#held = read(identity);
  }

  /** The certificate and key of the moment, for signing. */
  get signer(): Signer {
    return this.#held.signer;
  }

  get tls(): TlsIdentity {
    return this.#held.tls;
  }

  /** Calls back with each newer certificate. */
  onRenewed(callback: (tls: TlsIdentity) => void): void {
    this.#changed.add(callback);
  }

  /** Takes a newer certificate and its key up. Throws E_SIG, and keeps those it had, when they cannot be used. */
  take(identity: IdentityPem): void {
    this.#held = read(identity);
    for (const callback of this.#changed) callback(this.#held.tls);
  }
}

function read({ certificate, key, passphrase }: IdentityPem) {
  const [own, issuer] = derOfPem(certificate, 'CERTIFICATE').map(readCertificate);
  if (!own || !issuer) throw benchError('E_SIG', 'certificate_missing');
  const opened = createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  if (!own.x509.checkPrivateKey(opened)) throw benchError('E_SIG', 'key_of_another_certificate');
  const pem = opened.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { signer: { certificate: own, issuer, key: opened }, tls: { cert: certificate, key: pem } };
}
