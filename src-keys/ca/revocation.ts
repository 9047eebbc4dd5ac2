import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { pemOf } from '#server/pki/certificates.ts';
import { oids } from '#server/pki/oids.ts';
import type { Authority } from './issue.ts';

/** Why a certificate was revoked (RFC 5280 §5.3.1). */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;
export type RevocationReason = keyof typeof revocationReasons;

/** A revoked certificate: its serial number in hexadecimal, when (UTC milliseconds), and why. */
export interface Revoked {
  readonly serial: string;
  readonly at: number;
  readonly reason: RevocationReason;
}

const extension = (extnID: string, value: asn1js.BaseBlock) =>
  new pkijs.Extension({ extnID, critical: false, extnValue: value.toBER() });
/** UTCTime until 2049 as RFC 5280 §5.1.2.4 wants it, and whole seconds. */
const time = (at: number) =>
  new pkijs.Time({ type: new Date(at).getUTCFullYear() < 2050 ? 0 : 1, value: new Date(Math.floor(at / 1000) * 1000) });
/** Makes an authority's revocation list (RFC 5280 §5), PEM. `number` must be greater than that of every list before. */
export async function makeRevocationList(
  authority: Authority,
  list: {
    readonly number: number;
    readonly revoked: readonly Revoked[];
    readonly now: number;
    readonly nextUpdate: number;
  },
): Promise<string> {
  const { subject } = pkijs.Certificate.fromBER(new Uint8Array(authority.certificate.der));
  const crl = new pkijs.CertificateRevocationList({
    version: 1,
    issuer: subject,
    thisUpdate: time(list.now),
    nextUpdate: time(list.nextUpdate),
    crlExtensions: new pkijs.Extensions({
      extensions: [extension(oids.crlNumber, new asn1js.Integer({ value: list.number }))],
    }),
  });
  // An empty list is left out altogether (RFC 5280 §5.1.2.6).
  if (list.revoked.length > 0)
    crl.revokedCertificates = list.revoked.map(
      ({ serial, at, reason }) =>
        new pkijs.RevokedCertificate({
          userCertificate: new asn1js.Integer({ valueHex: Buffer.from(serial, 'hex') }),
          revocationDate: time(at),
          crlEntryExtensions: new pkijs.Extensions({
            extensions: [extension(oids.crlReason, new asn1js.Enumerated({ value: revocationReasons[reason] }))],
          }),
        }),
    );
  const key = authority.key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
  await crl.sign(key, 'SHA-256');
  return pemOf(new Uint8Array(crl.toSchema(true).toBER()), 'X509 CRL');
}
