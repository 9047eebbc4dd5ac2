import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { type WindowKind, windowKinds } from '#shared/desktop/windows.ts';
import { writeWhole } from '../settings.ts';
import { arrangementOf, type DisplayFacts, findDisplay, type SavedWindow } from './placement.ts';

/** Arrangements beyond these are forgotten, the one used longest ago first. */
const mostArrangements = 16;

const pixel = z.number().min(-100_000).max(100_000);
const extent = z.number().min(1).max(100_000);
const rectangle = z.object({ x: pixel, y: pixel, width: extent, height: extent });
const savedWindow = z.object({
  bounds: rectangle,
  // Ids made of a monitor's own data are larger than the integers JavaScript counts with; they are only compared.
  display: z.object({ id: z.number(), label: z.string().max(200), bounds: rectangle }),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  guest: z.boolean(),
});
const kind = z.enum(windowKinds);
const fileSchema = z.object({
  /** The most recently used first. */
  arrangements: z
    .array(z.object({ displays: z.string(), windows: z.partialRecord(kind, savedWindow) }))
    .max(mostArrangements),
  /** The windows to open again at the next start. */
  open: z.array(kind),
});
type Kept = z.infer<typeof fileSchema>;

/**
 * Where windows were, for each arrangement of displays, in a file of its own. A file that cannot be read is put aside;
 * one that cannot be written is reported and otherwise changes nothing: windows matter less than the work in them.
 */
export class WindowStates {
  readonly #path: string;
  readonly #onFailure: (error: unknown) => void;
  #kept: Kept;

  constructor(path: string, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
    this.#kept = this.#read();
  }

  /**
   * Where a window was among these displays; else where it was last on a display of its own that is plugged in now;
   * else where it was last at all.
   */
  recall(kind: WindowKind, displays: readonly DisplayFacts[]): SavedWindow | undefined {
    const name = arrangementOf(displays);
    const here = this.#kept.arrangements.find((arrangement) => arrangement.displays === name)?.windows[kind];
    if (here) return here;
    const elsewhere = this.#kept.arrangements.flatMap(({ windows }) => windows[kind] ?? []);
    const own = elsewhere.filter(({ guest }) => !guest);
    return own.find(({ display }) => findDisplay(display, displays)) ?? own[0] ?? elsewhere[0];
  }

  keep(kind: WindowKind, displays: readonly DisplayFacts[], saved: SavedWindow): void {
    const name = arrangementOf(displays);
    const before = this.#kept.arrangements.find((arrangement) => arrangement.displays === name);
    const others = this.#kept.arrangements.filter((arrangement) => arrangement !== before);
    const now = { displays: name, windows: { ...before?.windows, [kind]: saved } };
    this.#write({ ...this.#kept, arrangements: [now, ...others].slice(0, mostArrangements) });
  }

  wasOpen(kind: WindowKind): boolean {
    return this.#kept.open.includes(kind);
  }

  keepOpen(kind: WindowKind, isOpen: boolean): void {
    if (this.wasOpen(kind) === isOpen) return;
    const others = this.#kept.open.filter((other) => other !== kind);
    this.#write({ ...this.#kept, open: isOpen ? [...others, kind] : others });
  }

  #read(): Kept {
    const nothing: Kept = { arrangements: [], open: [] };
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return nothing;
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch (error) {
      this.#onFailure(error);
      try {
        renameSync(this.#path, `${this.#path}.unreadable`);
      } catch (renaming) {
        this.#onFailure(renaming);
      }
      return nothing;
    }
  }

  #write(next: Kept): void {
    this.#kept = next;
    try {
      writeWhole(this.#path, `${JSON.stringify(next, null, 2)}\n`);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
