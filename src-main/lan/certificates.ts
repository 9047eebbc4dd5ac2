import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnFile, syncFolder, writeWholeFile } from '#server/whole-file.ts';
import type { Secrets } from '../secrets/service.ts';
import {
  type CertificateFacts,
  type Credentials,
  isPermittedAddress,
  issueLeaf,
  leafDays,
  makeRoot,
  readCertificate,
} from './authority.ts';

const dayMs = 86_400_000;
/** A leaf is replaced when a third of its life is left. */
const renewBeforeMs = (leafDays / 3) * dayMs;

/** What the HTTPS listener is given: the leaf with the root behind it, and the leaf's key. */
export interface ServerCredentials {
  readonly cert: string;
  readonly key: string;
  readonly names: { readonly host: string; readonly addresses: readonly string[] };
}

/** What a certificate's private key is called among the landing's secrets. */
const secretOf = (name: 'root' | 'leaf') => `lan/${name}.key`;

/**
 * The landing's certificates, kept in `lan/` of the data folder; their private keys are among its secrets. To be used
 * while those are at hand only: a root is never made anew because its key is locked away.
 */
export class Certificates {
  readonly #folder: string;
  readonly #host: string;
  readonly #now: () => number;
  readonly #secrets: Pick<Secrets, 'get' | 'put'>;
  #root: { credentials: Credentials; facts: CertificateFacts } | undefined;
  #leaf: { credentials: Credentials; facts: CertificateFacts } | undefined;
  #plainKeysGone = false;

  constructor(options: { folder: string; host: string; now: () => number; secrets: Pick<Secrets, 'get' | 'put'> }) {
    this.#folder = options.folder;
    this.#host = options.host;
    this.#now = options.now;
    this.#secrets = options.secrets;
  }

  /** The root phones are asked to trust; undefined before LAN access was first switched on. */
  get root(): CertificateFacts | undefined {
    return this.#root?.facts;
  }

  /** The certificate the staff face shows at the moment. */
  get leaf(): CertificateFacts | undefined {
    return this.#leaf?.facts;
  }

  /** Forgets the keys: the secrets are no longer at hand. */
  forget(): void {
    this.#root = undefined;
    this.#leaf = undefined;
  }

  /**
   * Credentials for these addresses: those on disk while they fit and last, else new ones. Makes the root at the first
   * call, and anew only when it is damaged or ran out: phones must then trust it again. Throws while the secrets are
   * not at hand.
   */
  async ensure(addresses: readonly string[]): Promise<ServerCredentials> {
    const permitted = [...new Set(addresses.filter(isPermittedAddress))].sort();
    this.#root ??= await this.#read('root');
    if (!this.#root || this.#root.facts.notAfter - this.#now() < dayMs) {
      this.#root = await this.#save('root', await makeRoot(this.#host, this.#now()));
      this.#leaf = undefined;
    } else this.#leaf ??= await this.#read('leaf');
    if (!this.#leaf || !this.#fits(this.#leaf, permitted)) {
      const leaf = await issueLeaf(this.#root.credentials, { host: this.#host, addresses: permitted }, this.#now());
      this.#leaf = await this.#save('leaf', leaf);
    }
    if (!this.#plainKeysGone) await this.#removePlainKeys();
    this.#plainKeysGone = true;
    return {
      cert: `${this.#leaf.credentials.certificate}${this.#root.credentials.certificate}`,
      key: this.#leaf.credentials.key,
      names: { host: this.#host, addresses: permitted },
    };
  }

  #fits({ credentials, facts }: { credentials: Credentials; facts: CertificateFacts }, addresses: readonly string[]) {
    const now = this.#now();
    const sameNames = facts.hosts.join() === this.#host && [...facts.addresses].sort().join() === addresses.join();
    const fresh = facts.notBefore <= now && facts.notAfter - now > renewBeforeMs;
    const root = this.#root;
    const signed =
      root !== undefined &&
      new X509Certificate(credentials.certificate).verify(new X509Certificate(root.credentials.certificate).publicKey);
    return sameNames && fresh && signed;
  }

  /** Certificate and key of a name, or undefined when they are missing, damaged, or not each other's. */
  async #read(name: 'root' | 'leaf') {
    const key = this.#secrets.get(secretOf(name)) ?? (await this.#takeOver(name));
    const certificate = await this.#certificate(name);
    if (key === undefined || certificate === undefined || !belong(certificate, key)) return undefined;
    return { credentials: { certificate, key }, facts: readCertificate(certificate) };
  }

  async #certificate(name: 'root' | 'leaf'): Promise<string | undefined> {
    return readFile(join(this.#folder, `${name}.pem`), 'utf8').catch(() => undefined);
  }

  /** Earlier versions kept keys as plain files: such a one becomes a secret, and its file goes once that is on disk. */
  async #takeOver(name: 'root' | 'leaf'): Promise<string | undefined> {
    const key = await readOwnFile(join(this.#folder, `${name}.key`));
    const certificate = await this.#certificate(name);
    if (key === undefined || certificate === undefined || !belong(certificate, key)) return undefined;
    await this.#secrets.put(secretOf(name), key);
    return key;
  }

  async #save(name: 'root' | 'leaf', credentials: Credentials) {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#secrets.put(secretOf(name), credentials.key);
    await writeWholeFile(join(this.#folder, `${name}.pem`), credentials.certificate, 0o644);
    return { credentials, facts: readCertificate(credentials.certificate) };
  }

  /** A key that is among the secrets has no business in a file; a power cut may have left one. */
  async #removePlainKeys(): Promise<void> {
    const files = (['root', 'leaf'] as const).map((name) => join(this.#folder, `${name}.key`));
    await Promise.all(files.map((file) => rm(file, { force: true })));
    await syncFolder(this.#folder);
  }
}

function belong(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
