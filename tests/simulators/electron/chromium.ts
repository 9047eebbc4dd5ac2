import { type Browser, type BrowserContext, chromium, type Route } from '@playwright/test';

interface Holder {
  browser: Promise<Browser> | undefined;
}
const own: Holder = { browser: undefined };
const place = Symbol.for('landing-desk.kept-chromium');
/** What all apps of one process use, one after the other, lies beside the modules, which are loaded anew for each. */
const kept = globalThis as { [place]?: Holder };

let context: Promise<BrowserContext> | undefined;
const openings = new Set<Promise<unknown>>();

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    // The app ends its windows itself; otherwise Playwright would close them beneath it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });

/** The one Chromium behind all windows; it can reach this computer and nothing else. */
export async function launchChromium(): Promise<Browser> {
  const holder = kept[place] ?? own;
  if (holder.browser && !(await holder.browser).isConnected()) holder.browser = undefined;
  holder.browser ??= launch();
  return holder.browser;
}

/**
 * From now on the end of an app closes its windows and its session only, and the next app takes the browser over: a start
 * in half the time. Gives the browser's end.
 */
export function keepChromium(): () => Promise<void> {
  kept[place] ??= { browser: undefined };
  return async () => {
    const running = kept[place]?.browser;
    delete kept[place];
    await (await running)?.close();
  };
}

/** The default session: windows share its cookies and storage. Every request of theirs is given to `onRequest`. */
export function sharedContext(onRequest: (route: Route) => Promise<void>): Promise<BrowserContext> {
  context ??= launchChromium().then(async (running) => {
    const made = await running.newContext();
    await made.route('**/*', onRequest);
    return made;
  });
  return context;
}

/** Notes a page that is being opened, which the browser's end waits for. */
export function awaitOpening<T>(page: Promise<T>): Promise<T> {
  openings.add(page);
  void page.catch(() => undefined).then(() => openings.delete(page));
  return page;
}

/** The end of an app: of its windows and its session, and of the browser unless that is kept. */
export async function closeChromium(): Promise<void> {
  await Promise.allSettled(openings);
  const [session, running] = [context, own.browser];
  context = undefined;
  own.browser = undefined;
  await (await session)?.close();
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
