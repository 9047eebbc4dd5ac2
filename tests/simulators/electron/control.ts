import type { Frame, Page } from '@playwright/test';

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

/** The tests' side of the stand-in: what happened, and how the app ends. */
export const control = {
  windows: [] as WindowRecord[],
  openedOutside: [] as string[],
  /** Addresses of the windows that pages asked for and did not get. */
  deniedWindows: [] as string[],
  /** Ids of the utility processes started so far, in order. */
  forked: [] as number[],
  /** Asks the session's handler for a permission, as a page at `url` would. */
  askPermission: (_permission: string, _url: string): boolean => {
    throw new Error('No permission handler is set: Electron would grant everything.');
  },
  /** Whether the app believes to be an installed one. */
  packaged: false,
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
  /** The messages that were shown, in order. */
  dialogs: [] as { kind: 'message' | 'save'; options: Readonly<Record<string, unknown>> }[],
  /** Answers a native message with the index of a button. */
  answerMessage: (_options: Readonly<Record<string, unknown>>): number | Promise<number> => 0,
  clipboard: '',
  onExit: (code: number): void => process.exit(code),
};
