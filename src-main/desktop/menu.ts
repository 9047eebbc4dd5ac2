import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

/** The application menu in a language; without it, copy and paste have no shortcuts on macOS. */
export function setMenu(language: Language, platform: NodeJS.Platform, deeds: { safeMode: () => void }): void {
  const say = (key: DesktopSentence) => desktopSentence(key, language);
  const item = (role: NonNullable<MenuItemConstructorOptions['role']>, key: DesktopSentence) => ({
    role,
    label: say(key),
  });
  const line = { type: 'separator' } as const;
  const isMac = platform === 'darwin';
  const safeMode = { label: say('menuSafeMode'), click: deeds.safeMode };

  const template: MenuItemConstructorOptions[] = [
    isMac
      ? {
          label: say('productName'),
          submenu: [
            item('about', 'about'),
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
    { label: say('menuWindow'), submenu: [item('minimize', 'minimize'), item('close', 'close')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
