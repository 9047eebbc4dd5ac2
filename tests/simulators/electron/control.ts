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

/** A button's number, chosen paths, or thinking better of it. */
type DialogAnswer = number | readonly string[] | 'cancel';

/** The tests' side of the stand-in: what happened, and how the app ends. */
export const control = {
  windows: [] as WindowRecord[],
  openedOutside: [] as string[],
  /** Files and folders shown in the system's file manager. */
  shown: [] as string[],
  /** What the person answers to the next dialogs, first to first; a dialog nobody expects fails the test. */
  answers: [] as DialogAnswer[],
  /** What the dialogs asked, in order. */
  asked: [] as Readonly<Record<string, unknown>>[],
  /** Addresses of the windows that pages asked for and did not get. */
  deniedWindows: [] as string[],
  /** Ids of the utility processes started so far, in order. */
  forked: [] as number[],
  /** Their names, in the same order. */
  services: [] as string[],
  /** Asks the session's handler for a permission, as a page at `url` would. */
  askPermission: (_permission: string, _url: string): boolean => {
    throw new Error('No permission handler is set: Electron would grant everything.');
  },
  onExit: (code: number): void => process.exit(code),
};
