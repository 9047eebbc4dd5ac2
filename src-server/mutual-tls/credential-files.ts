import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Credentials, type IdentityPem } from './credentials.ts';

/** Where a program's certificate, key and trust are: `<profile>.pem`, `<profile>.key`, `root.pem`, `trust.pem`. */
export interface CredentialPlace {
  readonly folder: string;
  readonly profile: string;
  readonly passphrase?: string | undefined;
}

/** When files were last written, so that a change is seen without reading them. */
function markOf(...files: readonly string[]): string {
  return files
    .map((file) => {
      const { mtimeMs, size, ino } = statSync(file);
      return `${mtimeMs}:${size}:${ino}`;
    })
    .join(' ');
}

/**
 * Credentials in files that others renew, taken up without a restart. A file that cannot be used changes nothing: what
 * was held stays, and runs out by its own dates.
 */
export class CredentialFiles extends Credentials {
  readonly #place: CredentialPlace;
  #identityMark: string;
  #trustMark: string;

  private constructor(place: CredentialPlace) {
    // Before the files are read: what is replaced meanwhile is read once more.
    const marks = [markOf(...identityFiles(place)), markOf(join(place.folder, 'trust.pem'))] as const;
    const root = readFileSync(join(place.folder, 'root.pem'), 'utf8');
    super(readIdentity(place), { root, bundle: readFileSync(join(place.folder, 'trust.pem'), 'utf8') });
    this.#place = place;
    [this.#identityMark, this.#trustMark] = marks;
  }

  /** Reads everything. Throws the file system's error, and E_SIG or E_CRL_STALE for files that cannot be used. */
  static open(place: CredentialPlace): CredentialFiles {
    return new CredentialFiles(place);
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
      this.#renewIdentity();
    }
  }

  #renewIdentity(): void {
    const mark = markOf(...identityFiles(this.#place));
    if (mark === this.#identityMark) return;
    this.take(readIdentity(this.#place));
    this.#identityMark = mark;
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

const identityFiles = ({ folder, profile }: CredentialPlace) =>
  [join(folder, `${profile}.pem`), join(folder, `${profile}.key`)] as const;

function readIdentity(place: CredentialPlace): IdentityPem {
  const [certificate, key] = identityFiles(place).map((file) => readFileSync(file, 'utf8'));
  return { certificate: certificate ?? '', key: key ?? '', passphrase: place.passphrase };
}
