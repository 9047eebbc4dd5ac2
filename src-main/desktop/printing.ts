import type { EventEmitter } from 'node:events';
import { BrowserWindow, type DownloadItem, type Event, type WebContents } from 'electron';
import {
  type Printable,
  type PrintEnd,
  type PrintOutcome,
  pathOfPrintable,
  type SystemPrinter,
} from '#shared/desktop/printing.ts';

/** All times in milliseconds. */
export interface PrintPatience {
  /** Until the document stands in the hidden window. */
  readonly loadMs: number;
  /** Until a printer that is not asked about has taken it. */
  readonly printMs: number;
  /** Until a dialog that nobody answers is given up. */
  readonly dialogMs: number;
}

const usualPatience: PrintPatience = { loadMs: 30_000, printMs: 120_000, dialogMs: 600_000 };

/**
 * Emitted when the PDF viewer has the whole document and can print it; what is printed before is a blank page. Electron
 * has it for its own tests and leaves it out of its declarations (github.com/electron/electron/pull/43436).
 */
const pdfReady = '-pdf-ready-to-print';

/** Chromium's PDF viewer is an extension with this id in every Chromium, and takes its parts from Chromium itself. */
const viewerOrigins = ['chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/', 'chrome://resources/'] as const;

/** The operating system's printers. */
export async function systemPrinters(contents: WebContents): Promise<readonly SystemPrinter[]> {
  const printers = await contents.getPrintersAsync();
  return printers.map(({ name, displayName }) => ({ name, label: displayName || name }));
}

/**
 * Prints the console's documents: loads one from the landing into a hidden window with the PDF viewer, hands it to the
 * printer, and closes the window whatever happens. One at a time.
 */
export class DocumentPrinter {
  readonly #patience: PrintPatience;
  #busy = false;
  #contents: WebContents | undefined;

  constructor(patience: PrintPatience = usualPatience) {
    this.#patience = patience;
  }

  /** Whether an address is the PDF viewer's, asked for by the window that prints: the only thing let in beside the landing. */
  isViewer(contents: WebContents | undefined, url: string): boolean {
    return (
      contents !== undefined && contents === this.#contents && viewerOrigins.some((origin) => url.startsWith(origin))
    );
  }

  /** `printer` is the system's name of the printer to use without asking; null asks. */
  async print(document: Printable, options: { origin: string; printer: string | null }): Promise<PrintOutcome> {
    if (this.#busy) return { end: 'busy', missingPrinter: null };
    this.#busy = true;
    // Only this window has plug-ins, which is how Electron calls the PDF viewer. It has no preload: nothing to call.
    const window = new BrowserWindow({
      show: false,
      width: 900,
      height: 1200,
      webPreferences: {
        plugins: true,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        devTools: false,
      },
    });
    this.#contents = window.webContents;
    try {
      const loaded = await loadPdf(window, `${options.origin}${pathOfPrintable(document)}`, this.#patience.loadMs);
      if (loaded !== 'loaded') return { end: loaded, missingPrinter: null };
      const printers = await systemPrinters(window.webContents);
      const printer = printers.find(({ name }) => name === options.printer)?.name ?? null;
      const end = await printLoaded(window, printer, this.#patience);
      return { end, missingPrinter: printer === null ? options.printer : null };
    } finally {
      this.#busy = false;
      this.#contents = undefined;
      if (!window.isDestroyed()) window.destroy();
    }
  }
}

/** Loads a PDF and waits until it can be printed. Anything else at that address, or a download, is `unreadable`. */
async function loadPdf(
  window: BrowserWindow,
  url: string,
  patienceMs: number,
): Promise<'loaded' | 'unreadable' | 'slow'> {
  const { promise, resolve } = Promise.withResolvers<'loaded' | 'unreadable' | 'slow'>();
  const { webContents } = window;
  const { session } = webContents;
  const unreadable = () => resolve('unreadable');
  const onDownload = (event: Event, _item: DownloadItem, contents: WebContents) => {
    if (contents !== webContents) return;
    event.preventDefault();
    unreadable();
  };
  session.on('will-download', onDownload);
  const timer = setTimeout(() => resolve('slow'), patienceMs);
  (webContents as EventEmitter).once(pdfReady, () => resolve('loaded'));
  webContents.on('did-navigate', (_event, _url, status) => {
    if (status !== 200) unreadable();
  });
  webContents.once('render-process-gone', unreadable);
  window.once('closed', unreadable);
  window.loadURL(url).catch(unreadable);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    session.off('will-download', onDownload);
  }
}

async function printLoaded(
  window: BrowserWindow,
  printer: string | null,
  { printMs, dialogMs }: PrintPatience,
): Promise<PrintEnd> {
  const { promise, resolve } = Promise.withResolvers<PrintEnd>();
  const timer = setTimeout(() => resolve('slow'), printer === null ? dialogMs : printMs);
  window.once('closed', () => resolve('cancelled'));
  window.webContents.print(
    {
      silent: printer !== null,
      ...(printer !== null && { deviceName: printer }),
      // The paper that is in the printer; stickers say in their file that they are not to be scaled.
      usePrinterDefaultPageSize: true,
      margins: { marginType: 'none' },
      printBackground: true,
    },
    (success, reason) => resolve(success ? 'printed' : /cancel/i.test(reason) ? 'cancelled' : 'refused'),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
