import type { Frame, Page } from '@playwright/test';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FakeDisplay {
  readonly id: number;
  readonly label: string;
  readonly internal: boolean;
  readonly bounds: Rectangle;
  readonly workArea: Rectangle;
}

/** A window's place and state: `shown` is what it covers now, `normal` where it is when it fills nothing. */
export interface Geometry {
  readonly shown: Rectangle;
  readonly normal: Rectangle;
  readonly maximized: boolean;
  readonly fullScreen: boolean;
  readonly kiosk: boolean;
}

/** A key as `before-input-event` tells of it. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly control?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  readonly meta?: boolean;
}

/** One window as tests see it: what it was built with, its real page, and what was done to it. */
export interface WindowRecord {
  readonly options: Readonly<Record<string, unknown>>;
  readonly page: Promise<Page>;
  readonly deeds: string[];
  /** Calls an IPC handler as if the given frame of the page had sent the message. */
  invokeFrom(frame: Frame, channel: string, ...args: unknown[]): Promise<unknown>;
  /** What Windows shows on the window's button in the task bar: the picture's name and its words. */
  readonly overlay: { picture: string; words: string };
  /** Takes the focus away from the window: the person works in another program. */
  blur(): void;
  /** Tells the window that the person signs out or the computer shuts down, as Windows would. */
  endSession(): void;
  /** Tells the app that the page's process is gone, as Electron would. */
  reportCrash(reason: string): void;
  geometry(): Geometry;
  /** Moves and sizes the window as a person or the system does. */
  drag(bounds: Rectangle): void;
  /** Whether a frame in the page may go to an address. */
  mayFrame(url: string): boolean;
  /** Presses a key; whether it got past the app to the page. */
  press(input: KeyPress): boolean;
  close(): void;
}

/** The icon beside the clock as tests see it. */
export interface TrayRecord {
  picture(): string;
  toolTip(): string;
  menu(): readonly object[];
  click(): void;
  isDestroyed(): boolean;
}

/** A notification that the system was given. */
export interface NotificationRecord {
  readonly title: string;
  readonly body: string;
  readonly isShown: boolean;
  click(): void;
}
/** A document that was handed to a printer or its dialog; blank where the app did not wait for it. */
export interface PrintedDocument {
  readonly url: string;
  readonly options: { readonly silent?: boolean; readonly deviceName?: string };
  readonly blank: boolean;
}

/** What a printer or a person at the dialog answers; null never answers. */
export type PrintAnswer = { readonly success: boolean; readonly reason: string } | null;
/** A button's number, chosen paths, or thinking better of it. */
type DialogAnswer = number | readonly string[] | 'cancel';

/** The tests' side of the stand-in: what happened, and how the app ends. */
export const control = {
  windows: [] as WindowRecord[],
  openedOutside: [] as string[],
  /** Files and folders shown in the system's file manager. */
  shown: [] as string[],
  /** What the person answers to the next dialogs, first to first; then the functions below answer. */
  answers: [] as DialogAnswer[],
  /** Addresses of the windows that pages asked for and did not get. */
  deniedWindows: [] as string[],
  /** Ids of the utility processes started so far, in order. */
  forked: [] as number[],
  /** How often the app asked to be started again. */
  relaunches: 0,
  /** Plugs displays in and out. */
  setDisplays: (_displays: readonly FakeDisplay[]): void => {
    throw new Error('The stand-in’s screen was not loaded.');
  },
  printers: [] as { name: string; displayName: string; description: string; options: object }[],
  printed: [] as PrintedDocument[],
  answerPrinting: (): PrintAnswer => ({ success: true, reason: '' }),
  /** Their names, in the same order. */
  services: [] as string[],
  /** Asks the session's handler for a permission, as a page at `url` would. */
  askPermission: (_permission: string, _url: string, _isMainFrame = true): boolean => {
    throw new Error('No permission handler is set: Electron would grant everything.');
  },
  /** Asks the session's handler whether a permission is there already. */
  checkPermission: (_permission: string, _origin: string, _isMainFrame = true): boolean => {
    throw new Error('No permission check handler is set: Electron would grant everything.');
  },
  /** Asks the session's handler for a USB, HID or serial device. */
  askDevice: (): boolean => {
    throw new Error('No device permission handler is set.');
  },
  /** What the session was told beside its handlers. */
  session: { displayMedia: true, bluetoothPairing: true, spellChecker: true, cleared: [] as string[] },
  /** Whether this is an installed program; whether every page was put into the sandbox; switches taken off the command line. */
  packaged: false,
  sandboxed: false,
  removedSwitches: [] as string[],
  /** Addresses that pages wanted to fetch and the session's filter refused. */
  refusedRequests: [] as string[],
  /** Downloads that pages began, and whether they were let through. */
  downloads: [] as { url: string; allowed: boolean }[],
  /** The operating system's key store: which it is, whether it answers, what it encrypts with. */
  keyring: {
    available: true,
    backend: 'gnome_libsecret',
    tag: 'v11',
    password: 'of this session',
    shouldReEncrypt: false,
  },
  trays: [] as TrayRecord[],
  /** Whether the system takes an icon. */
  takesTrays: true,
  notifications: [] as NotificationRecord[],
  showsNotifications: true,
  badge: 0,
  /** What keeps the computer or its screen awake now, by id. */
  sleepBlockers: new Map<number, string>(),
  /** What the system of Windows or macOS would keep for starting at login. */
  loginItem: { openAtLogin: false, args: [] as readonly string[] },
  /** The messages that were shown, and the places that were asked for, in order. */
  dialogs: [] as { kind: 'message' | 'save' | 'open'; options: Readonly<Record<string, unknown>> }[],
  /** Answers a native message with the index of a button; Escape unless a test says otherwise. */
  answerMessage: (options: Readonly<Record<string, unknown>>): number | Promise<number> =>
    Number(options['cancelId'] ?? 0),
  claimedSchemes: [] as { protocol: string; path: string | undefined; args: readonly string[] }[],
  /** Answers the question where to save; undefined cancels. */
  answerSave: (_options: Readonly<Record<string, unknown>>): string | undefined => undefined,
  clipboard: '',
  onExit: (code: number): void => process.exit(code),
};
