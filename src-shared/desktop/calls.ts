import { z } from 'zod';
import type { AboutDetails } from './about.ts';
import type { CallName, NewsName } from './channels.ts';
import type { LandingState } from './contract.ts';
import { type KeyAction, type KeyProtection, keyActionSchema } from './key-protection.ts';
import type { Opening } from './opening.ts';
import { type Printable, type PrintOutcome, printableSchema, type SystemPrinter } from './printing.ts';
import { type RescueAction, type RescueNews, rescueActionSchema } from './rescue.ts';
import { type DesktopSettings, desktopSettingsChangeSchema } from './settings.ts';
import { type InstallTime, installTimeSchema, type UpdateState } from './updates.ts';
import { type ScreenKind, type ScreensState, screenKinds, type WindowKind } from './windows.ts';

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

/**
 * Whether the desktop starts with the computer, as the operating system says.
 * - `needs_approval`: asked for, but a person has to allow it in the system's settings (macOS).
 * - `unavailable`: not on this system, or not from this place (only the installed application can).
 */
export type OpenAtLogin = 'on' | 'off' | 'needs_approval' | 'unavailable';

/** All that a page in a desktop window can ask of the desktop. */
export interface DesktopCalls {
  /** What the landing is doing now. */
  landingState(): LandingState;
  /** Starts the landing again after trouble. */
  retryLanding(): null;
  desktopSettings(): DesktopSettings;
  /** Changes some settings, keeps them on this computer, and gives them all. */
  changeDesktopSettings(change: z.infer<typeof desktopSettingsChangeSchema>): DesktopSettings;
  /** How the key of this computer's secrets is protected. */
  keyProtection(): KeyProtection;
  /** Does something about it, after the person confirmed it in a dialog of the desktop; gives how it stands then. */
  changeKeyProtection(action: KeyAction): KeyProtection;
  updateState(): UpdateState;
  /** Asks the feed now; resolves when it has answered or could not be reached. */
  checkForUpdate(): UpdateState;
  /** Begins to download what is available; how it goes is told as news. */
  downloadUpdate(): UpdateState;
  /** Installs what is ready, now or at the time asked for; never in the middle of a shift. */
  installUpdate(when: InstallTime): UpdateState;
  /** Stops a download, or takes back a planned installation. */
  cancelUpdate(): UpdateState;
  openAtLogin(): OpenAtLogin;
  /** Has the system start the desktop when this person signs in, or not; gives what the system then says. */
  setOpenAtLogin(wanted: boolean): OpenAtLogin;
  /** What was opened from outside and waits longest, given once; null when nothing waits. */
  takeOpening(): Opening | null;
  /** Versions and places, for the person who helps. */
  aboutDetails(): AboutDetails;
  /** Has the person choose where, and writes the report for support there; null when they chose not to. */
  saveReport(): { readonly fileName: string } | null;
  /** The displays of this computer and what is shown on them. */
  screens(): ScreensState;
  /** Opens a screen, filling the display with that id; with null where it was last, or beside the main display. */
  showScreen(kind: ScreenKind, displayId: number | null): ScreensState;
  closeScreen(kind: ScreenKind): ScreensState;
  /** Lets an open screen fill its display, or makes it an ordinary window. */
  fillScreen(kind: ScreenKind, fullScreen: boolean): ScreensState;
  /** Shows each display's number on it for a moment. */
  identifyDisplays(): null;
  /** Leaves kiosk mode until the next start. */
  leaveKiosk(): ScreensState;
  systemPrinters(): readonly SystemPrinter[];
  /** Prints a document on the chosen printer, or asks with the system's dialog. */
  printDocument(document: Printable): PrintOutcome;
  /** A button of safe mode; what comes of it is shown on the page. Gives what stands there now. */
  rescue(action: RescueAction): RescueNews;
  /** Restores a backup of the list that is shown, by the id it has there. Asks the person first. */
  restoreListed(id: string): null;
  /** Goes on with the encrypted backup that waits for its passphrase. */
  openWithPassphrase(passphrase: string): null;
  /** Stops the landing and shows safe mode, if the person says yes. */
  enterSafeMode(): null;
  /** Has the person choose a folder in the system's own dialog; null when they chose none. */
  chooseFolder(): string | null;
}

const screenKindSchema = z.enum(screenKinds);

/** The arguments each call takes; anything else is refused as `bad_payload`. */
export const callArguments = {
  landingState: z.tuple([]),
  retryLanding: z.tuple([]),
  desktopSettings: z.tuple([]),
  changeDesktopSettings: z.tuple([desktopSettingsChangeSchema]),
  keyProtection: z.tuple([]),
  changeKeyProtection: z.tuple([keyActionSchema]),
  updateState: z.tuple([]),
  checkForUpdate: z.tuple([]),
  downloadUpdate: z.tuple([]),
  installUpdate: z.tuple([installTimeSchema]),
  cancelUpdate: z.tuple([]),
  openAtLogin: z.tuple([]),
  setOpenAtLogin: z.tuple([z.boolean()]),
  takeOpening: z.tuple([]),
  aboutDetails: z.tuple([]),
  saveReport: z.tuple([]),
  screens: z.tuple([]),
  showScreen: z.tuple([screenKindSchema, z.number().nullable()]),
  closeScreen: z.tuple([screenKindSchema]),
  fillScreen: z.tuple([screenKindSchema, z.boolean()]),
  identifyDisplays: z.tuple([]),
  leaveKiosk: z.tuple([]),
  systemPrinters: z.tuple([]),
  printDocument: z.tuple([printableSchema]),
  rescue: z.tuple([rescueActionSchema]),
  restoreListed: z.tuple([z.uuid()]),
  openWithPassphrase: z.tuple([z.string().min(1).max(256)]),
  enterSafeMode: z.tuple([]),
  chooseFolder: z.tuple([]),
} as const satisfies Record<CallName & keyof DesktopCalls, z.ZodType<readonly unknown[]>>;

/** Which of the desktop's pages may make a call: the shell's own page, the landing's console, or either. */
export const callPages = {
  landingState: 'any',
  retryLanding: 'any',
  desktopSettings: 'any',
  changeDesktopSettings: 'console',
  keyProtection: 'console',
  changeKeyProtection: 'console',
  updateState: 'console',
  checkForUpdate: 'console',
  downloadUpdate: 'console',
  installUpdate: 'console',
  cancelUpdate: 'console',
  openAtLogin: 'console',
  setOpenAtLogin: 'console',
  takeOpening: 'console',
  aboutDetails: 'any',
  saveReport: 'any',
  screens: 'console',
  showScreen: 'console',
  closeScreen: 'console',
  fillScreen: 'console',
  identifyDisplays: 'console',
  leaveKiosk: 'console',
  systemPrinters: 'console',
  printDocument: 'console',
  rescue: 'shell',
  restoreListed: 'shell',
  openWithPassphrase: 'shell',
  enterSafeMode: 'console',
  chooseFolder: 'console',
} as const satisfies Record<CallName, 'shell' | 'console' | 'any'>;

/**
 * What the pages in a screen's window may call of that, which is what such a screen needs: it stands where customers or
 * guests' dishes are, and anybody reaches it. The console's own window may make every call of its page.
 */
export const screenCalls: Record<ScreenKind, ReadonlySet<CallName>> = {
  kitchen: new Set(['landingState', 'screens', 'fillScreen']),
  customer: new Set(['landingState']),
};

/** What the desktop tells its pages by itself. */
export interface DesktopNews {
  landingState: LandingState;
  desktopSettings: DesktopSettings;
  keyProtection: KeyProtection;
  updateState: UpdateState;
  /** Something was opened from outside; `takeOpening` gives it. */
  opening: null;
  screens: ScreensState;
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
  /** Which of the desktop's windows this page is in. */
  readonly window: WindowKind;
  /** Calls back on every piece of news of that name; returns what ends the subscription. */
  on<Name extends NewsName>(name: Name, listener: (news: DesktopNews[Name]) => void): () => void;
}
