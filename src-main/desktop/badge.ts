import { join } from 'node:path';
import { app, BrowserWindow, nativeImage } from 'electron';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { assetsFolder } from '../paths.ts';

/** How many things wait, at the product's icon in the dock or task bar; nothing while none do. */
export class Badge {
  readonly #platform: NodeJS.Platform;
  readonly #language: () => Language;
  #count = 0;

  constructor(language: () => Language, platform: NodeJS.Platform = process.platform) {
    this.#language = language;
    this.#platform = platform;
  }

  show(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    if (this.#platform === 'win32') for (const window of BrowserWindow.getAllWindows()) this.adorn(window);
    else app.setBadgeCount(count);
  }

  /** Windows has the badge on each window's button in the task bar, so a new window needs it too. */
  adorn(window: BrowserWindow): void {
    if (this.#platform !== 'win32') return;
    if (this.#count === 0) window.setOverlayIcon(null, '');
    else {
      const picture = join(assetsFolder, 'badges', `${this.#count > 9 ? 'more' : this.#count}.png`);
      const words = desktopSentence('badge', this.#language(), { count: this.#count });
      window.setOverlayIcon(nativeImage.createFromPath(picture), words);
    }
  }
}
