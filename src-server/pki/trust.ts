import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import {
  type Certificate,
  derOfPem,
  holderOf,
  type Purpose,
  type Role,
  readCertificate,
  roles,
  unfitFor,
} from './certificates.ts';
import { issuerOfList, type RevocationList, readRevocationList } from './crl.ts';
import { ownOids } from './oids.ts';

/** Somebody whose certificate was verified. */
export interface Peer {
  readonly role: Role;
  readonly id: string;
  readonly certificate: Certificate;
}

/** What the verifier asks of a certificate. */
export interface Wanted {
  readonly roles: readonly Role[];
  readonly purpose: Purpose;
  /** UTC milliseconds. */
  readonly now: number;
}

/** The root or an issuing authority, whom it issues for (the root: authorities), and its revocation list. */
export interface Authority {
  readonly certificate: Certificate;
  readonly role: Role | undefined;
  readonly list: RevocationList | undefined;
}

/** How far two computers' clocks may differ before a certificate or list is taken to be from the future. */
export const clockSkewMs = 5 * 60_000;

const refuse = (code: BenchCode, reason: string, holder?: { role: Role; id: string }) =>
  benchError(code, reason, holder ? { details: { peer: `${holder.role}:${holder.id}` } } : {});

const keyOf = (name: Buffer): string => name.toString('hex');

/**
 * The pinned root, the issuing authorities below it and their revocation lists. There are three levels and no more:
 * root, one issuing authority per role, holder.
 */
export class Trust {
  readonly root: Certificate;
  #authorities: ReadonlyMap<string, Certificate> = new Map();
  #lists: ReadonlyMap<string, RevocationList> = new Map();

  private constructor(root: Certificate) {
    this.root = root;
  }

  /**
   * Pins a root and reads the bundle that the authority publishes: its issuing certificates and revocation lists, PEM,
   * in any order. Throws E_SIG when the root is none or the bundle holds what the root did not sign.
   */
  static pin(rootPem: string, bundlePem: string): Trust {
    const [der, ...more] = derOfPem(rootPem, 'CERTIFICATE');
    if (!der || more.length > 0) throw refuse('E_SIG', 'root_missing');
    const root = readCertificate(der);
    if (!root.isAuthority || !root.subject.equals(root.issuer) || !root.x509.verify(root.publicKey))
      throw refuse('E_SIG', 'root_not_self_signed');
    const trust = new Trust(root);
    trust.renew(bundlePem);
    return trust;
  }

  /**
   * Takes a newer bundle, whole or not at all. Throws E_SIG for what the root did not sign, E_CRL_STALE
   * `crl_number_back` for a list older than the one it would replace: a replayed list would bring the revoked back.
   */
  renew(bundlePem: string): void {
    const authorities = new Map([[keyOf(this.root.subject), this.root]]);
    for (const der of derOfPem(bundlePem, 'CERTIFICATE')) {
      const certificate = readCertificate(der);
      if (certificate.fingerprint === this.root.fingerprint) continue;
      this.#checkAuthority(certificate);
      authorities.set(keyOf(certificate.subject), certificate);
    }
    const lists = new Map<string, RevocationList>();
    for (const der of derOfPem(bundlePem, 'X509 CRL')) {
      const issuer = authorities.get(keyOf(issuerOfList(der)));
      if (!issuer) throw refuse('E_SIG', 'crl_issuer');
      const list = readRevocationList(der, issuer);
      const known = lists.get(keyOf(list.issuer));
      if (!known || list.number > known.number) lists.set(keyOf(list.issuer), list);
    }
    for (const [issuer, { number }] of this.#lists)
      if ((lists.get(issuer)?.number ?? -1n) < number) throw refuse('E_CRL_STALE', 'crl_number_back');
    this.#authorities = authorities;
    this.#lists = lists;
  }

  /** The certificates of the issuing authorities, as they go into messages beside a signer's own. */
  issuerOf(certificate: Certificate): Certificate | undefined {
    return this.#authorities.get(keyOf(certificate.issuer));
  }

  /** When the first of the revocation lists runs out, UTC milliseconds; undefined while there is none. */
  get listsGoodUntil(): number | undefined {
    const ends = [...this.#lists.values()].map(({ nextUpdate }) => nextUpdate);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** The root and the issuing authorities of the bundle, for people to look at. */
  get authorities(): Authority[] {
    return [...this.#authorities.values()].map((certificate) => ({
      certificate,
      role: roles.find((role) => certificate.extendedUsages.includes(ownOids.usage[role])),
      list: this.#lists.get(keyOf(certificate.subject)),
    }));
  }

  /**
   * Whether certificates of one of `authorities` are good now as far as it goes: it and its list. Throws E_CLOCK,
   * E_CERT_EXPIRED, E_CERT_REVOKED, E_CRL_STALE.
   */
  checkAuthority(authority: Certificate, now: number): void {
    this.#checkValidity(authority, now);
    if (authority !== this.root) this.#checkRevocation(authority, now);
    this.#checkList(this.#lists.get(keyOf(authority.subject)), now);
  }

  #checkAuthority(certificate: Certificate): void {
    if (!certificate.issuer.equals(this.root.subject) || !certificate.x509.verify(this.root.publicKey))
      throw refuse('E_SIG', 'wrong_root');
    const { isAuthority, pathLength, keyUsage } = certificate;
    if (!isAuthority || pathLength !== 0 || !keyUsage.has('keyCertSign')) throw refuse('E_SIG', 'not_an_authority');
  }

  #issuerFor(certificate: Certificate, offered: readonly Certificate[]): Certificate {
    // Those of the bundle were verified when it was taken up.
    const known = this.issuerOf(certificate);
    const issuer = known ?? offered.find(({ subject }) => subject.equals(certificate.issuer));
    if (!issuer || issuer === this.root) throw refuse('E_SIG', issuer ? 'not_an_issuer' : 'wrong_root');
    if (!known) this.#checkAuthority(issuer);
    if (!certificate.x509.verify(issuer.publicKey)) throw refuse('E_SIG', 'certificate_signature');
    return issuer;
  }

  /** Validity (RFC 5280 §6.1.3), where a certificate from the future means that a clock is wrong. */
  #checkValidity(certificate: Certificate, now: number, holder?: Peer): void {
    if (certificate.notBefore > now + clockSkewMs) throw refuse('E_CLOCK', 'certificate_not_yet_valid', holder);
    if (certificate.notAfter < now) throw refuse('E_CERT_EXPIRED', 'certificate_expired', holder);
  }

  /** Without a list that is current nobody can be shown not to be revoked: then nobody passes. */
  #checkRevocation(certificate: Certificate, now: number, holder?: Peer): void {
    const list = this.#lists.get(keyOf(certificate.issuer));
    if (list?.revoked.has(certificate.serial.toString('hex'))) throw refuse('E_CERT_REVOKED', 'revoked', holder);
    this.#checkList(list, now, holder);
  }

  #checkList(list: RevocationList | undefined, now: number, holder?: Peer): void {
    if (!list) throw refuse('E_CRL_STALE', 'crl_missing', holder);
    if (list.thisUpdate > now + clockSkewMs) throw refuse('E_CLOCK', 'crl_not_yet_valid', holder);
    if (list.nextUpdate < now) throw refuse('E_CRL_STALE', 'crl_stale', holder);
  }

  /**
   * Verifies a certificate up to the pinned root: signatures, validity, revocation of holder and issuer, and that it was
   * issued for one of the roles and for the purpose, by that role's own authority. `offered` are issuing certificates
   * that came along, for a verifier that holds the root alone.
   *
   * Throws E_SIG (not signed under this root), E_CLOCK, E_CERT_EXPIRED, E_CERT_REVOKED, E_CRL_STALE or E_ROLE.
   */
  verify(certificate: Certificate, wanted: Wanted, offered: readonly Certificate[] = []): Peer {
    const { now } = wanted;
    const issuer = this.#issuerFor(certificate, offered);
    const holder = holderOf(certificate);
    const peer = holder && { ...holder, certificate };
    this.#checkValidity(this.root, now);
    this.#checkValidity(issuer, now);
    this.#checkValidity(certificate, now, peer);
    this.#checkRevocation(issuer, now);
    this.#checkRevocation(certificate, now, peer);
    if (!peer || certificate.isAuthority) throw refuse('E_ROLE', 'no_role');
    if (!issuer.extendedUsages.includes(ownOids.usage[peer.role]))
      throw refuse('E_ROLE', 'issuer_of_another_role', peer);
    if (!wanted.roles.includes(peer.role)) throw refuse('E_ROLE', 'role', peer);
    const unfit = unfitFor(certificate, peer.role, wanted.purpose);
    if (unfit) throw refuse('E_ROLE', unfit, peer);
    return peer;
  }
}
