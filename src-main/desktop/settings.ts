import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DesktopSettings, defaultDesktopSettings, desktopSettingsSchema } from '#shared/desktop/settings.ts';
import { syncFolder } from '../sync-disk.ts';

/** The desktop's settings in a file of their own; what cannot be read is put aside and the usual ones hold. */
export class SettingsFile {
  readonly #path: string;
  readonly #onChange: (settings: DesktopSettings, before: DesktopSettings) => void;
  #current: DesktopSettings;

  constructor(path: string, onChange: (settings: DesktopSettings, before: DesktopSettings) => void) {
    this.#path = path;
    this.#onChange = onChange;
    this.#current = read(path);
  }

  get current(): DesktopSettings {
    return this.#current;
  }

  /** Changes some settings and keeps them; throws the system's error when they cannot be kept, and changes nothing then. */
  change(change: { readonly [Key in keyof DesktopSettings]?: DesktopSettings[Key] | undefined }): DesktopSettings {
    const before = this.#current;
    const next = desktopSettingsSchema.parse({ ...before, ...change });
    writeWhole(this.#path, `${JSON.stringify(next, null, 2)}\n`);
    this.#current = next;
    this.#onChange(next, before);
    return next;
  }
}

function read(path: string): DesktopSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return defaultDesktopSettings;
  }
  try {
    return desktopSettingsSchema.parse(JSON.parse(text));
  } catch {
    renameSync(path, `${path}.unreadable`);
    return defaultDesktopSettings;
  }
}

/** Writes a file so that it is there whole, or as it was before, whatever happens meanwhile; once this returns it stays. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
  syncFolder(dirname(path));
}
