import { control } from './control.ts';

export { app } from './app.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc.ts';
export { protocol, session } from './session.ts';
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

export class Menu {
  static #application: Menu | null = null;
  readonly items: readonly object[];

  constructor(items: readonly object[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly object[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
}
