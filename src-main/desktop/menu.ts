import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { ScreenKind } from '#shared/desktop/windows.ts';
import type { Language } from '#shared/languages.ts';

/** What the menu does beyond Electron's own roles. */
export interface MenuActions {
  readonly about: () => void;
  readonly saveReport: () => void;
  readonly showScreen: (kind: ScreenKind) => void;
  readonly leaveKiosk: () => void;
  readonly safeMode: () => void;
}

/** The application menu in a language; without it, copy and paste have no shortcuts on macOS. */
export function setMenu(language: Language, platform: NodeJS.Platform, actions: MenuActions): void {
  const say = (key: DesktopSentence) => desktopSentence(key, language);
  const item = (role: NonNullable<MenuItemConstructorOptions['role']>, key: DesktopSentence) => ({
    role,
    label: say(key),
  });
  const line = { type: 'separator' } as const;
  const isMac = platform === 'darwin';
  const about = { label: say('about'), click: actions.about };
  const safeMode = { label: say('menuSafeMode'), click: actions.safeMode };

  const template: MenuItemConstructorOptions[] = [
    isMac
      ? {
          label: say('productName'),
          submenu: [
            about,
            line,
            item('hide', 'hide'),
            item('hideOthers', 'hideOthers'),
            line,
            safeMode,
            line,
            item('quit', 'quit'),
          ],
        }
      : { label: say('menuFile'), submenu: [safeMode, line, item('close', 'close'), item('quit', 'quit')] },
    {
      label: say('menuEdit'),
      submenu: [
        item('undo', 'undo'),
        item('redo', 'redo'),
        line,
        item('cut', 'cut'),
        item('copy', 'copy'),
        item('paste', 'paste'),
        item('selectAll', 'selectAll'),
      ],
    },
    {
      label: say('menuView'),
      submenu: [
        item('reload', 'reload'),
        line,
        item('resetZoom', 'actualSize'),
        item('zoomIn', 'zoomIn'),
        item('zoomOut', 'zoomOut'),
        line,
        item('togglefullscreen', 'fullScreen'),
      ],
    },
    {
      label: say('menuWindow'),
      submenu: [
        item('minimize', 'minimize'),
        item('close', 'close'),
        line,
        { label: say('kitchenDisplay'), click: () => actions.showScreen('kitchen') },
        { label: say('customerDisplay'), click: () => actions.showScreen('customer') },
        line,
        { label: say('leaveKiosk'), click: () => actions.leaveKiosk() },
      ],
    },
    {
      label: say('menuHelp'),
      submenu: [{ label: say('saveReport'), click: actions.saveReport }, ...(isMac ? [] : [line, about])],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
