import { app, BrowserWindow, clipboard } from 'electron';
import type { LandingState } from '#shared/desktop/contract.ts';
import { type Presence as Now, unfinishedSentence, waitingCount } from '#shared/desktop/presence.ts';
import type { Language } from '#shared/languages.ts';
import { Badge } from './badge.ts';
import type { ConsoleWindow } from './console-window.ts';
import type { CallHandlers } from './ipc.ts';
import { LoginItem } from './login-item.ts';
import { NoticeGatherer } from './notice-gatherer.ts';
import { Notifications } from './notifications.ts';
import { lookAroundAfterSleep, SleepBlocker } from './power.ts';
import { QuitGuard } from './quitting.ts';
import type { SettingsFile } from './settings.ts';
import type { Supervisor } from './supervisor.ts';
import { TrayIcon } from './tray.ts';
import { isTrayShown } from './tray-host.ts';
import { wakefulness } from './wakefulness.ts';

/** How often, and how many times, a start at login looks whether the desktop's panel has come up. */
const panelLookEveryMs = 2_000;
const panelLooks = 15;

export interface PresenceParts {
  readonly supervisor: Supervisor;
  readonly consoleWindow: ConsoleWindow;
  /** Opens the console's window, at a page (`/counter`) or as it is. */
  readonly open: (page?: string) => void;
  readonly settings: SettingsFile;
  readonly language: () => Language;
  /** Starts the landing again after trouble, unless its data is being looked after. */
  readonly startAgain: () => void;
  /** What the application is told when it is started at login. */
  readonly loginArguments: readonly string[];
  readonly onFailure: (error: unknown, what: string) => void;
  /** Whether the tray can be seen; asked when a window could get lost. */
  readonly isTrayShown?: () => Promise<boolean>;
}

/**
 * The desktop in the operating system, beside its windows: the icon in the tray, notifications, the badge, starting at
 * login, sleep, and what happens when the last window is closed or the application is to end.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #isTrayShown: () => Promise<boolean>;
  readonly #notices: NoticeGatherer;
  readonly #notifications: Notifications;
  readonly #badge: Badge;
  readonly #blocker = new SleepBlocker();
  readonly #guard: QuitGuard;
  readonly #login: LoginItem;
  #tray: TrayIcon | undefined;
  /** Whether the application ends because its last window was closed: whoever then stays needs one again. */
  #windowLost = false;

  /** To be made before the application is ready; `start` does the rest. */
  constructor(parts: PresenceParts) {
    const { supervisor, settings, language } = parts;
    this.#parts = parts;
    const look = parts.isTrayShown ?? isTrayShown;
    this.#isTrayShown = async () => this.#tray !== undefined && (await look());
    this.#login = new LoginItem(parts.loginArguments);
    this.#badge = new Badge(language);
    this.#notifications = new Notifications({ open: parts.open, language });
    this.#notices = new NoticeGatherer({
      show: (notice) => this.#notifications.show(notice),
      withdraw: (kind) => this.#notifications.withdraw(kind),
      mayShow: () => settings.current.notifications && parts.consoleWindow.window?.isFocused() !== true,
    });
    this.#guard = new QuitGuard({
      unfinished: () => unfinishedSentence(supervisor.status(), language()),
      language,
      parent: () => this.#questionWindow(),
      onKept: () => {
        if (this.#windowLost) parts.open();
        this.#windowLost = false;
      },
    });
    app.on('window-all-closed', () => void this.#stayWithoutWindow());
    app.on('browser-window-created', (_event, window) => this.#badge.adorn(window));
    app.on('will-quit', () => this.#close());
  }

  /** What pages may ask of it. */
  readonly handlers: Pick<CallHandlers, 'openAtLogin' | 'setOpenAtLogin'> = {
    openAtLogin: () => this.#login.state(),
    setOpenAtLogin: (wanted) => this.#login.set(wanted),
  };

  /** Whether the operating system is what ends the application. */
  get systemEnds(): boolean {
    return this.#guard.systemEnds;
  }

  /** Puts the icon up and opens the window, or, `hidden`, leaves it closed where an icon can be seen. */
  async start(hidden: boolean): Promise<void> {
    const { supervisor, consoleWindow, open } = this.#parts;
    this.#guard.watchShutdown();
    lookAroundAfterSleep(() => supervisor.send({ type: 'lookAround' }));
    this.#tray = this.#putIcon();
    this.update();
    if (!hidden && !this.#login.wasOpenedAtLogin()) return open();
    // At login the panel that holds the icons may come up after us.
    for (let look = 0; look < panelLooks; look += 1) {
      if ((await this.#isTrayShown()) || consoleWindow.window) return;
      await new Promise((resolve) => setTimeout(resolve, panelLookEveryMs));
    }
    if (supervisor.state().phase !== 'stopped') open();
  }

  /** The landing's state changed. Trouble that nobody would see opens the window: screens in the kitchen do not show it. */
  follow(state: LandingState): void {
    if (state.phase === 'trouble' && !this.#parts.consoleWindow.window) this.#parts.open();
    this.#notices.follow(state);
    this.update();
  }

  /** Shows how things stand and what the settings want, as both are now. */
  update(): void {
    const { supervisor, settings, language } = this.#parts;
    const now: Now = { state: supervisor.state(), status: supervisor.status() };
    this.#tray?.update(now, language());
    this.#blocker.keep(wakefulness(now, settings.current));
    this.#notices.learn(now.status);
    // A landing that is started again knows as much as before: the badge stays meanwhile.
    if (now.status || now.state.phase === 'trouble') this.#badge.show(waitingCount(now.status));
  }

  /** Nobody has a window: stays where it can be seen and is wanted, else ends. */
  async #stayWithoutWindow(): Promise<void> {
    const { settings, onFailure } = this.#parts;
    const seen = settings.current.keepInTray && (await this.#isTrayShown());
    if (BrowserWindow.getAllWindows().length > 0) return;
    if (!seen) {
      this.#windowLost = true;
      app.quit();
      return;
    }
    if (settings.current.toldAboutTray) return;
    this.#notifications.tellStillRunning();
    try {
      settings.change({ toldAboutTray: true });
    } catch (error) {
      onFailure(error, 'remembering what was explained');
    }
  }

  /** A desktop that takes no icon still has its window. */
  #putIcon(): TrayIcon | undefined {
    const { open, startAgain, onFailure } = this.#parts;
    try {
      return new TrayIcon({
        open,
        copy: (text) => void clipboard.writeText(text).catch((error: unknown) => onFailure(error, 'copying')),
        restart: startAgain,
        quit: () => app.quit(),
      });
    } catch (error) {
      onFailure(error, 'putting up the icon');
      return undefined;
    }
  }

  #questionWindow(): BrowserWindow | undefined {
    const { consoleWindow, open } = this.#parts;
    if (!consoleWindow.window && process.platform === 'darwin') open();
    return BrowserWindow.getFocusedWindow() ?? consoleWindow.window;
  }

  #close(): void {
    this.#notices.close();
    this.#notifications.close();
    this.#blocker.keep('as_usual');
    this.#badge.show(0);
    this.#tray?.close();
    this.#tray = undefined;
  }
}
