import { contextBridge, ipcRenderer } from 'electron';
import { channels } from '#shared/desktop/channels.ts';
import type { DesktopBridge, LandingState } from '#shared/desktop/contract.ts';

/** Passed by the main process on the renderer's command line, since a sandboxed preload cannot read package.json. */
const versionArgument = '--landing-desk-version=';

const bridge: DesktopBridge = {
  version: process.argv.find((argument) => argument.startsWith(versionArgument))?.slice(versionArgument.length) ?? '',
  platform: process.platform,
  landingState: () => ipcRenderer.invoke(channels.landingState),
  retryLanding: () => ipcRenderer.invoke(channels.retryLanding),
  onLandingState(listener) {
    const forward = (_event: unknown, state: LandingState) => listener(state);
    ipcRenderer.on(channels.landingStateChanged, forward);
    return () => {
      ipcRenderer.off(channels.landingStateChanged, forward);
    };
  },
};

contextBridge.exposeInMainWorld('landingDesk', bridge);
