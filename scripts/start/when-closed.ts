import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '#main/desktop/settings.ts';

/** What becomes of the landing when its window is closed. */
export type AfterClosing = 'keep' | 'stop';

const rememberedSchema = z.object({ afterClosing: z.enum(['keep', 'stop', 'ask']) });
const fileOf = (home: string) => join(home, 'start.json');

/** The choice of this computer's person; `ask` until one was remembered. */
export function rememberedChoice(home: string): AfterClosing | 'ask' {
  try {
    return rememberedSchema.parse(JSON.parse(readFileSync(fileOf(home), 'utf8'))).afterClosing;
  } catch {
    return 'ask';
  }
}

/** Remembers a choice; gives false when it cannot be kept. */
export function rememberChoice(home: string, afterClosing: AfterClosing | 'ask'): boolean {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeWhole(fileOf(home), `${JSON.stringify({ afterClosing } satisfies z.infer<typeof rememberedSchema>)}\n`);
    return true;
  } catch {
    return false;
  }
}
