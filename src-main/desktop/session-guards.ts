import type { App, CommandLine, Session, WebContents } from 'electron';
import { shellOrigin } from '#shared/desktop/channels.ts';
import { sameOrigin } from './guards.ts';

/**
 * Whether a window may fetch an address at all: the landing's, the shell's own page, and what pages carry in
 * themselves. Everything the desktop shows comes from this computer, so a page that was taken over can send nothing out.
 */
export function mayLoad(url: string, landingOrigin: string | undefined, devTools = false): boolean {
  const scheme = url.slice(0, url.indexOf(':') + 1).toLowerCase();
  if (scheme === 'data:' || scheme === 'about:') return true;
  if (scheme === 'blob:') return sameOrigin(url.slice(scheme.length), landingOrigin);
  if (scheme === 'devtools:') return devTools;
  return sameOrigin(url, landingOrigin) || sameOrigin(url, shellOrigin);
}

/** Whether a download is the landing's own, along the whole chain of its redirects. */
export function mayDownload(chain: readonly string[], landingOrigin: string | undefined): boolean {
  const own = (url: string) => sameOrigin(url.startsWith('blob:') ? url.slice('blob:'.length) : url, landingOrigin);
  return chain.length > 0 && chain.every(own);
}

/** What the windows' session may do beside permissions: reach this landing, save its files, and nothing in the background. */
export function guardSession(
  session: Session,
  options: {
    landingOrigin: () => string | undefined;
    devTools: boolean;
    /** Whether an address is the PDF viewer's, in the window that prints. */
    isPdfViewer: (contents: WebContents | undefined, url: string) => boolean;
    onRefused: (what: string) => void;
  },
): void {
  const { landingOrigin, devTools, isPdfViewer, onRefused } = options;
  session.webRequest.onBeforeRequest(({ url, resourceType, webContents }, answer) => {
    const allowed = mayLoad(url, landingOrigin(), devTools) || isPdfViewer(webContents, url);
    // The kind only: an address may carry what is nobody's business.
    if (!allowed) onRefused(`request: ${resourceType}`);
    answer({ cancel: !allowed });
  });
  session.on('will-download', (event, item) => {
    if (mayDownload(item.getURLChain(), landingOrigin())) return;
    event.preventDefault();
    onRefused('download');
  });
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  // A dictionary would be fetched from the internet.
  session.setSpellCheckerEnabled(false);
  // No page of ours has a service worker: one that is there was planted, and would outlive what planted it.
  void session.clearStorageData({ storages: ['serviceworkers', 'cachestorage'] }).catch(() => undefined);
}

/** Switches that would open the windows to whoever starts the installed program with them. */
const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'allow-file-access-from-files',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'unsafely-treat-insecure-origin-as-secure',
  'host-rules',
  'host-resolver-rules',
  'load-extension',
  'enable-blink-features',
  'js-flags',
  'ssl-key-log-file',
] as const;

/**
 * What holds for the whole program, to be set before it is ready: every page in the system's sandbox, no switches that
 * open it up once it is installed, and no trust in certificates beside the system's, nor a certificate given away.
 */
export function guardApp(app: App): void {
  const { commandLine }: { commandLine: CommandLine } = app;
  // Where the person who starts it has no sandbox (as root, in some containers), Chromium would not start at all.
  if (!commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  if (app.isPackaged) for (const name of refusedSwitches) commandLine.removeSwitch(name);
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
}
