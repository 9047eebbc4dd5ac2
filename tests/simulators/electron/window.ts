import { EventEmitter } from 'node:events';
import { app, lastWindowClosed, preventable } from './app.ts';
import { control, type Geometry, type Rectangle } from './control.ts';
import { type NativeImage, nameOf } from './native-image.ts';
import { displayAt } from './screen.ts';
import { WebContents, type WebPreferences } from './web-contents.ts';

interface WindowOptions extends Partial<Rectangle> {
  readonly show?: boolean;
  readonly fullscreen?: boolean;
  readonly webPreferences?: WebPreferences;
}

/** Only windows as closed as Electron makes them by default can be stood in for. */
function refuseWeakWindow(preferences: WebPreferences): void {
  const weak =
    preferences.contextIsolation === false ||
    preferences.sandbox === false ||
    preferences.nodeIntegration === true ||
    preferences.webSecurity === false ||
    preferences.webviewTag === true ||
    preferences.experimentalFeatures === true ||
    preferences.enableBlinkFeatures !== undefined;
  if (weak) throw new Error('The stand-in models isolated, sandboxed windows only.');
}

const open: BrowserWindow[] = [];
let focused: BrowserWindow | null = null;

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #overlay = { picture: '', words: '' };
  #deeds: string[] = [];
  #normal: Rectangle;
  #destroyed = false;
  #minimized = false;
  #maximized = false;
  #fullScreen: boolean;
  #kiosk = false;

  constructor(options: WindowOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Windows can be opened after the ready event only.');
    refuseWeakWindow(options.webPreferences ?? {});
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#normal = { x, y, width, height };
    this.#fullScreen = options.fullscreen === true;
    const contents = new WebContents({ width, height, preferences: options.webPreferences ?? {} });
    this.webContents = contents;
    control.windows.push({
      options: { ...options },
      page: WebContents.page(contents),
      deeds: this.#deeds,
      invokeFrom: (frame, channel, ...args) => WebContents.invokeFrom(contents, frame, channel, args),
      overlay: this.#overlay,
      blur: () => {
        if (focused === this) focused = null;
      },
      endSession: () => void this.emit('session-end', preventable({ reasons: ['shutdown'] })),
      reportCrash: (reason) => void contents.emit('render-process-gone', preventable({}), { reason, exitCode: 1 }),
      geometry: () => this.#geometry(),
      drag: (bounds) => this.#place(bounds),
      mayFrame: (url) => WebContents.mayFrame(contents, url),
      press: (input) => WebContents.press(contents, input),
      close: () => this.close(),
    });
    open.push(this);
    if (options.show !== false) this.show();
    app.emit('web-contents-created', preventable({}), contents);
    app.emit('browser-window-created', preventable({}), this);
    void WebContents.page(contents)
      .then((page) => page.once('domcontentloaded', () => this.emit('ready-to-show')))
      .catch(() => undefined);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...open];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }

  loadURL(url: string): Promise<void> {
    return WebContents.load(this.webContents, url);
  }

  show(): void {
    this.#minimized = false;
    this.#deeds.push('show');
    focused = this;
  }

  showInactive(): void {
    this.#deeds.push('showInactive');
  }

  focus(): void {
    this.#deeds.push('focus');
    focused = this;
  }

  isFocused(): boolean {
    return focused === this;
  }

  setOverlayIcon(overlay: NativeImage | null, description: string): void {
    Object.assign(this.#overlay, { picture: nameOf(overlay), words: description });
  }

  moveTop(): void {
    this.#deeds.push('moveTop');
  }

  minimize(): void {
    this.#minimized = true;
  }

  restore(): void {
    this.#minimized = false;
    this.#deeds.push('restore');
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  maximize(): void {
    this.#maximized = true;
    this.emit('maximize');
  }

  unmaximize(): void {
    this.#maximized = false;
    this.emit('unmaximize');
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  /** Comes and goes with an animation, as on macOS: nothing has changed yet when the call returns. */
  setFullScreen(flag: boolean): void {
    setImmediate(() => {
      if (this.#destroyed || this.#fullScreen === flag) return;
      this.#fill(flag);
    });
  }

  isFullScreen(): boolean {
    return this.#fullScreen;
  }

  setKiosk(flag: boolean): void {
    this.#deeds.push(flag ? 'kiosk' : 'no kiosk');
    this.#kiosk = flag;
    this.#fill(flag);
  }

  isKiosk(): boolean {
    return this.#kiosk;
  }

  setMenu(_menu: object | null): void {
    this.#deeds.push('setMenu');
  }

  removeMenu(): void {
    this.#deeds.push('removeMenu');
  }

  setMinimumSize(_width: number, _height: number): void {}

  setIgnoreMouseEvents(_ignore: boolean): void {}

  /** A window that fills a display stays there: it has to leave full screen before it can be moved. */
  setBounds(bounds: Rectangle): void {
    if (!this.#fullScreen) this.#place(bounds);
  }

  getBounds(): Rectangle {
    return this.#geometry().shown;
  }

  getNormalBounds(): Rectangle {
    return this.#normal;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    if (this.#destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    open.splice(open.indexOf(this), 1);
    if (focused === this) focused = null;
    control.windows.splice(
      control.windows.findIndex((record) => record.deeds === this.#deeds),
      1,
    );
    void WebContents.page(this.webContents)
      .then((page) => page.close())
      .catch(() => undefined);
    this.emit('closed');
    if (control.windows.length === 0) lastWindowClosed();
  }

  #fill(flag: boolean): void {
    this.#fullScreen = flag;
    if (flag) this.emit('enter-full-screen');
    else this.emit('leave-full-screen');
  }

  #place(bounds: Rectangle): void {
    const moved = bounds.x !== this.#normal.x || bounds.y !== this.#normal.y;
    const sized = bounds.width !== this.#normal.width || bounds.height !== this.#normal.height;
    this.#normal = bounds;
    if (moved) this.emit('move');
    if (sized) this.emit('resize');
  }

  #geometry(): Geometry {
    const display = displayAt(this.#normal);
    const shown = this.#fullScreen ? display.bounds : this.#maximized ? display.workArea : this.#normal;
    return {
      shown,
      normal: this.#normal,
      maximized: this.#maximized,
      fullScreen: this.#fullScreen,
      kiosk: this.#kiosk,
    };
  }
}
