import { app, type BrowserWindow, type WebContents } from 'electron';
import type { DesktopNews } from '#shared/desktop/calls.ts';
import type { NewsName } from '#shared/desktop/channels.ts';
import { type WindowKind, windowKinds } from '#shared/desktop/windows.ts';
import { tell } from '../ipc.ts';
import { openWindow } from '../window.ts';
import { displaysNow, watchDisplays } from './displays.ts';
import {
  centreIn,
  type DisplayFacts,
  displayUnder,
  type Placement,
  placeWindow,
  type SavedWindow,
  sameRectangle,
} from './placement.ts';
import type { WindowStates } from './state-file.ts';

/** How large a window is that was never moved. */
const usualSize: Record<WindowKind, { readonly width: number; readonly height: number }> = {
  console: { width: 1440, height: 900 },
  kitchen: { width: 1280, height: 800 },
  customer: { width: 1024, height: 768 },
};

/** How small a person can make a window, where the display is not smaller still. */
const leastSize = { width: 640, height: 480 } as const;

/** A window that is being dragged is kept once it has come to rest for this many milliseconds. */
const restMs = 500;

interface OpenWindow {
  readonly window: BrowserWindow;
  place: Placement;
  rest: NodeJS.Timeout | undefined;
  /** It is being put somewhere: where it is meanwhile says nothing. */
  moving: boolean;
}

/**
 * The desktop's own windows, one of each kind: opens them where they belong, keeps where they were for each arrangement
 * of displays, and brings them back into view, or home, when displays come and go.
 */
export class Windows {
  readonly #options: { preload: string; version: string; states: WindowStates; onChange: () => void };
  readonly #open = new Map<WindowKind, OpenWindow>();
  #quitting = false;

  constructor(options: { preload: string; version: string; states: WindowStates; onChange: () => void }) {
    this.#options = options;
    app.on('before-quit', (event) => {
      this.#quitting = true;
      setImmediate(() => {
        if (event.defaultPrevented) this.#quitting = false;
      });
    });
  }

  /** Follows displays from now on; to be called once the app is ready. */
  start(): void {
    watchDisplays({
      // What the system does to windows on its own is not where a person put them.
      onFirst: () => {
        for (const open of this.#open.values()) clearTimeout(open.rest);
      },
      onChange: () => this.#rearrange(),
    });
  }

  /** The application is ending: windows that close now were not closed by a person. */
  get quitting(): boolean {
    return this.#quitting;
  }

  get(kind: WindowKind): BrowserWindow | undefined {
    return this.#open.get(kind)?.window;
  }

  /** Where a window is, while it is open. */
  placeOf(kind: WindowKind): Placement | undefined {
    return this.#open.get(kind)?.place;
  }

  /** The kind of the window that shows these contents; undefined when none of the desktop's own does. */
  kindOf(contents: WebContents): WindowKind | undefined {
    return [...this.#open].find(([, { window }]) => window.webContents === contents)?.[0];
  }

  /** Tells every window some news. */
  tell<Name extends NewsName>(name: Name, news: DesktopNews[Name]): void {
    for (const { window } of this.#open.values()) tell(window.webContents, name, news);
  }

  /** Opens the window of a kind where it was, or gives the one that is open. Screens do not take the focus. */
  open(kind: WindowKind): BrowserWindow {
    const before = this.get(kind);
    if (before) return before;
    const { preload, version } = this.#options;
    const place = this.#placeFor(kind);
    const window = openWindow({ kind, place, leastSize: leastFor(place), preload, version });
    const open: OpenWindow = { window, place, rest: undefined, moving: false };
    this.#open.set(kind, open);
    this.#watch(kind, open);
    this.#options.onChange();
    return window;
  }

  /** Puts a window, open or yet to be opened, on a display as its own. */
  assign(kind: WindowKind, display: DisplayFacts, { fullScreen }: { fullScreen: boolean }): void {
    const bounds = centreIn(usualSize[kind], display.workArea);
    this.#options.states.keep(kind, displaysNow(), {
      bounds,
      display: referenceTo(display),
      maximized: false,
      fullScreen,
      guest: false,
    });
    this.#put(kind);
    this.#options.onChange();
  }

  #placeFor(kind: WindowKind): Placement {
    const displays = displaysNow();
    return placeWindow(this.#options.states.recall(kind, displays), displays, usualSize[kind]);
  }

  #watch(kind: WindowKind, open: OpenWindow): void {
    const { window } = open;
    const moved = () => {
      clearTimeout(open.rest);
      open.rest = setTimeout(() => this.#capture(kind, open), restMs);
    };
    const changed = () => {
      this.#capture(kind, open);
      this.#options.onChange();
    };
    window.on('move', moved);
    window.on('resize', moved);
    window.on('maximize', changed);
    window.on('unmaximize', changed);
    window.on('enter-full-screen', changed);
    window.on('leave-full-screen', changed);
    window.on('close', () => {
      clearTimeout(open.rest);
      this.#capture(kind, open);
    });
    window.on('closed', () => {
      clearTimeout(open.rest);
      this.#open.delete(kind);
      this.#options.onChange();
    });
  }

  /** Keeps where a window is now. Kiosk is a setting of its own and says nothing about the place. */
  #capture(kind: WindowKind, open: OpenWindow): void {
    const { window } = open;
    if (open.moving || window.isKiosk() || window.isMinimized()) return;
    const displays = displaysNow();
    const bounds = window.getNormalBounds();
    const fullScreen = window.isFullScreen();
    const display = displayUnder(fullScreen ? window.getBounds() : bounds, displays);
    if (!display) return;
    // A guest that is moved about on the same display is still a guest.
    const guest = open.place.guest && open.place.display.id === display.id;
    open.place = { bounds, display, maximized: window.isMaximized(), fullScreen, guest };
    const saved: SavedWindow = { ...open.place, display: referenceTo(display) };
    this.#options.states.keep(kind, displays, saved);
  }

  #rearrange(): void {
    for (const kind of windowKinds) this.#put(kind);
    // What came from an unplugged display must not cover the counter.
    this.get('console')?.moveTop();
    this.#options.onChange();
  }

  /** Moves an open window to where it belongs now. A full screen has to be left before a window can change displays. */
  #put(kind: WindowKind): void {
    const open = this.#open.get(kind);
    if (!open) return;
    const { window } = open;
    const place = this.#placeFor(kind);
    const kiosk = window.isKiosk();
    open.place = place;
    if (!kiosk && isAt(window, place)) return;
    const settle = () => {
      if (window.isDestroyed()) return;
      const least = leastFor(place);
      window.setMinimumSize(least.width, least.height);
      if (window.isMaximized()) window.unmaximize();
      window.setBounds(place.bounds);
      if (place.maximized) window.maximize();
      if (kiosk) window.setKiosk(true);
      else if (place.fullScreen) window.setFullScreen(true);
      clearTimeout(open.rest);
      open.moving = false;
    };
    open.moving = true;
    if (kiosk) window.setKiosk(false);
    if (!kiosk && window.isFullScreen()) {
      window.once('leave-full-screen', settle);
      window.setFullScreen(false);
    } else settle();
  }
}

/** Whether a window needs no moving: leaving a full screen only to enter it again would flicker. */
function isAt(window: BrowserWindow, place: Placement): boolean {
  return (
    window.isFullScreen() === place.fullScreen &&
    window.isMaximized() === place.maximized &&
    sameRectangle(window.getNormalBounds(), place.bounds) &&
    (!place.fullScreen || sameRectangle(window.getBounds(), place.display.bounds))
  );
}

function referenceTo({ id, label, bounds }: DisplayFacts) {
  return { id, label, bounds };
}

function leastFor({ display: { workArea } }: Placement) {
  return { width: Math.min(leastSize.width, workArea.width), height: Math.min(leastSize.height, workArea.height) };
}
