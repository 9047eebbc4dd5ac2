import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import type { WindowKind } from '#shared/desktop/windows.ts';
import { assetsFolder } from '../paths.ts';
import type { Placement } from './windows/placement.ts';

interface WindowOptions {
  readonly kind: WindowKind;
  readonly place: Placement;
  readonly leastSize: { readonly width: number; readonly height: number };
  readonly preload: string;
  readonly version: string;
}

/** Windows and macOS take a window's icon from the program; Linux wants to be told, before it is installed above all. */
const ownIcon = process.platform === 'linux' ? { icon: join(assetsFolder, 'icon.png') } : {};

/**
 * Opens one of the desktop's windows at its place, hidden until its first page has been painted. Its pages are treated
 * like any web page: own world for the preload, operating-system sandbox, no Node. Sounds may start by themselves and
 * timers keep their pace in the background, since a new order has to be heard while the window is minimised.
 */
export function openWindow({ kind, place, leastSize, preload, version }: WindowOptions): BrowserWindow {
  const isScreen = kind !== 'console';
  const window = new BrowserWindow({
    ...place.bounds,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    ...(place.fullScreen && { fullscreen: true }),
    autoHideMenuBar: isScreen,
    show: false,
    ...ownIcon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1d1c1b' : '#faf9f7',
    webPreferences: {
      preload,
      additionalArguments: [`--landing-desk-version=${version}`, `--landing-desk-window=${kind}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
      spellcheck: false,
      // For whoever develops it; in an installed program they would be a way in for anybody at the keyboard.
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    if (place.maximized) window.maximize();
    // Whoever works at the counter goes on typing there.
    if (isScreen) window.showInactive();
    else window.show();
  });
  return window;
}

/** Brings the window in front of the others, wherever it is. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
