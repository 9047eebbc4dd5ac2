import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge, DesktopNews } from '#shared/desktop/calls.ts';
import {
  type CallName,
  callChannel,
  callNames,
  type NewsName,
  newsChannel,
  newsNames,
} from '#shared/desktop/channels.ts';
import type { WindowKind } from '#shared/desktop/windows.ts';

/** Passed by the main process on the renderer's command line, since a sandboxed preload cannot read package.json. */
const versionArgument = '--landing-desk-version=';
const windowArgument = '--landing-desk-window=';

const argument = (prefix: string) => process.argv.find((given) => given.startsWith(prefix))?.slice(prefix.length) ?? '';

const calls = Object.fromEntries(
  callNames.map((name) => [name, (...args: unknown[]) => ipcRenderer.invoke(callChannel(name), ...args)]),
) as Pick<DesktopBridge, CallName>;

const bridge: DesktopBridge = {
  ...calls,
  version: argument(versionArgument),
  window: argument(windowArgument) as WindowKind,
  platform: process.platform,
  on<Name extends NewsName>(name: Name, listener: (news: DesktopNews[Name]) => void) {
    if (!newsNames.includes(name)) throw new RangeError(name);
    const forward = (_event: unknown, news: DesktopNews[Name]) => listener(news);
    ipcRenderer.on(newsChannel(name), forward);
    return () => {
      ipcRenderer.off(newsChannel(name), forward);
    };
  },
};

contextBridge.exposeInMainWorld('landingDesk', bridge);
