import type { KeyObject } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { derOfPem, holderOf, pemOf, readCertificate } from '#server/pki/certificates.ts';
import { isCodeOf, proofOf } from '#server/pki/enrolment-code.ts';
import { makeRequest } from '#server/pki/request.ts';
import { Trust } from '#server/pki/trust.ts';
import { enrolledSchema } from '#shared/bench/enrolment.ts';
import type { EnrolmentCode } from '#shared/bench/enrolment-code.ts';
import { benchError } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';

const timeoutMs = 15_000;
const maxTrustBytes = 1_000_000;

/** The address of an MTMS as a person types it: `https` is added where no scheme is given. Throws AppError mtms_address_invalid. */
export function readMtmsAddress(typed: string): string {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  const fits =
    text !== '' &&
    url?.protocol === 'https:' &&
    url.hostname !== '' &&
    url.username + url.password + url.search + url.hash === '' &&
    url.pathname === '/';
  if (!fits) throw new AppError('mtms_address_invalid');
  return `https://${url.host}`;
}

/**
 * Root, issuing certificates and revocation lists as a server shows them to anybody, PEM. The server is not verified for
 * this, and nothing is shown to it: what it says is believed only as far as the root's signature goes, and that is how
 * lists are had again when one's own have run out. Throws E_MTMS_DOWN.
 */
export function fetchTrust(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error & { code?: string }) =>
      reject(benchError('E_MTMS_DOWN', cause.code ?? 'connection', { cause }));
    const options = { minVersion: 'TLSv1.3', rejectUnauthorized: false, agent: false, timeout: timeoutMs } as const;
    const request = httpsRequest(`${address}/v1/trust`, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxTrustBytes) request.destroy(Object.assign(new Error('too large'), { code: 'answer_too_large' }));
      });
      response.on('error', fail);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
        else fail(Object.assign(new Error('refused'), { code: `status_${response.statusCode}` }));
      });
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    request.on('error', fail);
    request.end();
  });
}

/** A certificate as it came from the MTMS, verified; all of it PEM. */
export interface Certified {
  readonly benchId: string;
  readonly mtmsId: string;
  readonly certificate: string;
  readonly bundle: string;
}

/**
 * What an enrolment or a renewal answered. Throws E_SIG for a certificate of another key or root, E_ROLE when it is not a
 * bench's, E_CERT_REVOKED … as `Trust.verify`.
 */
export function certifiedIn(answer: unknown, key: KeyObject, trust: Trust, now: number): Certified {
  const { success, data } = enrolledSchema.safeParse(answer);
  if (!success) throw benchError('E_MTMS_DOWN', 'answer_unreadable');
  const bytes = (base64: string) => Buffer.from(base64, 'base64');
  if (!bytes(data.root).equals(trust.root.der)) throw benchError('E_SIG', 'wrong_root');
  trust.renew(data.trust);
  const [own, issuer] = data.certificates.map((der) => readCertificate(bytes(der)));
  if (!own || !issuer) throw benchError('E_MTMS_DOWN', 'answer_unreadable');
  const { id } = trust.verify(own, { roles: ['bench'], purpose: 'tls-client', now }, [issuer]);
  if (id !== data.bench || holderOf(own)?.id !== id) throw benchError('E_ROLE', 'another_holder');
  if (!own.x509.checkPrivateKey(key)) throw benchError('E_SIG', 'key_of_another_certificate');
  return {
    benchId: id,
    mtmsId: data.mtms,
    certificate: [own, issuer].map(({ der }) => pemOf(der, 'CERTIFICATE')).join(''),
    bundle: data.trust,
  };
}

/** The root that a server names as its own, if it is the one a code is from. Throws E_ROOT. */
function rootOf(bundle: string, code: EnrolmentCode): string {
  const [first] = derOfPem(bundle, 'CERTIFICATE');
  if (!first || !isCodeOf(code, first)) throw benchError('E_ROOT', first ? 'another_root' : 'no_root');
  return pemOf(first, 'CERTIFICATE');
}

/**
 * Enrols at the MTMS of an address by a code. The server is asked for its root first; only a server whose certificate
 * stands under the very root that the code names gets the code's proof. Throws E_ROOT before that; then what the MTMS
 * refuses with, and what verification throws.
 */
export async function enrolAt(
  address: string,
  code: EnrolmentCode,
  now: () => number,
  keyOf: () => Promise<KeyObject>,
): Promise<Certified & { readonly root: string }> {
  const bundle = await fetchTrust(address);
  const root = rootOf(bundle, code);
  const trust = Trust.pin(root, bundle);
  const client = new MutualClient({
    credentials: { trust },
    roles: ['mtms'],
    unreachable: 'E_MTMS_DOWN',
    now,
    timeoutMs,
  });
  try {
    const key = await keyOf();
    const body = {
      number: code.number,
      proof: proofOf(code),
      certificateRequest: makeRequest(key).toString('base64'),
    };
    const { value } = await client.request('POST', `${address}/v1/enrolments`, body);
    return { ...certifiedIn(value, key, trust, now()), root };
  } finally {
    client.close();
  }
}
