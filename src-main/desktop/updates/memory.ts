import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { updateFailureSchema } from '#shared/desktop/updates.ts';
import { writeWhole } from '../settings.ts';

const memorySchema = z.object({
  /** When the feed last gave a whole and signed answer, UTC milliseconds. */
  checkedAt: z.int().nullable().default(null),
  /** The latest signing seen, UTC milliseconds, for each feed: an earlier one is a replay. */
  seen: z.record(z.string(), z.int()).default({}),
  /** A person's consent to install that version later. */
  plan: z
    .object({ version: z.string(), when: z.enum(['whenQuiet', 'atQuit']) })
    .nullable()
    .default(null),
  /** An installation that was begun; the next start finds out how it went. */
  attempt: z
    .object({ from: z.string(), to: z.string(), failure: updateFailureSchema.nullable() })
    .nullable()
    .default(null),
});
type Memory = z.infer<typeof memorySchema>;

/** What updates remember from one start to the next. A file that cannot be read is begun anew. */
export class UpdateMemory {
  readonly #path: string;
  readonly #onFailure: (error: unknown) => void;
  #current: Memory;

  constructor(path: string, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
    this.#current = read(path);
  }

  get current(): Memory {
    return this.#current;
  }

  /** Changes some of it. What cannot be written still holds until the program ends. */
  change(change: Partial<Memory>): void {
    this.#current = { ...this.#current, ...change };
    try {
      writeWhole(this.#path, `${JSON.stringify(this.#current, null, 2)}\n`);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}

function read(path: string): Memory {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return memorySchema.parse({});
  }
}
