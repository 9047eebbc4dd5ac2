import { existsSync, readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from './settings.ts';

/** The backend of a key that lies in the file as it is, because a person accepted that. */
export const plainBackend = 'file';

const keyEntrySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** The data folder it was made for. */
  folder: z.string(),
  /** What wrapped it; `file` for nothing. */
  backend: z.string().min(1),
  /** The wrapped key in base64; of backend `file` the key itself. */
  wrapped: z.base64().min(1),
  madeAt: z.int(),
  /** Keys a person gave up for this one. */
  replaces: z.array(z.string()),
});
export type KeyEntry = z.infer<typeof keyEntrySchema>;

const keyFileSchema = z.strictObject({
  version: z.literal(1),
  /** When a person accepted that keys lie in this file unprotected; null while nobody did. */
  weakAcceptedAt: z.int().nullable(),
  keys: z.array(keyEntrySchema),
});
export type KeyFileContent = z.infer<typeof keyFileSchema>;

/** `keys.json` beside the desktop's settings: the wrapped keys of this person's data folders. */
export class KeyFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What the file says; empty where there is none. Throws when it is damaged or cannot be read: then nothing may be written. */
  read(): KeyFileContent {
    if (!existsSync(this.#path)) return { version: 1, weakAcceptedAt: null, keys: [] };
    return keyFileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
  }

  write(content: KeyFileContent): void {
    writeWhole(this.#path, `${JSON.stringify(content, null, 2)}\n`);
  }

  /** Puts a damaged file aside under a name of its own, to begin a new one; nothing is deleted. */
  putAside(at: number): void {
    if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}.${at}`);
  }
}
