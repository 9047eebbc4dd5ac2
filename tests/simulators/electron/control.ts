import type { Frame, Page } from '@playwright/test';

/** One window as tests see it: what it was built with, its real page, and what was done to it. */
export interface WindowRecord {
  readonly options: Readonly<Record<string, unknown>>;
  readonly page: Promise<Page>;
  readonly deeds: string[];
  /** Calls an IPC handler as if the given frame of the page had sent the message. */
  invokeFrom(frame: Frame, channel: string, ...args: unknown[]): Promise<unknown>;
  /** Tells the app that the page's process is gone, as Electron would. */
  reportCrash(reason: string): void;
  close(): void;
}

/** The tests' side of the stand-in: what happened, and how the app ends. */
export const control = {
  windows: [] as WindowRecord[],
  openedOutside: [] as string[],
  /** Addresses of the windows that pages asked for and did not get. */
  deniedWindows: [] as string[],
  /** Ids of the utility processes started so far, in order. */
  forked: [] as number[],
  /** How often the app asked to be started again. */
  relaunches: 0,
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
  /** What native dialogs asked, and the button the person presses in the next ones. */
  asked: [] as string[],
  press: undefined as string | undefined,
  onExit: (code: number): void => process.exit(code),
};
