/** What the page side of the stand-in needs to know. */
export interface PreloadEnvironment {
  readonly binding: string;
  readonly event: string;
  readonly argv: readonly string[];
  readonly platform: string;
}

type Preload = (require: (name: string) => unknown, process: object, module: object, exports: object) => void;

/**
 * Runs in the page before any of its own scripts, in the main frame only: takes the way to the main process out of
 * the page's sight and gives the preload the renderer half of the `electron` module. It travels as source text, so
 * it may use nothing from outside itself.
 */
function installPreload(environment: PreloadEnvironment, preload: Preload): void {
  const page = window as unknown as Record<string, unknown>;
  const call = page[environment.binding] as (channel: string, args: unknown[]) => Promise<unknown>;
  delete page[environment.binding];
  if (window !== window.top) return;

  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Set<Listener>>();
  document.addEventListener(environment.event, (event) => {
    event.stopImmediatePropagation();
    const { channel, args } = (event as CustomEvent<{ channel: string; args: unknown[] }>).detail;
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...args);
  });

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => call(channel, args),
    on(channel: string, listener: Listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };
  /** Copies across the bridge as Electron does: functions are proxied, objects copied and frozen. */
  const bridged = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => bridged(value(...args));
    if (value instanceof Promise) return value;
    if (value === null || typeof value !== 'object') return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bridged(inner)])));
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      Object.defineProperty(window, key, { value: bridged(api), enumerable: true });
    },
  };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer };
  };
  preload(require, { argv: environment.argv, platform: environment.platform }, { exports: {} }, {});
}

/** The members of `electron` that a preload gets here. */
export const rendererMembers = { contextBridge: ['exposeInMainWorld'], ipcRenderer: ['invoke', 'on', 'off'] } as const;

/** The text that runs a preload script in a page. */
export function preloadScript(environment: PreloadEnvironment, source: string): string {
  return `(${installPreload.toString()})(${JSON.stringify(environment)}, function (require, process, module, exports) {\n${source}\n});`;
}
