import type { BrowserWindow, WebContents } from 'electron';
import type { LandingState } from '#shared/desktop/contract.ts';
import { type ScreenInfo, type ScreenKind, type ScreensState, screenKinds } from '#shared/desktop/windows.ts';
import { sameOrigin } from '../guards.ts';
import { bringForward } from '../window.ts';
import { describeDisplays, displaysNow } from './displays.ts';
import type { DisplayFacts } from './placement.ts';
import type { Windows } from './registry.ts';
import type { WindowStates } from './state-file.ts';

/** The room of the console that each screen shows. */
const screenPaths: Record<ScreenKind, string> = {
  kitchen: '/console/kitchen',
  customer: '/console/customer-display',
};

/** A screen whose page could not be loaded tries again after these milliseconds, doubled up to the last. */
const firstRetryMs = 2_000;
const lastRetryMs = 30_000;

interface ScreensOptions {
  readonly windows: Windows;
  readonly states: WindowStates;
  readonly landing: () => LandingState;
  readonly landingOrigin: () => string | undefined;
  readonly kiosk: () => boolean;
}

/**
 * The windows that show one room on a display of their own: the kitchen's tickets, the customer's bill. They are opened
 * again at the next start until somebody closes them, and mend themselves, since nobody may stand at a keyboard there.
 */
export class Screens {
  readonly #options: ScreensOptions;
  readonly #retries = new Map<ScreenKind, { timer: NodeJS.Timeout | undefined; waitMs: number }>();

  constructor(options: ScreensOptions) {
    this.#options = options;
  }

  get state(): ScreensState {
    return {
      displays: describeDisplays(displaysNow()),
      kitchen: this.#info('kitchen'),
      customer: this.#info('customer'),
      kiosk: this.#options.kiosk(),
    };
  }

  /**
   * Opens a screen, or brings it forward: on the display with that id, filling it; without an id where it was, at first
   * on a display beside the main one. Without a second display it is an ordinary window and covers nothing for good.
   * While the landing is not ready nothing opens yet: what the console's window says then is not for guests.
   */
  show(kind: ScreenKind, displayId: number | null): ScreensState {
    const { windows, states } = this.#options;
    const displays = displaysNow();
    const chosen = displays.find(({ id }) => id === displayId);
    if (chosen) windows.assign(kind, chosen, { fullScreen: true });
    else if (!states.recall(kind, displays)) {
      const beside = displays.find(({ primary }) => !primary);
      if (beside) windows.assign(kind, beside, { fullScreen: true });
    }
    states.keepOpen(kind, true);
    const open = windows.get(kind);
    if (open) bringForward(open);
    else if (this.#options.landing().phase === 'ready') this.#open(kind);
    return this.state;
  }

  close(kind: ScreenKind): ScreensState {
    this.#options.windows.get(kind)?.close();
    this.#options.states.keepOpen(kind, false);
    return this.state;
  }

  /** Lets a screen fill its display, or makes it an ordinary window with a frame. */
  fill(kind: ScreenKind, fullScreen: boolean): ScreensState {
    this.#options.windows.get(kind)?.setFullScreen(fullScreen);
    return this.state;
  }

  /** The landing's state changed: screens that were open come back, and what could not be loaded is tried again. */
  follow(state: LandingState): void {
    if (state.phase !== 'ready') return;
    for (const kind of screenKinds) {
      const window = this.#options.windows.get(kind);
      if (!window) {
        if (this.#options.states.wasOpen(kind) && this.#hasPurpose(kind)) this.#open(kind);
      } else if (this.#retries.has(kind) || !sameOrigin(window.webContents.getURL(), this.#options.landingOrigin())) {
        this.#load(kind);
      }
    }
  }

  /** The customer's screen goes and comes with the console, where its bills are made. */
  accompany(consoleWindow: BrowserWindow): void {
    consoleWindow.on('closed', () => {
      const { windows, states } = this.#options;
      const customer = windows.get('customer');
      // A window closes some time after it was asked to, and only then forgets that it was open.
      customer?.once('closed', () => states.keepOpen('customer', true));
      customer?.close();
    });
    this.follow(this.#options.landing());
  }

  /** Without the console there is no bill to show. */
  #hasPurpose(kind: ScreenKind): boolean {
    return kind !== 'customer' || this.#options.windows.get('console') !== undefined;
  }

  #open(kind: ScreenKind): void {
    const { windows, states } = this.#options;
    const window = windows.open(kind);
    const contents = window.webContents;
    contents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
      const overtaken = code === -3;
      if (isMainFrame && !overtaken) this.#retry(kind, contents);
    });
    contents.on('did-finish-load', () => {
      if (sameOrigin(contents.getURL(), this.#options.landingOrigin())) this.#forget(kind);
    });
    contents.on('render-process-gone', () => this.#retry(kind, contents));
    // A customer's screen has no dialogs that Escape could be meant for; the kitchen's page decides for itself.
    if (kind === 'customer') {
      contents.on('before-input-event', (_event, { type, key }) => {
        if (type === 'keyDown' && key === 'Escape') this.fill(kind, false);
      });
    }
    window.on('closed', () => {
      this.#forget(kind);
      if (!windows.quitting) states.keepOpen(kind, false);
    });
    this.#load(kind);
  }

  #load(kind: ScreenKind): void {
    const { windows, landingOrigin } = this.#options;
    void windows
      .get(kind)
      ?.loadURL(`${landingOrigin()}${screenPaths[kind]}`)
      .catch(() => undefined);
  }

  #retry(kind: ScreenKind, contents: WebContents): void {
    const { waitMs } = this.#retries.get(kind) ?? { waitMs: firstRetryMs };
    this.#forget(kind);
    const timer = setTimeout(() => {
      const isThere = this.#options.windows.get(kind)?.webContents === contents;
      // While the landing is not ready there is nothing to load: `follow` hears when it is.
      if (isThere && this.#options.landing().phase === 'ready') this.#load(kind);
    }, waitMs);
    this.#retries.set(kind, { timer, waitMs: Math.min(waitMs * 2, lastRetryMs) });
  }

  #forget(kind: ScreenKind): void {
    clearTimeout(this.#retries.get(kind)?.timer);
    this.#retries.delete(kind);
  }

  #info(kind: ScreenKind): ScreenInfo | null {
    const window = this.#options.windows.get(kind);
    const place: { display: DisplayFacts; guest: boolean } | undefined = this.#options.windows.placeOf(kind);
    return window && place
      ? { displayId: place.display.id, fullScreen: window.isFullScreen(), waiting: place.guest }
      : null;
  }
}
