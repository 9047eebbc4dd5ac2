import type { CallHandlers } from '../ipc.ts';
import { type DocumentPrinter, systemPrinters } from '../printing.ts';
import type { SettingsFile } from '../settings.ts';
import { identifyDisplays } from './identify.ts';
import type { Kiosk } from './kiosk.ts';
import type { Windows } from './registry.ts';
import type { Screens } from './screens.ts';

type WindowCalls = Pick<
  CallHandlers,
  | 'screens'
  | 'showScreen'
  | 'closeScreen'
  | 'fillScreen'
  | 'identifyDisplays'
  | 'leaveKiosk'
  | 'systemPrinters'
  | 'printDocument'
>;

/** What carries out the calls about windows and paper. */
export function windowCalls(parts: {
  windows: Windows;
  screens: Screens;
  kiosk: Kiosk;
  settings: SettingsFile;
  documents: DocumentPrinter;
  landingOrigin: () => string | undefined;
}): WindowCalls {
  const { windows, screens, kiosk, settings, documents } = parts;
  return {
    screens: () => screens.state,
    showScreen: (kind, displayId) => screens.show(kind, displayId),
    closeScreen: (kind) => screens.close(kind),
    fillScreen: (kind, fullScreen) => screens.fill(kind, fullScreen),
    identifyDisplays() {
      identifyDisplays();
      return null;
    },
    leaveKiosk() {
      kiosk.leave();
      return screens.state;
    },
    async systemPrinters() {
      const window = windows.get('console');
      return window ? systemPrinters(window.webContents) : [];
    },
    async printDocument(document) {
      const origin = parts.landingOrigin();
      if (origin === undefined) return { end: 'unreadable', missingPrinter: null };
      return documents.print(document, { origin, printer: settings.current.documentPrinter });
    },
  };
}
