import type { BrowserWindow } from 'electron';
import { shellOrigin } from '#shared/desktop/channels.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { sameOrigin } from './guards.ts';
import { tell } from './ipc.ts';
import type { Supervisor } from './supervisor.ts';
import { bringForward } from './window.ts';

/**
 * The console's window: shows the landing's console once it is ready, and the shell's own page before that and in
 * trouble. While a landing that was ready is being restarted the console stays: it reconnects by itself, and what a
 * person was typing is kept.
 */
export class ConsoleWindow {
  readonly #options: { open: () => BrowserWindow; supervisor: Supervisor };
  #window: BrowserWindow | undefined;
  #failure: LandingState | undefined;
  /** How often the shell's own page was drawn. */
  #drawn = 0;

  constructor(options: { open: () => BrowserWindow; supervisor: Supervisor }) {
    this.#options = options;
  }

  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  /** The state as this window knows it: a console that cannot be loaded is trouble too. */
  get landingState(): LandingState {
    return this.#failure ?? this.#options.supervisor.state();
  }

  /** Where the running landing's console is, without a path. */
  landingOrigin(): string | undefined {
    const ready = this.#options.supervisor.ready();
    return ready && new URL(ready.consoleUrl).origin;
  }

  /** Opens the window or brings it forward. */
  show(): void {
    if (this.#window) {
      bringForward(this.#window);
      return;
    }
    const { open, supervisor } = this.#options;
    const window = open();
    this.#window = window;
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      const overtaken = code === -3;
      if (isMainFrame && !overtaken && sameOrigin(url, this.landingOrigin())) this.#fail(`${description} (${code})`);
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (this.#showsConsole()) this.#fail(reason);
      else this.#showShell();
    });
    const state = supervisor.state();
    if (state.phase === 'ready') this.#load(state.consoleUrl);
    else this.#showShell();
  }

  /** The landing's state changed: the page is told, and replaced where it no longer fits. */
  follow(state: LandingState): void {
    this.#failure = undefined;
    if (!this.#window) return;
    tell(this.#window.webContents, 'landingState', state);
    if (state.phase === 'ready') {
      if (!this.#showsConsole()) this.#load(state.consoleUrl);
    } else if (state.phase === 'trouble' || !this.#showsConsole()) this.#showShell();
  }

  /** Tries again what did not work: the landing, or only loading its console. */
  retry(): void {
    if (this.#failure) this.follow(this.#options.supervisor.state());
    else this.#options.supervisor.retry();
  }

  #showsConsole(): boolean {
    return this.#window !== undefined && sameOrigin(this.#window.webContents.getURL(), this.landingOrigin());
  }

  #fail(detail: string): void {
    this.#failure = { phase: 'trouble', reason: 'console_unreachable', detail };
    this.#showShell();
  }

  /**
   * Shows the shell's own page as it is drawn now. Each drawing has an address of its own: Chromium passes over a load of
   * the address it is loading at the moment, and the window would stay with what was true before.
   */
  #showShell(): void {
    this.#drawn += 1;
    this.#load(`${shellOrigin}/?${this.#drawn}`);
  }

  /** A load that is overtaken by the next one rejects; a load that failed is told by `did-fail-load`. */
  #load(url: string): void {
    void this.#window?.loadURL(url).catch(() => undefined);
  }
}
