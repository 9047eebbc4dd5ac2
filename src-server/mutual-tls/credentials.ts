import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { benchError } from '#shared/bench/errors.ts';
import { derOfPem, readCertificate } from '../pki/certificates.ts';
import type { Signer } from '../pki/signed-data.ts';
import { Trust } from '../pki/trust.ts';

/** Certificate and key as node:tls takes them. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

interface Held {
  readonly mark: string;
  readonly signer: Signer;
  readonly tls: TlsIdentity;
}

/** Where a program's certificate, key and trust are: `<profile>.pem`, `<profile>.key`, `root.pem`, `trust.pem`. */
export interface CredentialPlace {
  readonly folder: string;
  readonly profile: string;
  readonly passphrase?: string | undefined;
}

/** When a file was last written, so that a change is seen without reading it. */
function markOf(...files: readonly string[]): string {
  return files
    .map((file) => {
      const { mtimeMs, size, ino } = statSync(file);
      return `${mtimeMs}:${size}:${ino}`;
    })
    .join(' ');
}

/**
 * A program's own certificate and what it verifies others with, read from files that others renew: a newer certificate
 * and newer revocation lists are taken up without a restart. A file that cannot be used changes nothing: what was held
 * stays, and runs out by its own dates.
 */
export class Credentials {
  readonly #place: CredentialPlace;
  readonly #changed = new Set<(tls: TlsIdentity) => void>();
  #held: Held;
  #trustMark: string;
  readonly trust: Trust;

  private constructor(place: CredentialPlace, held: Held, trust: Trust, trustMark: string) {
    this.#place = place;
    this.#held = held;
    this.trust = trust;
    this.#trustMark = trustMark;
  }

  /** Reads everything. Throws the file system's error, and E_SIG or E_CRL_STALE for files that cannot be used. */
  static open(place: CredentialPlace): Credentials {
    const bundle = join(place.folder, 'trust.pem');
    const mark = markOf(bundle);
    const trust = Trust.pin(readFileSync(join(place.folder, 'root.pem'), 'utf8'), readFileSync(bundle, 'utf8'));
    return new Credentials(place, hold(place), trust, mark);
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

  /** Takes up files that were replaced since. Throws when one cannot be used; the others count all the same. */
  renew(): void {
    try {
      const bundle = join(this.#place.folder, 'trust.pem');
      const mark = markOf(bundle);
      if (mark !== this.#trustMark) {
        this.trust.renew(readFileSync(bundle, 'utf8'));
        this.#trustMark = mark;
      }
    } finally {
      this.#renewOwn();
    }
  }

  #renewOwn(): void {
    const held = hold(this.#place, this.#held);
    if (held === this.#held) return;
    this.#held = held;
    for (const callback of this.#changed) callback(held.tls);
  }

  /** Looks for replaced files every so often, until the given function is called. `onProblem` hears what could not be used. */
  watch(everyMs: number, onProblem: (error: unknown) => void): () => void {
    let last = '';
    const timer = setInterval(() => {
      try {
        this.renew();
        last = '';
      } catch (error) {
        // Once for each trouble, not at every look.
        const { message } = error as Error;
        if (message !== last) onProblem(error);
        last = message;
      }
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  }
}

/** Reads certificate and key, unless the files are those already held. The two must belong together. */
function hold({ folder, profile, passphrase }: CredentialPlace, before?: Held): Held {
  const [certificateFile, keyFile] = [join(folder, `${profile}.pem`), join(folder, `${profile}.key`)];
  const mark = markOf(certificateFile, keyFile);
  if (before?.mark === mark) return before;
  const cert = readFileSync(certificateFile, 'utf8');
  const [own, issuer] = derOfPem(cert, 'CERTIFICATE').map(readCertificate);
  if (!own || !issuer) throw benchError('E_SIG', 'certificate_missing');
  const key = createPrivateKey({
    key: readFileSync(keyFile, 'utf8'),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  if (!own.x509.checkPrivateKey(key)) throw benchError('E_SIG', 'key_of_another_certificate');
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { mark, signer: { certificate: own, issuer, key }, tls: { cert, key: pem } };
}
