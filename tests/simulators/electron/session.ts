import { EventEmitter } from 'node:events';
import { app } from './app.ts';
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

export class Session extends EventEmitter {
  #handlers = new Map<string, SchemeHandler>();

  readonly protocol = {
    handle: (scheme: string, handler: SchemeHandler): void => {
      if (!app.isReady()) throw new Error('A scheme can be handled after the ready event only.');
      if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} was not registered.`);
      this.#handlers.set(scheme, handler);
    },
  };

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    control.askPermission = (permission, url) => {
      let answer = false;
      handler?.(undefined, permission, (granted) => (answer = granted), { requestingUrl: url, isMainFrame: true });
      return answer;
    };
  }

  setPermissionCheckHandler(_handler: unknown): void {}

  setDevicePermissionHandler(_handler: unknown): void {}

  /** Not Electron's: the answer of the handler of a scheme, if there is one. */
  static answer(session: Session, url: string): Promise<Response> | undefined {
    const handler = session.#handlers.get(new URL(url).protocol.slice(0, -1));
    return handler && Promise.resolve(handler(new Request(url)));
  }
}

export const session = { defaultSession: new Session() };
export const answerScheme = (url: string) => Session.answer(session.defaultSession, url);
