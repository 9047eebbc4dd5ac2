import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Frame, Page, Request as PageRequest, Route } from '@playwright/test';
import { app, lastWindowClosed, preventable } from './app.ts';
import { fromChromium, launchChromium, toChromium } from './chromium.ts';
import { control } from './control.ts';
import { dispatchInvoke } from './ipc.ts';
import { type NativeImage, nameOf } from './native-image.ts';
import { preloadScript } from './preload-runtime.ts';
import { answerScheme, mayDownload, passesFilter } from './session.ts';

interface WebPreferences {
  readonly preload?: string;
  readonly additionalArguments?: readonly string[];
  readonly contextIsolation?: boolean;
  readonly sandbox?: boolean;
  readonly nodeIntegration?: boolean;
  readonly webSecurity?: boolean;
  readonly webviewTag?: boolean;
  readonly experimentalFeatures?: boolean;
  readonly enableBlinkFeatures?: string;
}
interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: WebPreferences;
}
interface FrameView {
  readonly url: string;
  readonly origin: string;
}
type OpenHandler = (details: { url: string }) => { action: string };

/** Chromium's numbers for the network errors that matter here (net_error_list.h). */
const netErrors: Readonly<Record<string, number>> = { ERR_ABORTED: -3, ERR_CONNECTION_REFUSED: -102 };

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

export class WebContents extends EventEmitter {
  readonly #page: Promise<Page>;
  readonly #expected = new Set<string>();
  readonly #binding = `binding_${randomUUID().replaceAll('-', '')}`;
  readonly #event = `event-${randomUUID()}`;
  readonly #frames = new WeakMap<Frame, FrameView>();
  #current: Page | undefined;
  #openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(options: WindowOptions) {
    super();
    this.#page = this.#open(options);
    // A window that is closed while it opens has no page; whoever asks for it hears so.
    this.#page.catch(() => undefined);
  }

  get mainFrame(): FrameView | undefined {
    return this.#current && this.#frameOf(this.#current.mainFrame());
  }

  getURL(): string {
    return fromChromium(this.#current?.url() ?? '');
  }

  setWebRTCIPHandlingPolicy(_policy: string): void {}

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    const message = { event: this.#event, detail: { channel, args } };
    void this.#page
      .then((page) =>
        page.evaluate(({ event, detail }) => void document.dispatchEvent(new CustomEvent(event, { detail })), message),
      )
      .catch(() => undefined);
  }

  static page(contents: WebContents): Promise<Page> {
    return contents.#page;
  }

  static invokeFrom(contents: WebContents, frame: Frame, channel: string, args: unknown[]): Promise<unknown> {
    return dispatchInvoke({ sender: contents, senderFrame: contents.#frameOf(frame) }, channel, args);
  }

  static async load(contents: WebContents, url: string): Promise<void> {
    const page = await contents.#page;
    contents.#expected.add(toChromium(url));
    await page.goto(toChromium(url), { waitUntil: 'domcontentloaded' });
  }

  #frameOf(frame: Frame): FrameView {
    const known = this.#frames.get(frame) ?? {
      get url() {
        return fromChromium(frame.url());
      },
      get origin() {
        const { protocol, host } = new URL(fromChromium(frame.url()));
        return host ? `${protocol}//${host}` : 'null';
      },
    };
    this.#frames.set(frame, known);
    return known;
  }

  async #open(options: WindowOptions): Promise<Page> {
    const browser = await launchChromium();
    const context = await browser.newContext({
      viewport: { width: options.width ?? 800, height: options.height ?? 600 },
    });
    const page = await context.newPage();
    this.#current = page;
    await context.route('**/*', (route) => this.#route(page, route));
    context.on('page', (popup) => {
      if (popup.url() === 'about:blank') this.#askToOpen('about:blank');
      void popup.close();
    });
    page.on('download', (download) => {
      if (!mayDownload(download.url())) void download.cancel();
    });
    page.on('requestfailed', (request) => this.#failed(page, request));
    const { preload, additionalArguments = [] } = options.webPreferences ?? {};
    await page.exposeBinding(this.#binding, ({ frame }, channel: string, args: unknown[]) =>
      WebContents.invokeFrom(this, frame, channel, args),
    );
    const environment = {
      binding: this.#binding,
      event: this.#event,
      argv: additionalArguments,
      platform: process.platform,
    };
    await page.addInitScript({ content: preloadScript(environment, preload ? readFileSync(preload, 'utf8') : '') });
    return page;
  }

  #askToOpen(url: string): void {
    if (this.#openHandler({ url }).action !== 'deny') throw new Error('The stand-in opens no second windows.');
    control.deniedWindows.push(url);
  }

  async #route(page: Page, route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest()) {
      let frame: Frame;
      try {
        frame = request.frame();
      } catch {
        this.#askToOpen(fromChromium(request.url()));
        return route.fulfill({ contentType: 'text/html', body: '' });
      }
      const isMainFrame = frame === page.mainFrame();
      if (!isMainFrame && !this.#asked('will-frame-navigate', request.url(), false)) return route.abort('aborted');
      if (isMainFrame && !(await this.#mayNavigate(request, route))) return route.abort('aborted');
    }
    if (!passesFilter(fromChromium(request.url()), request.resourceType())) return route.abort('blockedbyclient');
    const own = answerScheme(fromChromium(request.url()));
    if (!own) return route.continue();
    const answer = await own;
    const body = Buffer.from(await answer.arrayBuffer());
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
  }

  /** Whether a page may go to an address, as the listeners of an event say. */
  #asked(name: string, url: string, isMainFrame: boolean): boolean {
    const event = preventable({ url: fromChromium(url), isSameDocument: false, isMainFrame });
    this.emit(name, event);
    return !event.defaultPrevented;
  }

  /** Asks will-navigate, unless the app itself loads the page, then will-redirect for each step of its redirects. */
  async #mayNavigate(request: PageRequest, route: Route): Promise<boolean> {
    const asked = (name: string, url: string) => this.#asked(name, url, true);
    if (!this.#expected.delete(request.url())) {
      if (!asked('will-frame-navigate', request.url()) || !asked('will-navigate', request.url())) return false;
    }
    if (request.method() !== 'GET' || answerScheme(fromChromium(request.url()))) return true;
    for (let url = request.url(); ; ) {
      const answer = await route.fetch({ url, maxRedirects: 0 }).catch(() => undefined);
      const location = answer?.headers()['location'];
      if (!answer || answer.status() < 300 || answer.status() > 399 || !location) return true;
      url = new URL(location, url).href;
      if (!asked('will-redirect', url)) return false;
    }
  }

  #failed(page: Page, request: PageRequest): void {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    const description = (request.failure()?.errorText ?? '').replace(/^net::/, '');
    const code = netErrors[description] ?? -2;
    this.emit('did-fail-load', preventable({}), code, description, fromChromium(request.url()), true);
  }
}

const open: BrowserWindow[] = [];
let focused: BrowserWindow | null = null;

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #overlay = { picture: '', words: '' };
  #deeds: string[] = [];
  #closed = false;
  #minimized = false;

  constructor(options: WindowOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Windows can be opened after the ready event only.');
    refuseWeakWindow(options.webPreferences ?? {});
    const contents = new WebContents(options);
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

  focus(): void {
    this.#deeds.push('focus');
    focused = this;
  }

  setOverlayIcon(overlay: NativeImage | null, description: string): void {
    Object.assign(this.#overlay, { picture: nameOf(overlay), words: description });
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.splice(open.indexOf(this), 1);
    if (focused === this) focused = null;
    control.windows.splice(
      control.windows.findIndex((record) => record.deeds === this.#deeds),
      1,
    );
    void WebContents.page(this.webContents)
      .then((page) => page.context().close())
      .catch(() => undefined);
    this.emit('closed');
    if (control.windows.length === 0) lastWindowClosed();
  }
}
