/** The IPC channels between the desktop window and its main process. Free of zod, so that the preload stays tiny. */
export const channels = {
  /** Window → main: what the landing is doing now. */
  landingState: 'desktop:landing-state',
  /** Window → main: try to start the landing again. */
  retryLanding: 'desktop:retry-landing',
  /** Main → window: the landing's state changed. */
  landingStateChanged: 'desktop:landing-state-changed',
} as const;

/** The scheme and host of the window's own pages (starting, trouble); everything else comes from the landing. */
export const shellScheme = 'landing-desk';
export const shellOrigin = `${shellScheme}://shell`;
