import { join } from 'node:path';
import { Menu, type NativeImage, nativeImage, Tray } from 'electron';
import { type Mood, moodOf, type Presence, presenceSentence } from '#shared/desktop/presence.ts';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { assetsFolder } from '../paths.ts';
import { type TrayActions, trayMenu } from './tray-menu.ts';

/** Windows cuts a longer tooltip off, and refuses some. */
const longestToolTip = 127;

/** The picture of a mood, in the form each system wants; Electron finds those for denser screens beside it. */
function picture(mood: Mood, platform: NodeJS.Platform): NativeImage {
  const name = platform === 'darwin' ? `${mood}Template` : platform === 'win32' ? `${mood}-16` : `${mood}-32`;
  const image = nativeImage.createFromPath(join(assetsFolder, 'tray', `${name}.png`));
  if (platform === 'darwin') image.setTemplateImage(true);
  return image;
}

/** The icon beside the clock: its picture, its words and its menu follow how things stand. */
export class TrayIcon {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  readonly #platform: NodeJS.Platform;
  #mood: Mood;
  #told = '';

  constructor(actions: TrayActions, platform: NodeJS.Platform = process.platform) {
    this.#actions = actions;
    this.#platform = platform;
    this.#mood = 'fine';
    this.#tray = new Tray(picture(this.#mood, platform));
    // On macOS a click opens the menu.
    if (platform !== 'darwin') this.#tray.on('click', () => actions.open());
  }

  update(presence: Presence, language: Language): void {
    const mood = moodOf(presence);
    if (mood !== this.#mood) this.#tray.setImage(picture(mood, this.#platform));
    this.#mood = mood;
    // A menu that is open closes when it is replaced, so it is replaced only when it would say something else.
    const template = trayMenu(presence, language, this.#actions);
    const told = JSON.stringify([template, presence.status?.guestAddress, presence.status?.staffAddress]);
    if (told === this.#told) return;
    this.#told = told;
    const words = `${desktopSentence('productName', language)} – ${presenceSentence(presence, language)}`;
    this.#tray.setToolTip(words.slice(0, longestToolTip));
    this.#tray.setContextMenu(Menu.buildFromTemplate(template));
  }

  /** Takes the icon away; Windows would else leave it until the mouse passes. */
  close(): void {
    this.#tray.destroy();
  }
}
