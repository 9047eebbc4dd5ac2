import { type Browser, chromium } from '@playwright/test';

let browser: Promise<Browser> | undefined;

/** The one Chromium behind all windows; it can reach this computer and nothing else. */
export function launchChromium(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
  return browser;
}

export async function closeChromium(): Promise<void> {
  const running = browser;
  browser = undefined;
  await (await running)?.close();
}

const webSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'about:', 'data:', 'file:', 'blob:']);

/** An app's own scheme as an http address that Chromium accepts and that no network has (RFC 6761). */
export function toChromium(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  if (webSchemes.has(protocol)) return url;
  return `http://${host}.${protocol.slice(0, -1)}.invalid${pathname || '/'}${search}${hash}`;
}

/** The way back of `toChromium`. */
export function fromChromium(url: string): string {
  const match = /^http:\/\/(.+)\.([a-z][a-z0-9-]*)\.invalid(\/.*)?$/.exec(url);
  return match ? `${match[2]}://${match[1]}${match[3] ?? ''}` : url;
}
