import { mkdir, statfs } from 'node:fs/promises';
import {
  AppImageUpdater,
  type AppUpdater,
  BaseUpdater,
  CancellationToken,
  DebUpdater,
  MacUpdater,
  NsisUpdater,
} from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import type { UpdateFailure } from '#shared/desktop/updates.ts';
import type { Feed } from './feed.ts';
import type { Fetch } from './fetch-whole.ts';
import { type DownloadLimits, GuardedExecutor } from './guarded-executor.ts';
import { keepPrevious } from './previous.ts';
import { UpdateProblem } from './problem.ts';
import { checkDownloaded, type ReleasePolicy, type SignedRelease } from './release-file.ts';
import { type SignedSource, signedFeed } from './signed-provider.ts';

/** The package this copy of the program was installed from. */
export type PackageKind = 'nsis' | 'dmg' | 'AppImage' | 'deb';

/** What the feed offers. */
export interface Offer {
  readonly release: SignedRelease;
  /** Newer, fit for this system, and within this installation's share of the roll-out. */
  readonly isForUs: boolean;
  readonly isNewer: boolean;
}

/** What `Updates` needs of electron-updater. Everything throws UpdateProblem. */
export interface UpdateLibrary {
  check(): Promise<Offer>;
  /** Fetches and checks the file of a release; resolves with its path. */
  download(release: SignedRelease, onProgress: (doneBytes: number, totalBytes: number) => void): Promise<string>;
  cancelDownload(): void;
  /** Whether a release is still signed and newer, and its file still the signed one. */
  checkAgain(release: SignedRelease, path: string): Promise<void>;
  /** Hands the file to the system's installer. The program has to end right after it resolved. */
  install(runAfter: boolean): Promise<void>;
}

export interface LibraryOptions {
  readonly app: AppAdapter;
  readonly kind: PackageKind;
  readonly feed: Feed;
  readonly fetch: Fetch;
  readonly keys: readonly string[];
  /** The latest signing already seen on this feed, UTC milliseconds. */
  readonly seen: () => number;
  readonly log: { info(text: string): void; warn(text: string): void };
  readonly limits?: Partial<Limits>;
}

interface Limits extends Omit<DownloadLimits, 'bytes'> {
  /** Left free on the disk beside the download. */
  readonly reserveBytes: number;
}

/** The slowest feed that is still waited for, bytes a second. */
const slowest = 10_000;
const usualLimits = { silenceMs: 60_000, reserveBytes: 512 * 2 ** 20 };

/** Squirrel.Mac takes the file over before the program may end. */
const takeOverMs = 120_000;

const updaters = { nsis: NsisUpdater, dmg: MacUpdater, AppImage: AppImageUpdater, deb: DebUpdater } as const;

/** Runs electron-updater over a signed feed, under this product's policy. */
export class ElectronUpdaterLibrary implements UpdateLibrary {
  readonly #options: LibraryOptions;
  readonly #updater: AppUpdater;
  readonly #executor = new GuardedExecutor();
  #latest: SignedRelease | undefined;
  #file = '';
  #download: { token: CancellationToken; exceeded: UpdateFailure | undefined } | undefined;

  constructor(options: LibraryOptions) {
    this.#options = options;
    const { log } = options;
    const source: SignedSource = {
      feed: options.feed,
      fetch: options.fetch,
      policy: (file) => {
        this.#file = file;
        return this.#policy(file);
      },
      onRelease: (release) => {
        this.#latest = release;
      },
    };
    const updater = new updaters[options.kind](undefined, options.app);
    this.#updater = updater;
    // An updater that is given its app adapter leaves its HTTP executor to whoever gave it.
    Object.assign(updater, { httpExecutor: this.#executor });
    updater.logger = {
      info: (text) => log.info(String(text)),
      warn: (text) => log.warn(String(text)),
      error: () => {},
    };
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    updater.allowDowngrade = false;
    updater.allowPrerelease = false;
    updater.disableWebInstaller = true;
    // Whatever else is wrong, the library tells it twice: as a rejection, and as an event that would end the process.
    updater.on('error', () => undefined);
    updater.setFeedURL(signedFeed(source));
  }

  async check(): Promise<Offer> {
    this.#latest = undefined;
    const result = await this.#updater.checkForUpdates().catch(problem('noRelease'));
    const release = this.#passed();
    if (!result || !release) throw new UpdateProblem('noRelease', 'The updater is not active.');
    return { release, isForUs: result.isUpdateAvailable, isNewer: this.#isNewer(release.info.version) };
  }

  async download(release: SignedRelease, onProgress: (done: number, total: number) => void): Promise<string> {
    const size = Math.max(...release.info.files.map((file) => file.size));
    const { silenceMs, reserveBytes, totalMs } = {
      ...usualLimits,
      totalMs: 60_000 + (size / slowest) * 1000,
      ...this.#options.limits,
    };
    await this.#needRoom(2 * size + reserveBytes);
    const download = { token: new CancellationToken(), exceeded: undefined as UpdateFailure | undefined };
    this.#download = download;
    // A differential download that fails is followed by a whole one.
    this.#executor.begin({ bytes: 2 * size + 2 ** 20, silenceMs, totalMs }, (reason) => {
      download.exceeded = reason;
      download.token.cancel();
    });
    const progress = ({ transferred, total }: { transferred: number; total: number }) => onProgress(transferred, total);
    this.#updater.on('download-progress', progress);
    try {
      const [path] = await this.#updater.downloadUpdate(download.token).catch((cause: unknown) => {
        if (download.exceeded) throw new UpdateProblem(download.exceeded, 'The download was given up.', { cause });
        return problem('interrupted')(cause);
      });
      if (path === undefined) throw new UpdateProblem('interrupted', 'The library gave no file.');
      await this.checkAgain(release, path);
      return path;
    } finally {
      this.#updater.off('download-progress', progress);
      this.#executor.end();
      this.#download = undefined;
    }
  }

  cancelDownload(): void {
    this.#download?.token.cancel();
  }

  async checkAgain(release: SignedRelease, path: string): Promise<void> {
    await checkDownloaded(release, path, this.#policy(this.#file));
  }

  async install(runAfter: boolean): Promise<void> {
    const updater = this.#updater;
    if (updater instanceof BaseUpdater) {
      const previous = this.#options.kind === 'AppImage' ? keepPrevious(process.env['APPIMAGE']) : undefined;
      if (updater.install(true, runAfter)) return;
      previous?.bringBack();
      throw new UpdateProblem('notInstalled', 'The installer did not start.');
    }
    updater.autoRunAppAfterInstall = runAfter;
    updater.quitAndInstall();
    await new Promise((resolve) => setTimeout(resolve, takeOverMs));
    throw new UpdateProblem('notInstalled', 'The system did not take the update over.');
  }

  /** The release that passed during the last check. */
  #passed(): SignedRelease | undefined {
    return this.#latest;
  }

  #isNewer(version: string): boolean {
    return this.#updater.currentVersion.compare(version) < 0;
  }

  #policy(file: string): ReleasePolicy {
    const { keys, seen } = this.#options;
    return { keys, file, isNewer: (version) => this.#isNewer(version), seen: seen(), now: Date.now() };
  }

  async #needRoom(bytes: number): Promise<void> {
    const folder = this.#options.app.baseCachePath;
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < bytes) throw new UpdateProblem('noSpace', `${bytes} bytes are needed in ${folder}.`);
  }
}

/** The library's errors that mean something of their own. */
const codes: Readonly<Record<string, UpdateFailure>> = {
  ERR_CHECKSUM_MISMATCH: 'tampered',
  ERR_UPDATER_INVALID_SIGNATURE: 'otherPublisher',
  ENOSPC: 'noSpace',
};

/** Throws what the library threw as an UpdateProblem. */
function problem(usual: UpdateFailure): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof UpdateProblem) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new UpdateProblem(codes[code] ?? usual, cause instanceof Error ? cause.message : String(cause), { cause });
  };
}
