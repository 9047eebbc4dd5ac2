import { join } from 'node:path';
import { app, net } from 'electron';
import { getAppCacheDir } from 'electron-updater/out/AppAdapter.js';
import type pino from 'pino';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';
import type { UpdateState } from '#shared/desktop/updates.ts';
import { chooseFeed } from './feed.ts';
import { waitsFor } from './gate.ts';
import { ElectronUpdaterLibrary } from './library.ts';
import { UpdateMemory } from './memory.ts';
import { packageKind } from './package-kind.ts';
import { releaseKeys } from './release-keys.ts';
import { Updates } from './updates.ts';

/** What a test may put in the place of the program's own. */
export interface UpdateParts {
  readonly keys?: readonly string[];
  /** The folder with `app-update.yml`. */
  readonly resources?: string;
  /** Takes a feed over http on this computer. */
  readonly allowLoopback?: boolean;
}

export interface UpdateSurroundings {
  /** The desktop's own folder. */
  readonly home: string;
  readonly log: pino.Logger;
  /** The setting `updateFeed`. */
  readonly override: () => string;
  readonly status: () => LandingStatus | undefined;
  readonly onState: (state: UpdateState) => void;
  readonly parts?: UpdateParts | undefined;
}

/** Puts updates together for this copy of the program. */
export function composeUpdates({ home, log, override, status, onState, parts = {} }: UpdateSurroundings): Updates {
  const resources = parts.resources ?? process.resourcesPath ?? '';
  const keys = parts.keys ?? releaseKeys;
  const builtIn = join(resources, 'app-update.yml');
  const kind = app.isPackaged ? packageKind(process.platform, process.env, resources) : undefined;
  const feed = kind
    ? chooseFeed({
        builtIn,
        override: override(),
        platform: process.platform,
        keys,
        allowLoopback: parts.allowLoopback === true,
      })
    : ({ off: 'notInstalled' } as const);
  const memory = new UpdateMemory(join(home, 'updates.json'), (err) => log.warn({ err }, 'updates.json'));
  const name = 'off' in feed ? '' : feed.url.href;

  return new Updates({
    version: app.getVersion(),
    memory,
    source: 'off' in feed ? undefined : { host: feed.url.host, name },
    library:
      'off' in feed || !kind
        ? { off: 'off' in feed ? feed.off : 'notInstalled' }
        : new ElectronUpdaterLibrary({
            kind,
            feed,
            keys,
            fetch: (url, init) => net.fetch(url, init),
            seen: () => memory.current.seen[name] ?? 0,
            log: { info: (text) => log.info({ text }, 'updater'), warn: (text) => log.warn({ text }, 'updater') },
            app: {
              version: app.getVersion(),
              name: app.getName(),
              isPackaged: true,
              appUpdateConfigPath: builtIn,
              userDataPath: home,
              baseCachePath: getAppCacheDir(),
              whenReady: () => Promise.resolve(),
              relaunch: () => app.relaunch(),
              quit: () => app.quit(),
              onQuit: () => undefined,
            },
          }),
    waitsFor: () => waitsFor(status()),
    quit: () => app.quit(),
    relaunch: () => app.relaunch(),
    onState,
    onProblem: (err) => log.warn({ err }, 'update'),
  });
}
