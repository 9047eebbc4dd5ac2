import { z } from 'zod';
import type { CallName, NewsName } from './channels.ts';
import type { LandingState } from './contract.ts';
import { type RescueAction, type RescueNews, rescueActionSchema } from './rescue.ts';
import { type DesktopSettings, desktopSettingsChangeSchema } from './settings.ts';

/**
 * Why a call was not carried out.
 * - `sender_refused`: the page that asked may not ask this.
 * - `bad_payload`: the arguments are not what the call takes.
 * - `failed`: it was tried and did not work; the desktop's log says more.
 */
export type DesktopError = 'sender_refused' | 'bad_payload' | 'failed';

/** What every call over IPC resolves to: it never rejects, so that no stack trace crosses into a page. */
export type DesktopResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: DesktopError };

/** All that a page in a desktop window can ask of the desktop. */
export interface DesktopCalls {
  /** What the landing is doing now. */
  landingState(): LandingState;
  /** Starts the landing again after trouble. */
  retryLanding(): null;
  desktopSettings(): DesktopSettings;
  /** Changes some settings, keeps them on this computer, and gives them all. */
  changeDesktopSettings(change: z.infer<typeof desktopSettingsChangeSchema>): DesktopSettings;
  /** A button of safe mode; what comes of it is shown on the page. Gives what stands there now. */
  rescue(action: RescueAction): RescueNews;
  /** Restores a backup of the list that is shown, by the id it has there. Asks the person first. */
  restoreListed(id: string): null;
  /** Stops the landing and shows safe mode, if the person says yes. */
  enterSafeMode(): null;
}

/** The arguments each call takes; anything else is refused as `bad_payload`. */
export const callArguments = {
  landingState: z.tuple([]),
  retryLanding: z.tuple([]),
  desktopSettings: z.tuple([]),
  changeDesktopSettings: z.tuple([desktopSettingsChangeSchema]),
  rescue: z.tuple([rescueActionSchema]),
  restoreListed: z.tuple([z.uuid()]),
  enterSafeMode: z.tuple([]),
} as const satisfies Record<CallName & keyof DesktopCalls, z.ZodType<readonly unknown[]>>;

/** Which of the desktop's pages may make a call: the shell's own page, the landing's console, or either. */
export const callPages = {
  landingState: 'any',
  retryLanding: 'any',
  desktopSettings: 'any',
  changeDesktopSettings: 'console',
  rescue: 'shell',
  restoreListed: 'shell',
  enterSafeMode: 'console',
} as const satisfies Record<CallName, 'shell' | 'console' | 'any'>;

/** What the desktop tells its pages by itself. */
export interface DesktopNews {
  landingState: LandingState;
  desktopSettings: DesktopSettings;
  rescue: RescueNews;
}

type BridgeCalls = {
  readonly [Name in CallName]: (
    ...args: Parameters<DesktopCalls[Name]>
  ) => Promise<DesktopResult<Awaited<ReturnType<DesktopCalls[Name]>>>>;
};

/** `window.landingDesk` in a desktop window; absent in a browser. */
export interface DesktopBridge extends BridgeCalls {
  readonly version: string;
  readonly platform: string;
  /** Calls back on every piece of news of that name; returns what ends the subscription. */
  on<Name extends NewsName>(name: Name, listener: (news: DesktopNews[Name]) => void): () => void;
}
