import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { control } from './control.ts';
import type { Menu } from './menu.ts';
import { type NativeImage, nameOf } from './native-image.ts';

export class Tray extends EventEmitter {
  #image: NativeImage;
  #toolTip = '';
  #menu: Menu | null = null;
  #isDestroyed = false;

  constructor(image: NativeImage) {
    super();
    if (!app.isReady()) throw new Error('A tray can be made after the ready event only.');
    if (!control.takesTrays) throw new Error('Failed to create a tray.');
    this.#image = image;
    control.trays.push({
      picture: () => nameOf(this.#image),
      toolTip: () => this.#toolTip,
      menu: () => this.#menu?.items ?? [],
      click: () => void this.emit('click', {}),
      isDestroyed: () => this.#isDestroyed,
    });
  }

  setImage(image: NativeImage): void {
    this.#image = image;
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
  }

  setContextMenu(menu: Menu | null): void {
    this.#menu = menu;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
}
