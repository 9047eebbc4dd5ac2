import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Authority, issueCertificate, makeAuthority, makeRoot } from '#keys/ca/issue.ts';
import { type ProfileName, profiles } from '#keys/ca/profiles.ts';
import { makeRevocationList, type Revoked } from '#keys/ca/revocation.ts';
import { type Certificate, pemOf, type Role, roles } from '#server/pki/certificates.ts';
import { newRsaKey } from '#server/pki/request.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { Trust } from '#server/pki/trust.ts';

const dayMs = 86_400_000;

/** A certificate authority in memory, as `npm run ca` makes one on disk. */
export interface TestAuthority {
  readonly root: Authority;
  readonly authorities: ReadonlyMap<Role, Authority>;
  /** Issues a certificate for a fresh key, or for one that is given. */
  issue(
    profile: ProfileName,
    id: string,
    how?: { at?: number; days?: number; by?: Role; key?: KeyObject },
  ): Promise<Signer>;
  /** Everything a party is given to verify others with. */
  bundle(how?: { revoked?: readonly Certificate[]; at?: number; number?: number; without?: 'lists' }): Promise<string>;
  trust(how?: Parameters<TestAuthority['bundle']>[0]): Promise<Trust>;
  readonly rootPem: string;
}

export const pemOfCertificate = (certificate: Certificate): string => pemOf(certificate.der, 'CERTIFICATE');

/** Making RSA keys takes long, so tests share some. */
const keyPool: Promise<KeyObject>[] = [];
let drawn = 0;
const pooledKey = (): Promise<KeyObject> => {
  const at = drawn++ % 6;
  keyPool[at] ??= newRsaKey();
  return keyPool[at];
};

let shared: Promise<TestAuthority> | undefined;

/** One for all tests of a file that do not care which: issuing and revoking changes nothing in it. */
export function sharedAuthority(): Promise<TestAuthority> {
  shared ??= testAuthority();
  return shared;
}

export async function testAuthority(now = Date.now()): Promise<TestAuthority> {
  const root = await makeRoot('Test root', now);
  const authorities = new Map<Role, Authority>();
  await Promise.all(roles.map(async (role) => authorities.set(role, await makeAuthority(root, role, now))));
  const of = (role: Role): Authority => {
    const authority = authorities.get(role);
    if (!authority) throw new Error(`no authority of ${role}`);
    return authority;
  };
  const rootPem = pemOfCertificate(root.certificate);
  const bundle: TestAuthority['bundle'] = async ({ revoked = [], at = now, number = 1, without } = {}) => {
    const listOf = (authority: Authority) => {
      const mine: Revoked[] = revoked
        .filter(({ issuer }) => issuer.equals(authority.certificate.subject))
        .map(({ serial }) => ({ serial: serial.toString('hex'), at, reason: 'keyCompromise' }));
      return makeRevocationList(authority, { number, revoked: mine, now: at, nextUpdate: at + 7 * dayMs });
    };
    const all = [root, ...authorities.values()];
    const lists = without === 'lists' ? [] : await Promise.all(all.map(listOf));
    return [...all.map(({ certificate }) => pemOfCertificate(certificate)), ...lists].join('');
  };
  return {
    root,
    authorities,
    rootPem,
    bundle,
    trust: async (how) => Trust.pin(rootPem, await bundle(how)),
    issue: async (profile, id, { at = now, days, by = profiles[profile].role, key } = {}) => {
      const held = key ?? (await pooledKey());
      const request = { profile, id, publicKey: createPublicKey(held), days };
      return { certificate: issueCertificate(of(by), request, at), issuer: of(by).certificate, key: held };
    },
  };
}
