import { existsSync } from 'node:fs';
import { basename } from 'node:path';

const paths = new WeakMap<NativeImage, string>();

/** A picture by the file it came from; as in Electron, a file that is not there gives an empty one and no error. */
export class NativeImage {
  #isTemplate = false;

  constructor(path: string) {
    paths.set(this, path);
  }

  isEmpty(): boolean {
    return !existsSync(paths.get(this) ?? '');
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }
}

/** What tests call a picture; one that could not be read is a mistake of the app. */
export function nameOf(image: NativeImage | null): string {
  if (!image) return '';
  const path = paths.get(image) ?? '';
  if (image.isEmpty()) throw new Error(`There is no picture ${path}.`);
  return basename(path, '.png');
}

export const nativeImage = {
  createFromPath: (path: string): NativeImage => new NativeImage(path),
};
