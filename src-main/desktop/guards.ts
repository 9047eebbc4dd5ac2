import type { IpcMainInvokeEvent, Session, WebContents } from 'electron';
import { shellOrigin } from '#shared/desktop/channels.ts';

/** Where a person may be sent in the computer's own browser: set-up help and the payment providers' merchant pages. */
const outsideHosts: ReadonlySet<string> = new Set([
  'support.microsoft.com',
  'support.apple.com',
  'support.google.com',
  'pay.weixin.qq.com',
  'b.alipay.com',
]);

/** What pages in the window may use without being asked; everything else is denied (camera, location, USB …). */
const grantedPermissions: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write']);

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Whether a link may be opened in the computer's own browser: https, on the list, without user name or odd port. */
export function mayOpenOutside(url: string): boolean {
  const parsed = parse(url);
  return (
    parsed?.protocol === 'https:' &&
    outsideHosts.has(parsed.hostname) &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** Whether two addresses share scheme, host and port. Opaque origins (`data:`, `blob:` of nobody) equal nothing. */
export function sameOrigin(url: string, origin: string | undefined): boolean {
  const parsed = parse(url);
  const wanted = origin === undefined ? undefined : parse(origin);
  return (
    parsed !== undefined && wanted !== undefined && parsed.protocol === wanted.protocol && parsed.host === wanted.host
  );
}

/** Whether an address is the landing's customer display, the only page that can ask for a window of its own. */
export function isCustomerDisplay(url: string, origin: string | undefined): boolean {
  return sameOrigin(url, origin) && parse(url)?.pathname === '/console/customer-display';
}

/**
 * Keeps a window's contents at home: pages may move within the landing's own origin only, open no windows, embed no
 * webviews. A page that wants the customer display in a window of its own gets the desktop's; a link on the list opens
 * in the computer's browser; everything else goes nowhere.
 */
export function guardContents(
  contents: WebContents,
  options: {
    landingOrigin: () => string | undefined;
    openOutside: (url: string) => void;
    /** Opens the desktop's own customer display; absent: nobody gets one. */
    showCustomerDisplay?: () => void;
    /** Whether an address is the PDF viewer's, in the window that prints; absent: there is none. */
    isPdfViewer?: (contents: WebContents, url: string) => boolean;
  },
): void {
  const stayHome = (details: { url: string; preventDefault: () => void }) => {
    if (sameOrigin(details.url, options.landingOrigin())) return;
    details.preventDefault();
    if (mayOpenOutside(details.url)) options.openOutside(details.url);
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-redirect', (details) => {
    if (!sameOrigin(details.url, options.landingOrigin())) details.preventDefault();
  });
  // Pages of ours hold no frames; one that is there may show nothing of others. The PDF viewer is a frame of its own.
  contents.on('will-frame-navigate', (details) => {
    const { url, isMainFrame } = details;
    const blank = url === 'about:blank' || url === 'about:srcdoc';
    if (isMainFrame || blank || sameOrigin(url, options.landingOrigin())) return;
    if (!options.isPdfViewer?.(contents, url)) details.preventDefault();
  });
  // What is entered is saved as it is entered: a page that will not let go is broken, or not ours any more.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // WebRTC goes past the filter of requests.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isCustomerDisplay(url, options.landingOrigin())) options.showCustomerDisplay?.();
    else if (mayOpenOutside(url)) options.openOutside(url);
    return { action: 'deny' };
  });
}

/** Denies every permission and device that is not on the short list, and the list to any page but the landing's and to frames in it. */
export function guardPermissions(session: Session, landingOrigin: () => string | undefined): void {
  const granted = (permission: string, origin: string) =>
    grantedPermissions.has(permission) && sameOrigin(origin, landingOrigin());
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(details.isMainFrame && granted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) => details.isMainFrame && granted(permission, origin),
  );
  session.setDevicePermissionHandler(() => false);
}

/** Who sent a message, as far as it decides whether to listen. */
type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/**
 * Which of the desktop's pages sent a message; undefined when none did. Only the main frame of one of its own windows
 * counts, while it shows that page by address and by origin: a sandboxed document has the address without the origin. A
 * frame that is gone or was replaced meanwhile is nobody.
 */
export function pageOf(
  { sender, senderFrame }: Sender,
  options: { isOurs: (contents: WebContents) => boolean; landingOrigin: () => string | undefined },
): 'shell' | 'console' | undefined {
  if (!senderFrame || !options.isOurs(sender) || senderFrame !== sender.mainFrame) return undefined;
  const { url, origin } = senderFrame;
  const shows = (wanted: string | undefined) => sameOrigin(url, wanted) && sameOrigin(origin, wanted);
  if (shows(shellOrigin)) return 'shell';
  return shows(options.landingOrigin()) ? 'console' : undefined;
}
