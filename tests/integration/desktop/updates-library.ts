import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { ElectronUpdaterLibrary, type LibraryOptions } from '#main/desktop/updates/library.ts';
import * as electron from '#tests/simulators/electron/index.ts';
import type { ReleaseFeed } from '#tests/support/release-feed.ts';

/** A program in the shape of an AppImage: a file that runs and says so. `padding` makes it as large as wanted. */
export function program(version: string, marker: string, padding = 0): Buffer {
  return Buffer.from(`#!/bin/sh\nprintf '%s' '${version}' > '${marker}'\nexit 0\n${'#'.repeat(padding)}\n`);
}

/** An installed AppImage of a version, with the real updater over a feed. */
export function install(home: string, feed: ReleaseFeed, more: Partial<LibraryOptions> & { version?: string } = {}) {
  const { version = '1.0.0', ...options } = more;
  mkdirSync(home, { recursive: true });
  const marker = join(home, 'ran');
  const appImage = join(home, 'Landing Desk.AppImage');
  writeFileSync(appImage, program(version, marker));
  chmodSync(appImage, 0o755);
  vi.stubEnv('APPIMAGE', appImage);
  const config = join(home, 'app-update.yml');
  writeFileSync(config, `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: landing-desk-updater\n`);
  const cache = join(home, 'cache');
  const library = new ElectronUpdaterLibrary({
    kind: 'AppImage',
    feed: { url: new URL(feed.url), channel: 'latest' },
    fetch,
    keys: [feed.signer.publicKey],
    seen: () => 0,
    log: { info: () => undefined, warn: () => undefined },
    limits: { reserveBytes: 0 },
    app: {
      version,
      name: 'Landing Desk',
      isPackaged: true,
      appUpdateConfigPath: config,
      userDataPath: home,
      baseCachePath: cache,
      whenReady: () => Promise.resolve(),
      relaunch: () => undefined,
      quit: () => undefined,
      onQuit: () => undefined,
    },
    ...options,
  });
  return {
    library,
    appImage,
    previous: `${appImage}.previous`,
    pending: join(cache, 'landing-desk-updater', 'pending'),
    /** The version of the program that ran last, if any did. */
    ran: () => (existsSync(marker) ? readFileSync(marker, 'utf8') : undefined),
  };
}

export { electron };
