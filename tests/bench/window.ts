import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/start/browser.ts';

const retryMs = 20;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/**
 * Starts a program that opens the installed browser's window, and gives the milliseconds from its start until the
 * largest thing on the page was painted while `selector` was there (Largest Contentful Paint, by the page's own clock).
 */
export async function untilPainted(options: {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly selector: string;
}): Promise<number> {
  const debugPort = await freePort();
  const browserFile = join(options.folder, 'chromium');
  // A second way into the browser, for the measuring only.
  writeFileSync(
    browserFile,
    `#!/bin/sh\nexec '${findBrowser(process.env)}' --remote-debugging-port=${debugPort} "$@"\n`,
  );
  chmodSync(browserFile, 0o755);
  const startedAt = performance.timeOrigin + performance.now();
  const child: ChildProcess = spawn(process.execPath, options.command, {
    env: { ...options.env, CHROME_PATH: browserFile },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const browser = await connectWhenThere(`http://127.0.0.1:${debugPort}`);
  const page = await firstPage(() => browser.contexts().flatMap((context) => context.pages()));
  await page.locator(options.selector).waitFor({ timeout: 60_000 });
  const paintedAt = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const last = list.getEntries().at(-1);
          if (last) resolve(performance.timeOrigin + last.startTime);
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  await browser.close().catch(() => undefined);
  child.kill('SIGTERM');
  await ended;
  return paintedAt - startedAt;
}

async function connectWhenThere(address: string) {
  for (;;) {
    const browser = await chromium.connectOverCDP(address).catch(() => undefined);
    if (browser) return browser;
    await pause(retryMs);
  }
}

async function firstPage(pages: () => Page[]): Promise<Page> {
  for (;;) {
    const [page] = pages();
    if (page) return page;
    await pause(retryMs);
  }
}
