import { app, type BrowserWindow, dialog, type MessageBoxOptions, powerMonitor } from 'electron';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

/** An event that Electron lets a listener delay; its declarations give this one no argument. */
interface Delayable {
  preventDefault(): void;
}

const keep = 0;
const leave = 1;

/**
 * Asks before the application ends while something is unfinished, in words what. An ending that the operating system
 * wants (signing out, shutting down, a signal) is never asked about and overtakes a question that is open.
 */
export class QuitGuard {
  readonly #options: {
    /** What would be left undone, in one line; undefined when nothing would. */
    readonly unfinished: () => string | undefined;
    readonly language: () => Language;
    /** Gives a window to ask in front of; macOS cannot take back a question that has none. */
    readonly parent: () => BrowserWindow | undefined;
    /** The person wants to go on. */
    readonly onKept: () => void;
  };
  #granted = false;
  #systemEnds = false;
  #asking: AbortController | undefined;

  constructor(options: {
    unfinished: () => string | undefined;
    language: () => Language;
    parent: () => BrowserWindow | undefined;
    onKept: () => void;
  }) {
    this.#options = options;
    app.on('before-quit', (event) => {
      if (this.#granted) return;
      const unfinished = options.unfinished();
      if (unfinished === undefined) return;
      event.preventDefault();
      if (!this.#asking) void this.#ask(unfinished);
    });
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    const onSignal = () => this.#endWithSystem();
    for (const signal of signals) process.on(signal, onSignal);
    app.once('quit', () => {
      for (const signal of signals) process.off(signal, onSignal);
    });
    // The session is over: Windows tells its windows, the others their power monitor.
    app.on('browser-window-created', (_event, window) => window.on('session-end', () => this.#endWithSystem()));
  }

  /** Whether the operating system wanted the end: nothing may be begun then that takes longer than it waits. */
  get systemEnds(): boolean {
    return this.#systemEnds;
  }

  /** To be called once the application is ready: there is no power monitor before. */
  watchShutdown(): void {
    powerMonitor.on('shutdown', (event?: Delayable) => {
      // Gives the landing the moment it needs to end cleanly; the system waits for its own few seconds at most.
      event?.preventDefault();
      this.#endWithSystem();
    });
  }

  /** Ends the application without a question. */
  endNow(): void {
    this.#granted = true;
    this.#asking?.abort();
    app.quit();
  }

  #endWithSystem(): void {
    this.#systemEnds = true;
    this.endNow();
  }

  async #ask(unfinished: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const say = (key: DesktopSentence) => desktopSentence(key, this.#options.language());
    const question: MessageBoxOptions = {
      type: 'warning',
      title: say('productName'),
      message: say('quitQuestion'),
      detail: `${unfinished}\n${say('quitConsequence')}`,
      buttons: [say('keepRunning'), say('quit')],
      defaultId: keep,
      cancelId: keep,
      noLink: true,
      signal: asking.signal,
    };
    const parent = this.#options.parent();
    // A question that cannot be asked is no reason to stay.
    const { response } = await (parent
      ? dialog.showMessageBox(parent, question)
      : dialog.showMessageBox(question)
    ).catch(() => ({ response: leave }));
    this.#asking = undefined;
    if (this.#granted) return;
    if (response === leave) this.endNow();
    else this.#options.onKept();
  }
}
