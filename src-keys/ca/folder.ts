import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FolderLock, takeFolder } from '#server/folder-lock.ts';
import { type Certificate, derOfPem, pemOf, type Role, readCertificate, roles } from '#server/pki/certificates.ts';
import { readRevocationList } from '#server/pki/crl.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { KeyRefusal } from '../refusal.ts';
import { decryptKey, encryptKey } from './encrypted-key.ts';
import { type Authority, issueCertificate, makeAuthority, makeRoot } from './issue.ts';
import { issuedFile } from './issuer.ts';
import { lifetimes, type ProfileName, profiles } from './profiles.ts';
import { type Issued, Register } from './register.ts';
import { makeRevocationList, type RevocationReason, revocationReasons } from './revocation.ts';

/** Secrets of an authority are worth more than a login. */
export const minPassphrase = 12;

type Issuer = Role | 'root';
const issuers: readonly Issuer[] = ['root', ...roles];

const certificatePem = (certificate: Certificate) => pemOf(certificate.der, 'CERTIFICATE');

/** What a holder is given with a certificate. PEM. */
export interface IssuedFiles {
  readonly serial: string;
  readonly certificate: Certificate;
  /** The holder's certificate, then that of its issuer. */
  readonly chain: string;
}

/**
 * A certificate authority in a folder: `keys/` and `certificates/` of root and issuing authorities, `register.jsonl`,
 * `lists/`, and `published/` with what everybody may have. Keys are encrypted under one passphrase; the folder belongs to
 * one process at a time.
 */
export class CaFolder implements Disposable {
  readonly path: string;
  readonly #passphrase: string;
  readonly #register: Register;
  readonly #lock: FolderLock;

  private constructor(path: string, passphrase: string, register: Register, lock: FolderLock) {
    this.path = path;
    this.#passphrase = passphrase;
    this.#register = register;
    this.#lock = lock;
  }

  /**
   * Makes an authority in an empty folder and publishes its first lists. Throws KeyRefusal.
   * @param name the root's common name
   */
  static async init(path: string, name: string, passphrase: string, now: number): Promise<CaFolder> {
    if (passphrase.length < minPassphrase) throw new KeyRefusal('passphrase_short', { length: minPassphrase });
    await usable(path, () => mkdir(path, { recursive: true, mode: 0o700 }));
    if ((await readdir(path)).length > 0) throw new KeyRefusal('folder_taken', { folder: path });
    const lock = lockFolder(path);
    for (const folder of ['keys', 'certificates', 'lists', 'published'])
      await mkdir(join(path, folder), { mode: 0o700 });
    const root = await makeRoot(name, now);
    const made = new Map<Issuer, Authority>([['root', root]]);
    for (const role of roles) made.set(role, await makeAuthority(root, role, now));
    for (const [issuer, { key, certificate }] of made) {
      await writeWholeFile(join(path, 'keys', `${issuer}.pem`), encryptKey(key, passphrase), 0o600);
      await writeWholeFile(join(path, 'certificates', `${issuer}.pem`), certificatePem(certificate), 0o644);
    }
    const folder = new CaFolder(path, passphrase, await Register.open(join(path, 'register.jsonl')), lock);
    await folder.publish(now);
    return folder;
  }

  /** Opens an authority. Throws KeyRefusal when there is none, another process has it, or the
   * passphrase is another. */
  static async open(path: string, passphrase: string): Promise<CaFolder> {
    if (!existsSync(join(path, 'certificates', 'root.pem')))
      throw new KeyRefusal('authority_missing', { folder: path });
    const lock = lockFolder(path);
    try {
      const folder = new CaFolder(path, passphrase, await Register.open(join(path, 'register.jsonl')), lock);
      // Before anything is written: a wrong passphrase must not leave a revocation half done.
      await folder.#authority('bench');
      for (const exported of await folder.#exports()) await folder.takeIn(join(exported, issuedFile));
      return folder;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#lock.release();
  }

  async #certificate(issuer: Issuer): Promise<Certificate> {
    const pem = await readFile(join(this.path, 'certificates', `${issuer}.pem`), 'utf8');
    return readCertificate(derOfPem(pem, 'CERTIFICATE')[0] ?? Buffer.alloc(0));
  }

  async #authority(issuer: Issuer): Promise<Authority> {
    const file = join(this.path, 'keys', `${issuer}.pem`);
    const pem = await usable(file, () => readFile(file, 'utf8'));
    const key = decryptKey(pem, this.#passphrase);
    if (!key) throw new KeyRefusal('passphrase_wrong', { file });
    return { key, certificate: await this.#certificate(issuer) };
  }

  /** Issues a certificate, registered before it is given. `days` may shorten its life. */
  async issue(
    request: {
      readonly profile: ProfileName;
      readonly id: string;
      readonly publicKey: KeyObject;
      readonly days?: number | undefined;
    },
    now: number,
  ): Promise<IssuedFiles> {
    const authority = await this.#authority(profiles[request.profile].role);
    const certificate = issueCertificate(authority, request, now);
    const { notAfter, fingerprint } = certificate;
    const serial = certificate.serial.toString('hex');
    const { profile, id } = request;
    await this.#register.add({ event: 'issued', at: now, serial, profile, id, notAfter, fingerprint });
    return { serial, certificate, chain: certificatePem(certificate) + certificatePem(authority.certificate) };
  }

  /**
   * Writes the issuing authority of one role into a folder of its own, its key under another passphrase: whoever issues
   * there needs nothing else of this authority. What is issued there is taken into the register whenever this folder is
   * opened and can reach that one. Throws KeyRefusal.
   */
  async exportIssuer(role: Role, out: string, passphrase: string): Promise<void> {
    if (passphrase.length < minPassphrase) throw new KeyRefusal('passphrase_short', { length: minPassphrase });
    const { key, certificate } = await this.#authority(role);
    const folder = resolve(out);
    await usable(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
    await writeWholeFile(join(folder, 'issuer.pem'), certificatePem(certificate), 0o644);
    await writeWholeFile(join(folder, 'issuer.key'), encryptKey(key, passphrase), 0o600);
    const known = new Set([...(await this.#exports()), folder]);
    await writeWholeFile(join(this.path, 'exports.json'), `${JSON.stringify([...known], undefined, 2)}\n`, 0o600);
  }

  async #exports(): Promise<readonly string[]> {
    const file = join(this.path, 'exports.json');
    return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  }

  /** Takes what an exported authority issued into the register; gives how many were new. A file that is away is no fault. */
  async takeIn(issued: string): Promise<number> {
    const theirs = await Register.open(issued);
    const fresh = theirs.all.filter(({ serial }) => !this.#register.issued(serial));
    if (fresh.length > 0) await this.#register.add(...fresh);
    return fresh.length;
  }

  /** The certificates that are neither revoked nor run out. */
  valid(now: number): readonly Issued[] {
    return this.#register.validAt(now);
  }

  /**
   * Revokes by serial number, or every valid certificate of a holder, and publishes the new lists. Gives the serial
   * numbers. Throws KeyRefusal when there is nothing to revoke.
   */
  async revoke(
    what: { readonly serial: string } | { readonly profile: ProfileName; readonly id: string },
    reason: RevocationReason,
    now: number,
  ): Promise<readonly string[]> {
    const found = this.#register
      .validAt(now)
      .filter((entry) =>
        'serial' in what ? entry.serial === what.serial : entry.profile === what.profile && entry.id === what.id,
      );
    const named = 'serial' in what ? what.serial : `${what.profile} ${what.id}`;
    if (found.length === 0) throw new KeyRefusal('nothing_to_revoke', { what: named });
    await this.#register.add(...found.map(({ serial }) => ({ event: 'revoked', at: now, serial, reason }) as const));
    await this.publish(now);
    return found.map(({ serial }) => serial);
  }

  /**
   * Signs every revocation list anew and publishes `root.pem` and `trust.pem` (issuing certificates and lists), which
   * everybody needs. Where the root's key was taken away, as it should be, the root's last list stays until it runs out.
   */
  async publish(now: number): Promise<{ readonly number: number; readonly trust: string }> {
    const number = this.#register.nextNumber;
    const lists: string[] = [];
    for (const issuer of issuers) {
      const file = join(this.path, 'lists', `${issuer}.pem`);
      const list = await this.#list(issuer, file, number, now);
      await writeWholeFile(file, list, 0o644);
      lists.push(list);
    }
    const certificates = await Promise.all(roles.map(async (role) => certificatePem(await this.#certificate(role))));
    const trust = [...certificates, ...lists].join('');
    await this.#register.add({ event: 'published', at: now, number });
    const root = certificatePem(await this.#certificate('root'));
    await writeWholeFile(join(this.path, 'published', 'root.pem'), root, 0o644);
    await writeWholeFile(join(this.path, 'published', 'trust.pem'), trust, 0o644);
    return { number, trust };
  }

  async #list(issuer: Issuer, file: string, number: number, now: number): Promise<string> {
    if (issuer === 'root' && !existsSync(join(this.path, 'keys', 'root.pem'))) return this.#keptRootList(file, now);
    const authority = await this.#authority(issuer);
    const mine = this.#register.revoked.filter(({ serial }) => {
      const issued = this.#register.issued(serial);
      return issued !== undefined && profiles[issued.profile].role === issuer;
    });
    const nextUpdate = now + (issuer === 'root' ? lifetimes.rootListMs : lifetimes.listMs);
    return makeRevocationList(authority, { number, revoked: mine, now, nextUpdate });
  }

  async #keptRootList(file: string, now: number): Promise<string> {
    const pem = await readFile(file, 'utf8');
    const list = readRevocationList(derOfPem(pem, 'X509 CRL')[0] ?? Buffer.alloc(0), await this.#certificate('root'));
    if (list.nextUpdate < now) throw new KeyRefusal('root_list_stale', { folder: this.path });
    return pem;
  }

  /** What everybody may have: the root to pin, and the bundle of issuing certificates and lists. */
  async published(): Promise<{ readonly root: string; readonly trust: string }> {
    const read = (name: string) => readFile(join(this.path, 'published', name), 'utf8');
    return { root: await read('root.pem'), trust: await read('trust.pem') };
  }
}

function lockFolder(path: string): FolderLock {
  const lock = takeFolder(path, 'authority.lock');
  if (!lock) throw new KeyRefusal('folder_in_use', { folder: path });
  return lock;
}

async function usable<T>(folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyRefusal('folder_unusable', { folder, cause: code ?? (error as Error).message }, { cause: error });
  }
}

/** Reasons a certificate can be revoked for, as `--reason` takes them. */
export const reasonNames = Object.keys(revocationReasons) as readonly RevocationReason[];
