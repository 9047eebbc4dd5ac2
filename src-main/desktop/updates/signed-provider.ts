import { type AppUpdater, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import { type ProviderRuntimeOptions, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import type { Feed } from './feed.ts';
import { type Fetch, fetchWhole } from './fetch-whole.ts';
import { UpdateProblem } from './problem.ts';
import { type ReleasePolicy, readRelease, type SignedRelease } from './release-file.ts';

/** A release file with notes in two languages is a few thousand bytes; whoever sends more gets no hearing. */
const releaseLimits = { bytes: 256 * 1024, totalMs: 30_000 };
const signatureLimits = { bytes: 4096, totalMs: 30_000 };

/** How the library takes a provider that is not one of its own. */
type CustomFeed = Extract<Parameters<AppUpdater['setFeedURL']>[0], { provider: 'custom' }>;

/** What stands behind a feed as the library sees it. */
export interface SignedSource {
  readonly feed: Feed;
  readonly fetch: Fetch;
  /** How a release file of that name is judged now. */
  readonly policy: (file: string) => ReleasePolicy;
  /** Hears of every release that passed, before the library does. */
  readonly onRelease: (release: SignedRelease) => void;
}

/**
 * The library's provider for our feed: a generic one whose release file counts only with its signature. File and
 * signature are fetched once, and the library is given what was read out of exactly the bytes that were checked.
 */
class SignedProvider extends Provider<UpdateInfo> {
  readonly #source: SignedSource;

  constructor(source: SignedSource, options: ProviderRuntimeOptions) {
    super({ ...options, isUseMultipleRangeRequest: false });
    this.#source = source;
  }

  override async getLatestVersion(): Promise<UpdateInfo> {
    const { feed, fetch, policy, onRelease } = this.#source;
    const file = `${this.getCustomChannelName(feed.channel)}.yml`;
    const bytes = await fetchWhole(fetch, new URL(file, feed.url), releaseLimits);
    if (!bytes) throw new UpdateProblem('noRelease', `The feed has no ${file}.`);
    const signature = await fetchWhole(fetch, new URL(`${file}.sig`, feed.url), signatureLimits);
    if (!signature) throw new UpdateProblem('unsigned', `The feed has no ${file}.sig.`);
    const release = readRelease(bytes, signature.toString('latin1'), policy(file));
    onRelease(release);
    return libraryInfo(release);
  }

  override resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    return resolveFiles(info, this.#source.feed.url);
  }
}

/** The release as the library takes it: nothing that the signed file does not say. */
function libraryInfo({ info }: SignedRelease): UpdateInfo {
  const [first] = info.files;
  return {
    version: info.version,
    releaseDate: info.releaseDate,
    path: first?.url ?? '',
    sha512: first?.sha512 ?? '',
    files: info.files.map(({ url, sha512, size, blockMapSize, isAdminRightsRequired }) => ({
      url,
      sha512,
      size,
      ...(blockMapSize !== undefined && { blockMapSize }),
      ...(isAdminRightsRequired !== undefined && { isAdminRightsRequired }),
    })),
    ...(info.stagingPercentage !== undefined && { stagingPercentage: info.stagingPercentage }),
    ...(info.minimumSystemVersion !== undefined && { minimumSystemVersion: info.minimumSystemVersion }),
  };
}

/** The feed, in the form in which the library takes a provider that is not one of its own. */
export function signedFeed(source: SignedSource): CustomFeed {
  return {
    provider: 'custom',
    updateProvider: class extends SignedProvider {
      constructor(_options: CustomFeed, _updater: unknown, runtime: ProviderRuntimeOptions) {
        super(source, runtime);
      }
    },
  };
}
