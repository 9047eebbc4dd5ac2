import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '#server/whole-file.ts';
import { backupPlanSchema } from '#shared/backup/plan.ts';
import { errorCatalog } from '#shared/error-catalog.ts';
import type { ErrorCode } from '#shared/errors.ts';

const findingSchema = z.object({ at: z.int(), found: z.enum(['good', 'damaged', 'unopened']) });

const scheduleSchema = z.object({
  version: z.literal(1),
  /** Null: no copies are made by themselves. */
  plan: backupPlanSchema.nullable(),
  /** When it was decided, UTC ms. */
  plannedAt: z.int(),
  /** Whether backups are to be encrypted. The key is with the landing's secrets. */
  encrypted: z.boolean(),
  /** The landing whose copies these are: a database too damaged to say so is told by it. */
  deviceId: z.string().nullable(),
  /** Whether the folder is on another disk than the data. */
  otherDisk: z.boolean(),
  /** The last copy that was made and found good, UTC ms. */
  lastGood: z.object({ at: z.int(), name: z.string(), size: z.int() }).nullable(),
  /** Why there was none since; null where the last try was good. */
  failure: z
    .object({
      at: z.int(),
      code: z.custom<ErrorCode>((code) => typeof code === 'string' && code in errorCatalog),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
  /** What looking through copies came to, by their names. */
  checks: z.record(z.string(), findingSchema),
});
export type ScheduleState = z.infer<typeof scheduleSchema>;

/** Nothing decided yet. */
export const noSchedule: ScheduleState = {
  version: 1,
  plan: null,
  plannedAt: 0,
  encrypted: false,
  deviceId: null,
  otherDisk: false,
  lastGood: null,
  failure: null,
  checks: {},
};

const fileOf = (data: string) => join(data, 'backup.json');

/** What a data folder's schedule says; undefined where there is none, or it cannot be read. */
export function readSchedule(data: string): ScheduleState | undefined {
  try {
    return scheduleSchema.parse(JSON.parse(readFileSync(fileOf(data), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * The schedule of a landing, in `backup.json` of its data folder: it belongs to this computer and its disks, so it is
 * in no backup, and it can be read when the database cannot.
 */
export class ScheduleFile {
  readonly #data: string;
  #state: ScheduleState;
  #turn: Promise<unknown> = Promise.resolve();

  /** A file that cannot be read is put aside; backups are then taken for encrypted until a person says otherwise. */
  constructor(data: string, now: number) {
    this.#data = data;
    this.#state = readSchedule(data) ?? (this.#putAside(now) ? { ...noSchedule, encrypted: true } : noSchedule);
  }

  get state(): ScheduleState {
    return this.#state;
  }

  /** Changes it; resolves when that is on the disk. */
  change(part: Partial<ScheduleState>): Promise<void> {
    this.#state = { ...this.#state, ...part };
    const text = `${JSON.stringify(this.#state)}\n`;
    const written = this.#turn.then(() => writeWholeFile(fileOf(this.#data), text, 0o600));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** Whether there was a file. */
  #putAside(now: number): boolean {
    try {
      renameSync(fileOf(this.#data), `${fileOf(this.#data)}.${now}`);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  }
}
