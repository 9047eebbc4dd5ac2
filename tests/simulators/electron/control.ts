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

/** A document that was handed to a printer or its dialog; blank where the app did not wait for it. */
export interface PrintedDocument {
  readonly url: string;
  readonly options: { readonly silent?: boolean; readonly deviceName?: string };
  readonly blank: boolean;
}

/** What a printer or a person at the dialog answers; null never answers. */
export type PrintAnswer = { readonly success: boolean; readonly reason: string } | null;

/** The tests' side of the stand-in: what happened, and how the app ends. */
export const control = {
  windows: [] as WindowRecord[],
  openedOutside: [] as string[],
  /** Addresses of the windows that pages asked for and did not get. */
  deniedWindows: [] as string[],
  /** Ids of the utility processes started so far, in order. */
  forked: [] as number[],
  /** Plugs displays in and out. */
  setDisplays: (_displays: readonly FakeDisplay[]): void => {
    throw new Error('The stand-in’s screen was not loaded.');
  },
  printers: [] as { name: string; displayName: string; description: string; options: object }[],
  printed: [] as PrintedDocument[],
  answerPrinting: (): PrintAnswer => ({ success: true, reason: '' }),
  /** Asks the session's handler for a permission, as a page at `url` would. */
  askPermission: (_permission: string, _url: string): boolean => {
    throw new Error('No permission handler is set: Electron would grant everything.');
  },
  onExit: (code: number): void => process.exit(code),
};
