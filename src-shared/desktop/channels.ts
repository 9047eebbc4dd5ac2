/**
 * The IPC channels between the desktop's windows and its main process. Free of zod, so that the preload stays tiny.
 * What each call takes and gives stands in `calls.ts`.
 */

/** Calls, page → main. */
export const callNames = [
  'landingState',
  'retryLanding',
  'desktopSettings',
  'changeDesktopSettings',
  'keyProtection',
  'changeKeyProtection',
  'updateState',
  'checkForUpdate',
  'downloadUpdate',
  'installUpdate',
  'cancelUpdate',
  'openAtLogin',
  'setOpenAtLogin',
  'takeOpening',
  'aboutDetails',
  'saveReport',
  'screens',
  'showScreen',
  'closeScreen',
  'fillScreen',
  'identifyDisplays',
  'leaveKiosk',
  'systemPrinters',
  'printDocument',
  'rescue',
  'restoreListed',
  'openWithPassphrase',
  'enterSafeMode',
  'chooseFolder',
] as const;
export type CallName = (typeof callNames)[number];

/** News, main → pages. */
export const newsNames = [
  'landingState',
  'desktopSettings',
  'keyProtection',
  'updateState',
  'opening',
  'screens',
  'rescue',
] as const;
export type NewsName = (typeof newsNames)[number];

export const callChannel = (name: CallName): string => `desktop:call:${name}`;
export const newsChannel = (name: NewsName): string => `desktop:news:${name}`;

/** The scheme and host of the window's own pages (starting, trouble); everything else comes from the landing. */
export const shellScheme = 'landing-desk';
export const shellHost = 'shell';
export const shellOrigin = `${shellScheme}://${shellHost}`;
