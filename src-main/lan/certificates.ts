import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
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

/**
 * Waits for a change of a file's mode. Removable disks (exFAT, FAT) know none and refuse it; a landing whose data lies
 * on one still needs its face, and its root must not be made anew because of it.
 */
async function whereThereAreModes(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/**
 * The landing's certificates, kept in `lan/` of the data folder. Private keys are readable by their owner only
 * (mode 0600) wherever the disk knows modes.
 */
export class Certificates {
  readonly #folder: string;
  readonly #host: string;
  readonly #now: () => number;
  #root: { credentials: Credentials; facts: CertificateFacts } | undefined;
  #leaf: { credentials: Credentials; facts: CertificateFacts } | undefined;

  constructor(options: { folder: string; host: string; now: () => number }) {
    this.#folder = options.folder;
    this.#host = options.host;
    this.#now = options.now;
  }

  /** The root phones are asked to trust; undefined before LAN access was first switched on. */
  get root(): CertificateFacts | undefined {
    return this.#root?.facts;
  }

  /** The certificate the staff face shows at the moment. */
  get leaf(): CertificateFacts | undefined {
    return this.#leaf?.facts;
  }

  /**
   * Credentials for these addresses: those on disk while they fit and last, else new ones. Makes the root at the first
   * call, and anew only when it is damaged or ran out: phones must then trust it again.
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
    try {
      const keyFile = join(this.#folder, `${name}.key`);
      const [certificate, key] = await Promise.all([
        readFile(join(this.#folder, `${name}.pem`), 'utf8'),
        readFile(keyFile, 'utf8'),
      ]);
      // A copy or a restore may have opened it up.
      await whereThereAreModes(chmod(keyFile, 0o600));
      if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return undefined;
      return { credentials: { certificate, key }, facts: readCertificate(certificate) };
    } catch {
      return undefined;
    }
  }

  async #save(name: 'root' | 'leaf', credentials: Credentials) {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#write(`${name}.key`, credentials.key, 0o600);
    await this.#write(`${name}.pem`, credentials.certificate, 0o644);
    return { credentials, facts: readCertificate(credentials.certificate) };
  }

  /** Replaces a file as a whole: after a power cut it is the old one or the new one. */
  async #write(name: string, text: string, mode: number): Promise<void> {
    const file = join(this.#folder, name);
    const handle = await open(`${file}.new`, 'w', mode);
    try {
      await whereThereAreModes(handle.chmod(mode));
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
  }
}
