import type { DesktopBridge, DesktopError, DesktopResult } from '#shared/desktop/calls.ts';

declare global {
  interface Window {
    /** The desktop around this page; absent in a browser. */
    readonly landingDesk?: DesktopBridge;
  }
}

/** The desktop application around this page, if there is one. */
export const desktop: DesktopBridge | undefined = window.landingDesk;

/** What the desktop refused or could not do. */
export class DesktopCallError extends Error {
  readonly code: DesktopError;

  constructor(code: DesktopError) {
    super(code);
    this.name = 'DesktopCallError';
    this.code = code;
  }
}

/** The value of a call to the desktop, as a query or a mutation wants it. Throws DesktopCallError. */
export async function resultOf<T>(answer: Promise<DesktopResult<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new DesktopCallError(result.error);
  return result.value;
}
