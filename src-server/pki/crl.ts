import { verify } from 'node:crypto';
import type { Certificate } from './certificates.ts';
import { context, type Der, octetsOfBits, oidOf, Parts, readDer, reading, refuseDer, tags } from './der.ts';
import { oids } from './oids.ts';

/** A list of revoked certificates (RFC 5280 §5) whose signature was verified. Times are UTC milliseconds. */
export interface RevocationList {
  readonly issuer: Buffer;
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Serial numbers, hexadecimal of their DER contents. */
  readonly revoked: ReadonlySet<string>;
}

const maxListBytes = 8_000_000;
/** Seven values for each revoked certificate: as many as fit the bytes. */
const maxListValues = 2_000_000;
const utcTime = 0x17;
const generalizedTime = 0x18;

/** A time of RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime after, both with seconds and Z. */
function timeOf(value: Der): number {
  const text = value.content.toString('latin1');
  const short = value.tag === utcTime;
  const match = (
    short ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
  ).exec(text);
  if (!match) return refuseDer('time_form');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const century = year >= 50 ? 1900 : 2000;
  return Date.UTC(short ? century + year : year, month - 1, day, hour, minute, second);
}

const nextTime = (parts: Parts): Der | undefined => parts.optional(utcTime) ?? parts.optional(generalizedTime);

function numberOf(extensions: Der | undefined): bigint {
  const [list] = extensions?.parts ?? [];
  for (const extension of list?.parts ?? []) {
    const parts = new Parts(extension, 'crl');
    const id = oidOf(parts.next(tags.oid));
    const critical = parts.optional(tags.boolean)?.content[0] === 0xff;
    const value = parts.next(tags.octetString).content;
    // A critical extension (a delta list, one that covers a part only) would mean that absence proves nothing.
    if (critical) refuseDer('crl_critical_extension');
    if (id !== oids.crlNumber) continue;
    const number = readDer(value);
    if (number.tag !== tags.integer || number.content.length > 20) refuseDer('crl_number');
    return BigInt(`0x${number.content.toString('hex')}`);
  }
  return refuseDer('crl_number');
}

function revokedOf(list: Der | undefined): Set<string> {
  return new Set(
    (list?.parts ?? []).map((entry) => new Parts(entry, 'crl').next(tags.integer).content.toString('hex')),
  );
}

/** The name of a list's issuer, before anything of it is verified: which authority must have signed it. */
export const issuerOfList = (der: Uint8Array): Buffer => reading('E_CRL_STALE', () => fieldsOf(der).issuer);

function fieldsOf(der: Uint8Array) {
  if (der.length > maxListBytes) refuseDer('crl_too_large');
  const outer = new Parts(readDer(der, maxListValues), 'crl');
  const signed = outer.next(tags.sequence);
  const algorithm = outer.next(tags.sequence);
  const signature = octetsOfBits(outer.next(tags.bitString));
  outer.end();
  const tbs = new Parts(signed, 'crl');
  tbs.next(tags.integer);
  if (!tbs.next(tags.sequence).bytes.equals(algorithm.bytes)) refuseDer('crl_algorithm');
  if (oidOf(new Parts(algorithm, 'algorithm').next(tags.oid)) !== oids.sha256WithRsa) refuseDer('crl_algorithm');
  const issuer = tbs.next(tags.sequence).bytes;
  const thisUpdate = nextTime(tbs) ?? refuseDer('crl_form');
  const nextUpdate = nextTime(tbs) ?? refuseDer('crl_without_next_update');
  const revoked = tbs.optional(tags.sequence);
  const extensions = tbs.optional(context(0));
  tbs.end();
  return { signed, signature, issuer, thisUpdate, nextUpdate, revoked, extensions };
}

/**
 * Reads a revocation list and verifies that the authority signed it. Throws E_CRL_STALE when it cannot be read, E_SIG
 * when the signature is not the authority's or the authority may sign no lists.
 */
export function readRevocationList(der: Uint8Array, authority: Certificate): RevocationList {
  return reading('E_CRL_STALE', () => {
    const fields = fieldsOf(der);
    const list = {
      issuer: fields.issuer,
      number: numberOf(fields.extensions),
      thisUpdate: timeOf(fields.thisUpdate),
      nextUpdate: timeOf(fields.nextUpdate),
      revoked: revokedOf(fields.revoked),
    };
    return reading('E_SIG', () => {
      if (!fields.issuer.equals(authority.subject)) return refuseDer('crl_issuer');
      if (!authority.isAuthority || !authority.keyUsage.has('cRLSign')) return refuseDer('crl_issuer');
      if (!verify('sha256', fields.signed.bytes, authority.publicKey, fields.signature))
        return refuseDer('crl_signature');
      return list;
    });
  });
}
