import type { Role } from '#server/pki/certificates.ts';
import { oids, ownOids } from '#server/pki/oids.ts';

const dayMs = 86_400_000;

/** What a kind of certificate may be used for, and how long it lasts. */
export interface Profile {
  readonly role: Role;
  readonly days: number;
  /** digitalSignature for those that sign and speak TLS; keyEncipherment for the one that keys are sealed for. */
  readonly keyUsage: 'digitalSignature' | 'keyEncipherment';
  readonly extendedUsages: readonly string[];
}

/**
 * The kinds of certificates. A key has one purpose (PCI PIN, requirement 19): the KMS speaks and signs with one key
 * (`kms`) and takes keys with another (`kms-transport`). A bench's lasts 14 days and is renewed daily, so that a lost
 * computer is soon worth nothing and a long weekend locks nobody out; a terminal keeps its own for life.
 */
export const profiles = {
  bench: { role: 'bench', days: 14, keyUsage: 'digitalSignature', extendedUsages: [oids.clientAuth] },
  mtms: { role: 'mtms', days: 90, keyUsage: 'digitalSignature', extendedUsages: [oids.serverAuth, oids.clientAuth] },
  kms: { role: 'kms', days: 90, keyUsage: 'digitalSignature', extendedUsages: [oids.serverAuth, oids.clientAuth] },
  'kms-transport': {
    role: 'kms',
    days: 730,
    keyUsage: 'keyEncipherment',
    extendedUsages: [ownOids.usage.keyTransport],
  },
  pos: { role: 'pos', days: 3_650, keyUsage: 'digitalSignature', extendedUsages: [oids.clientAuth] },
} as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as readonly ProfileName[];

export const lifetimes = {
  rootMs: 7_300 * dayMs,
  authorityMs: 3_650 * dayMs,
  /** Revocation lists of the issuing authorities: long enough for a list to be fetched after a long weekend. */
  listMs: 7 * dayMs,
  /** The root's own list changes when an issuing authority falls, and its key is not at hand every day. */
  rootListMs: 90 * dayMs,
  /** Clocks of benches run late. */
  backdateMs: 60 * 60_000,
} as const;

export const daysMs = (days: number): number => days * dayMs;
