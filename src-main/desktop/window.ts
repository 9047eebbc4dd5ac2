import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { assetsFolder } from '../paths.ts';

/** Windows and macOS take a window's icon from the program; Linux wants to be told, before it is installed above all. */
const ownIcon = process.platform === 'linux' ? { icon: join(assetsFolder, 'icon.png') } : {};

/**
 * Opens the desktop window, hidden until its first page has been painted. Its pages are treated like any web page:
 * own world for the preload, operating-system sandbox, no Node. Sounds may start by themselves and timers keep their
 * pace in the background, since a new order has to be heard while the window is minimised.
 */
export function openWindow(options: { preload: string; version: string }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    ...ownIcon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1d1c1b' : '#faf9f7',
    webPreferences: {
      preload: options.preload,
      additionalArguments: [`--landing-desk-version=${options.version}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Brings the window in front of the others, wherever it is. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
