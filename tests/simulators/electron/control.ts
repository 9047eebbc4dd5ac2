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
  /** Asks the session's handler for a permission, as a page at `url` would. */
  askPermission: (_permission: string, _url: string): boolean => {
    throw new Error('No permission handler is set: Electron would grant everything.');
  },
  /** Whether the app believes to be an installed one. */
  packaged: false,
  claimedSchemes: [] as { protocol: string; path: string | undefined; args: readonly string[] }[],
  /** The messages that were shown, and the places that were asked for, in order. */
  dialogs: [] as { kind: 'message' | 'save'; options: Readonly<Record<string, unknown>> }[],
  /** Answers a native message with the index of a button. */
  answerMessage: (_options: Readonly<Record<string, unknown>>): number => 0,
  /** Answers the question where to save; undefined cancels. */
  answerSave: (_options: Readonly<Record<string, unknown>>): string | undefined => undefined,
  clipboard: '',
  onExit: (code: number): void => process.exit(code),
};
