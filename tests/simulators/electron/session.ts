import { EventEmitter } from 'node:events';
import { app, preventable } from './app.ts';
import { control } from './control.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;

const privileged = new Set<string>();

/** Schemes can only gain their standing before the app is ready, and only then be served. */
export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    if (app.isReady()) throw new Error('registerSchemesAsPrivileged belongs before the ready event.');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
};

type CheckHandler = (contents: null, permission: string, origin: string, details: { isMainFrame: boolean }) => boolean;
type RequestFilter = (
  details: { url: string; resourceType: string; webContents: unknown },
  answer: (response: { cancel?: boolean }) => void,
) => void;

export class Session extends EventEmitter {
  #handlers = new Map<string, SchemeHandler>();
  #filter: RequestFilter | null = null;

  readonly protocol = {
    handle: (scheme: string, handler: SchemeHandler): void => {
      if (!app.isReady()) throw new Error('A scheme can be handled after the ready event only.');
      if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} was not registered.`);
      this.#handlers.set(scheme, handler);
    },
  };

  readonly webRequest = {
    onBeforeRequest: (filter: RequestFilter | null): void => {
      this.#filter = filter;
    },
  };

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    control.askPermission = (permission, url, isMainFrame = true) => {
      let answer = false;
      handler?.(undefined, permission, (granted) => (answer = granted), { requestingUrl: url, isMainFrame });
      return answer;
    };
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    control.checkPermission = (permission, origin, isMainFrame = true) =>
      handler?.(null, permission, origin, { isMainFrame }) ?? true;
  }

  setDevicePermissionHandler(handler: ((details: object) => boolean) | null): void {
    control.askDevice = () => handler?.({}) ?? false;
  }

  setDisplayMediaRequestHandler(handler: (request: object, answer: (streams: object | null) => void) => void): void {
    handler({}, (streams) => {
      control.session.displayMedia = streams !== null;
    });
  }

  setBluetoothPairingHandler(
    handler: (details: object, answer: (response: { confirmed: boolean }) => void) => void,
  ): void {
    handler({}, ({ confirmed }) => {
      control.session.bluetoothPairing = confirmed;
    });
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    control.session.spellChecker = enabled;
  }

  async clearStorageData({ storages = [] }: { storages?: string[] } = {}): Promise<void> {
    control.session.cleared.push(...storages);
  }

  /** Not Electron's: whether the filter of requests lets one pass. */
  static passes(session: Session, url: string, resourceType: string, webContents: unknown): boolean {
    let cancelled = false;
    session.#filter?.({ url, resourceType, webContents }, ({ cancel = false }) => {
      cancelled = cancel;
    });
    if (cancelled) control.refusedRequests.push(url);
    return !cancelled;
  }

  /** Not Electron's: tells the app of a download; gives whether it may go on. */
  static mayDownload(session: Session, url: string, contents: unknown): boolean {
    const event = preventable({});
    session.emit('will-download', event, { getURL: () => url, getURLChain: () => [url] }, contents);
    control.downloads.push({ url, allowed: !event.defaultPrevented });
    return !event.defaultPrevented;
  }

  /** Not Electron's: whether a scheme has a handler. */
  static serves(session: Session, url: string): boolean {
    return session.#handlers.has(new URL(url).protocol.slice(0, -1));
  }

  /** Not Electron's: the answer of the handler of a scheme, if there is one. */
  static answer(session: Session, url: string): Promise<Response> | undefined {
    const handler = session.#handlers.get(new URL(url).protocol.slice(0, -1));
    return handler && Promise.resolve(handler(new Request(url)));
  }
}

export const session = {
  defaultSession: new Session(),
  /** The stand-in keeps no cookies or caches, so that partitions differ in nothing. */
  fromPartition: (_partition: string, _options?: { cache: boolean }) => session.defaultSession,
};
export const servesScheme = (url: string) => Session.serves(session.defaultSession, url);
export const answerScheme = (url: string) => Session.answer(session.defaultSession, url);
export const passesFilter = (url: string, type: string, contents: unknown) =>
  Session.passes(session.defaultSession, url, type, contents);
export const mayDownload = (url: string, contents: unknown) =>
  Session.mayDownload(session.defaultSession, url, contents);
