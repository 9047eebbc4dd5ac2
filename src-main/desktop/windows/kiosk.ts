import { type BrowserWindow, type Input, Menu } from 'electron';

/** Keys, by their place on the keyboard, that close, leave or reload a window together with Ctrl or ⌘. */
const leavingKeys: ReadonlySet<string> = new Set(['KeyW', 'KeyQ', 'KeyR', 'KeyM', 'KeyH', 'KeyN', 'KeyT', 'KeyI']);

/** Ctrl + Shift + F11 (⌘ + Shift + F11): leaves kiosk mode, and enters it again where it is switched on. */
export function isKioskKey({ type, code, control, meta, shift, alt, isAutoRepeat }: Input): boolean {
  return type === 'keyDown' && code === 'F11' && (control || meta) && shift && !alt && !isAutoRepeat;
}

function leaves({ code, control, meta, alt }: Input): boolean {
  if (code === 'F11' || code === 'F5' || code === 'F12') return true;
  return (alt && code === 'F4') || ((control || meta) && leavingKeys.has(code));
}

interface KioskOptions {
  /** Whether this computer is set to kiosk mode. */
  readonly wanted: () => boolean;
  /** The application is ending: then nothing is held. */
  readonly quitting: () => boolean;
  readonly onChange: () => void;
}

/**
 * Keeps the console's window in front of everything on computers that are set so. It is left by its key, by the desktop's
 * menus or by the settings, never by accident; the end of the application and of the computer are not held up.
 */
export class Kiosk {
  readonly #options: KioskOptions;
  #window: BrowserWindow | undefined;
  #active = false;

  constructor(options: KioskOptions) {
    this.#options = options;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Takes charge of the console's window and enters kiosk mode where that is set. */
  guard(window: BrowserWindow): void {
    this.#window = window;
    this.#active = false;
    window.webContents.on('before-input-event', (event, input) => {
      if (isKioskKey(input) && (this.#active || this.#options.wanted())) {
        event.preventDefault();
        if (this.#active) this.leave();
        else this.enter();
      } else if (this.#active && leaves(input)) event.preventDefault();
    });
    window.on('close', (event) => {
      if (this.#active && !this.#options.quitting()) event.preventDefault();
    });
    window.on('closed', () => {
      if (this.#window !== window) return;
      this.#window = undefined;
      this.#active = false;
    });
    if (this.#options.wanted()) this.enter();
  }

  /** The setting was changed: it holds at once. */
  follow(): void {
    if (this.#options.wanted()) this.enter();
    else this.leave();
  }

  enter(): void {
    if (!this.#window || this.#active) return;
    this.#active = true;
    this.#window.removeMenu();
    this.#window.setKiosk(true);
    this.#options.onChange();
  }

  /** Until the next start, or until the key is pressed again. */
  leave(): void {
    if (!this.#window || !this.#active) return;
    this.#active = false;
    this.#window.setKiosk(false);
    this.#window.setMenu(Menu.getApplicationMenu());
    this.#options.onChange();
  }
}
