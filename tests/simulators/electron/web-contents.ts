import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Frame, Page, Request as PageRequest, Route } from '@playwright/test';
import { preventable } from './app.ts';
import { awaitOpening, fromChromium, sharedContext, toChromium } from './chromium.ts';
import { control, type KeyPress } from './control.ts';
import { dispatchInvoke } from './ipc.ts';
import { preloadScript } from './preload-runtime.ts';
import { answerScheme, mayDownload, passesFilter, servesScheme, session } from './session.ts';

export interface WebPreferences {
  readonly preload?: string;
  readonly additionalArguments?: readonly string[];
  readonly contextIsolation?: boolean;
  readonly sandbox?: boolean;
  readonly nodeIntegration?: boolean;
  readonly webSecurity?: boolean;
  readonly webviewTag?: boolean;
  readonly plugins?: boolean;
  readonly experimentalFeatures?: boolean;
  readonly enableBlinkFeatures?: string;
}
interface FrameView {
  readonly url: string;
  readonly origin: string;
}
interface ContentsOptions {
  readonly width: number;
  readonly height: number;
  readonly preferences: WebPreferences;
}
type OpenHandler = (details: { url: string }) => { action: string };
type PrintCallback = (success: boolean, reason: string) => void;

/** Chromium's numbers for the network errors that matter here (net_error_list.h). */
const netErrors: Readonly<Record<string, number>> = { ERR_ABORTED: -3, ERR_CONNECTION_REFUSED: -102 };

/** How long after its frame the PDF viewer has the document. */
const pdfDelayMs = 25;

/** The frame that Chromium's PDF viewer is. */
const pdfViewer = 'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/index.html';

/** The contents of each page, for requests of the browser that all of them share. */
const owners = new WeakMap<Page, WebContents>();

export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly #page: Promise<Page>;
  readonly #plugins: boolean;
  /** Loads that the app itself began and whose request has not come yet. */
  readonly #expected: { readonly url: string }[] = [];
  readonly #binding = `binding_${randomUUID().replaceAll('-', '')}`;
  readonly #event = `event-${randomUUID()}`;
  readonly #frames = new WeakMap<Frame, FrameView>();
  #current: Page | undefined;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  /** The PDF of the current page is in the viewer. */
  #pdfReady = false;

  constructor(options: ContentsOptions) {
    super();
    this.#plugins = options.preferences.plugins === true;
    this.#page = awaitOpening(this.#open(options));
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

  async getPrintersAsync() {
    return structuredClone(control.printers);
  }

  print(options: { silent?: boolean; deviceName?: string } = {}, callback: PrintCallback = () => undefined): void {
    control.printed.push({ url: this.getURL(), options: { ...options }, blank: !this.#pdfReady });
    const answer = control.answerPrinting();
    if (answer) setImmediate(() => callback(answer.success, answer.reason));
  }

  static page(contents: WebContents): Promise<Page> {
    return contents.#page;
  }

  static invokeFrom(contents: WebContents, frame: Frame, channel: string, args: unknown[]): Promise<unknown> {
    return dispatchInvoke({ sender: contents, senderFrame: contents.#frameOf(frame) }, channel, args);
  }

  static mayFrame(contents: WebContents, url: string): boolean {
    const event = preventable({ url, isSameDocument: false, isMainFrame: false });
    contents.emit('will-frame-navigate', event);
    return !event.defaultPrevented;
  }

  static press(contents: WebContents, input: KeyPress): boolean {
    const modifiers = { control: false, shift: false, alt: false, meta: false };
    const event = preventable({});
    contents.emit('before-input-event', event, { type: 'keyDown', isAutoRepeat: false, ...modifiers, ...input });
    return !event.defaultPrevented;
  }

  static async load(contents: WebContents, url: string): Promise<void> {
    const page = await contents.#page;
    const load = { url: toChromium(url) };
    contents.#expected.push(load);
    try {
      await page.goto(load.url, { waitUntil: 'domcontentloaded' });
    } finally {
      // One that was overtaken before it asked must not excuse a page that goes there later.
      const left = contents.#expected.indexOf(load);
      if (left >= 0) contents.#expected.splice(left, 1);
    }
  }

  /** A request of the browser that the windows share, at the window it belongs to. */
  static async route(route: Route): Promise<void> {
    let page: Page;
    try {
      page = route.request().frame().page();
    } catch {
      // The first request of a pop-up, which has no page yet: it goes nowhere, and `popup` asks about it.
      return route.fulfill({ contentType: 'text/html', body: '' });
    }
    const owner = owners.get(page);
    return owner ? owner.#route(page, route) : route.abort('aborted');
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

  async #open({ width, height, preferences }: ContentsOptions): Promise<Page> {
    const context = await sharedContext((route) => WebContents.route(route));
    const page = await context.newPage();
    owners.set(page, this);
    this.#current = page;
    await page.setViewportSize({ width, height });
    page.on('popup', (popup) => {
      this.#askToOpen(fromChromium(popup.url()));
      void popup.close();
    });
    page.on('download', (download) => {
      if (!mayDownload(download.url(), this)) void download.cancel();
    });
    page.on('requestfailed', (request) => this.#failed(page, request));
    page.on('response', (response) => {
      const request = response.request();
      if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
      this.emit('did-navigate', preventable({}), fromChromium(request.url()), response.status(), response.statusText());
    });
    page.on('load', () => this.emit('did-finish-load'));
    const { preload, additionalArguments = [] } = preferences;
    if (!preload) return page;
    await page.exposeBinding(this.#binding, ({ frame }, channel: string, args: unknown[]) =>
      WebContents.invokeFrom(this, frame, channel, args),
    );
    const environment = {
      binding: this.#binding,
      event: this.#event,
      argv: additionalArguments,
      platform: process.platform,
    };
    await page.addInitScript({ content: preloadScript(environment, readFileSync(preload, 'utf8')) });
    return page;
  }

  #askToOpen(url: string): void {
    if (this.#openHandler({ url }).action !== 'deny') throw new Error('The stand-in opens no second windows.');
    control.deniedWindows.push(url);
  }

  async #route(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const isMainFrame = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (request.isNavigationRequest() && !isMainFrame) {
      if (!this.#asked('will-frame-navigate', request.url(), false)) return route.abort('aborted');
    }
    if (isMainFrame) {
      this.#pdfReady = false;
      const verdict = await this.#judge(request, route);
      if (verdict === 'stop') return route.abort('aborted');
      if (verdict === 'pdf') return this.#showPdf(page, route);
    }
    if (!passesFilter(fromChromium(request.url()), request.resourceType(), this)) return route.abort('blockedbyclient');
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
  async #judge(request: PageRequest, route: Route): Promise<'go' | 'stop' | 'pdf'> {
    const asked = (name: string, url: string) => this.#asked(name, url, true);
    const expected = this.#expected.findIndex(({ url }) => url === request.url());
    if (expected >= 0) this.#expected.splice(expected, 1);
    else {
      if (!asked('will-frame-navigate', request.url()) || !asked('will-navigate', request.url())) return 'stop';
    }
    if (request.method() !== 'GET' || servesScheme(fromChromium(request.url()))) return 'go';
    for (let url = request.url(); ; ) {
      const answer = await route.fetch({ url, maxRedirects: 0 }).catch(() => undefined);
      const { location, ...headers } = answer?.headers() ?? {};
      if (answer?.ok() && headers['content-type'] === 'application/pdf') return this.#receivePdf(headers, url);
      if (!answer || answer.status() < 300 || answer.status() > 399 || !location) return 'go';
      url = new URL(location, url).href;
      if (!asked('will-redirect', url)) return 'stop';
    }
  }

  /** A window with plug-ins shows a PDF that is not an attachment; everything else is a download. */
  #receivePdf(headers: Readonly<Record<string, string>>, url: string): 'stop' | 'pdf' {
    if (this.#plugins && !headers['content-disposition']?.startsWith('attachment')) return 'pdf';
    mayDownload(url, this);
    return 'stop';
  }

  /** The viewer's own frame is there first; it can print only when the document has come after it. */
  async #showPdf(page: Page, route: Route): Promise<void> {
    const viewer = preventable({ url: pdfViewer, isSameDocument: false, isMainFrame: false });
    page.once('load', () => {
      this.emit('will-frame-navigate', viewer);
      if (viewer.defaultPrevented || !passesFilter(pdfViewer, 'subFrame', this)) return;
      setTimeout(() => {
        this.#pdfReady = true;
        this.emit('-pdf-ready-to-print');
      }, pdfDelayMs);
    });
    await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>PDF viewer</title>' });
  }

  #failed(page: Page, request: PageRequest): void {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    const description = (request.failure()?.errorText ?? '').replace(/^net::/, '');
    const code = netErrors[description] ?? -2;
    this.emit('did-fail-load', preventable({}), code, description, fromChromium(request.url()), true);
  }
}
