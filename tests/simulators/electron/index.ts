import { control } from './control.ts';

export { app } from './app.ts';
export { clipboard, dialog } from './dialog.ts';
export { ipcMain } from './ipc.ts';
export { Menu } from './menu.ts';
export { nativeImage } from './native-image.ts';
export { net } from './net.ts';
export { Notification } from './notification.ts';
export { powerMonitor, powerSaveBlocker } from './power.ts';
export { safeStorage } from './safe-storage.ts';
export { screen } from './screen.ts';
export { protocol, session } from './session.ts';
export { Tray } from './tray.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './window.ts';

export const shell = {
  async openExternal(url: string): Promise<void> {
    control.openedOutside.push(url);
  },

  async openPath(path: string): Promise<string> {
    control.shown.push(path);
    return '';
  },

  showItemInFolder(path: string): void {
    control.shown.push(path);
  },
};

export const nativeTheme = { shouldUseDarkColors: false };
