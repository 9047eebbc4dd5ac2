import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type DesktopSettings, defaultDesktopSettings, desktopSettingsSchema } from '#shared/desktop/settings.ts';
import { syncFolder } from '../sync-disk.ts';

/**
 * The desktop's settings in a file of their own. What cannot be read is kept beside it, and the usual settings hold in
 * its place; what another version of the program knows is left alone, so that going back and forth loses nothing.
 */
export class SettingsFile {
  readonly #path: string;
  readonly #onChange: (settings: DesktopSettings, before: DesktopSettings) => void;
  /** What this version does not know. */
  readonly #others: Readonly<Record<string, unknown>>;
  #current: DesktopSettings;

  constructor(path: string, onChange: (settings: DesktopSettings, before: DesktopSettings) => void) {
    this.#path = path;
    this.#onChange = onChange;
    const { settings, others } = read(path);
    this.#current = settings;
    this.#others = others;
  }

  get current(): DesktopSettings {
    return this.#current;
  }

  /** Changes some settings and keeps them; throws the system's error when they cannot be kept, and changes nothing then. */
  change(change: { readonly [Key in keyof DesktopSettings]?: DesktopSettings[Key] | undefined }): DesktopSettings {
    const before = this.#current;
    const next = desktopSettingsSchema.parse({ ...before, ...change });
    writeWhole(this.#path, `${JSON.stringify({ ...this.#others, ...next }, null, 2)}\n`);
    this.#current = next;
    this.#onChange(next, before);
    return next;
  }
}

const fileSchema = z.record(z.string(), z.unknown());

/** What takes the place of a value that makes no sense: what was meant to stop updates must not let them in. */
const usualValues: DesktopSettings = { ...defaultDesktopSettings, updateFeed: 'off' };

function read(path: string): { settings: DesktopSettings; others: Record<string, unknown> } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { settings: defaultDesktopSettings, others: {} };
  }
  let entries: [string, unknown][];
  try {
    entries = Object.entries(fileSchema.parse(JSON.parse(text)));
  } catch {
    putAside(() => renameSync(path, `${path}.unreadable`));
    return { settings: defaultDesktopSettings, others: {} };
  }
  const { shape } = desktopSettingsSchema;
  const isKnown = (name: string): name is keyof DesktopSettings => Object.hasOwn(shape, name);
  const known = entries.map(([name, value]): [string, unknown] => {
    if (!isKnown(name) || shape[name].safeParse(value).success) return [name, value];
    putAside(() => copyFileSync(path, `${path}.unreadable`));
    return [name, usualValues[name]];
  });
  const pick = (wanted: boolean) => Object.fromEntries(known.filter(([name]) => isKnown(name) === wanted));
  return { settings: desktopSettingsSchema.parse(pick(true)), others: pick(false) };
}

/** A folder in which nothing can be written is no reason not to start. */
function putAside(deed: () => void): void {
  try {
    deed();
  } catch {
    // The next change of a setting says so.
  }
}

/** Writes a file so that it is there whole, or as it was before, whatever happens meanwhile; once this returns it stays. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
  syncFolder(dirname(path));
}
