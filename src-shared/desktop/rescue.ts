import { z } from 'zod';

/** The parts of the rescue program's tasks that a person sees as progress. */
const rescueStepSchema = z.enum(['copying', 'checking', 'packing', 'unpacking', 'moving', 'exporting', 'salvaging']);
export type RescueStep = z.infer<typeof rescueStepSchema>;

const foundBackupSchema = z.object({
  file: z.string(),
  /** A backup file; a verified copy made before an upgrade; a database put aside by a restore. */
  kind: z.enum(['backup', 'copy', 'replaced']),
  /** UTC ms. */
  madeAt: z.int(),
  /** Of the file, bytes. */
  size: z.int(),
  enterprise: z.string().nullable(),
  /** What it was made by; null where that is not known. */
  app: z.string().nullable(),
  /** The landing it was made of; null where that is not known. */
  deviceId: z.string().nullable(),
  /** Whether a passphrase is needed to open it. */
  encrypted: z.boolean(),
});
/** A backup that could be restored, as it says of itself; it is verified before anything is touched. */
export type FoundBackup = z.infer<typeof foundBackupSchema>;

const exportReportSchema = z.object({
  folder: z.string(),
  tables: z.int(),
  rows: z.int(),
  /** Tables of which something could not be read; `lost` is the number of gaps, not of rows. */
  damaged: z.array(z.object({ table: z.string(), rows: z.int(), lost: z.int() })),
  /** The database could not be opened at all: only the raw files were copied. */
  unreadable: z.boolean(),
});
export type ExportReport = z.infer<typeof exportReportSchema>;

const salvagedChangesSchema = z.object({
  /** Are in the outbox again, and will be sent. */
  returned: z.int(),
  /** Could not be put back by themselves; they lie in the outbox for a person. */
  kept: z.int(),
  /** Left traces only. */
  lost: z.int(),
});
/** What became of what the cloud did not have yet, in operations. */
export type SalvagedChanges = z.infer<typeof salvagedChangesSchema>;

const recoverySchema = z.object({
  /** What was wrong with the database. */
  finding: z.string(),
  /** The copy that was gone back to. */
  backup: foundBackupSchema,
  /** Newer copies that were not good. */
  skipped: z.array(z.string()),
  /** The folder in which the damaged database is kept. */
  quarantine: z.string(),
  /** Orders, payments and the like that happened after that copy. */
  facts: z.object({
    /** Came back. */
    returned: z.int(),
    /** Could be read, but follow what could not, or contradict what is there. */
    unfit: z.int(),
    /** Left traces only; there may have been more. */
    unreadable: z.int(),
    /** When the last that came back happened, UTC ms. */
    until: z.int().nullable(),
    /** Whether the damaged database could be opened at all. */
    readable: z.boolean(),
  }),
  /** Of what was on its way to the cloud; null for a landing that does not sync. */
  changes: salvagedChangesSchema.nullable(),
});
/** What a recovery came to. */
export type Recovery = z.infer<typeof recoverySchema>;

/** What the rescue program answers in the end. */
const rescueAnswerSchema = z.discriminatedUnion('task', [
  z.object({ task: z.literal('list'), backups: z.array(foundBackupSchema), canUndo: z.boolean() }),
  z.object({ task: z.literal('check'), file: z.string(), sound: z.boolean(), finding: z.string() }),
  z.object({ task: z.literal('describe'), backup: foundBackupSchema }),
  z.object({
    task: z.literal('backup'),
    file: z.string(),
    size: z.int(),
    encrypted: z.boolean(),
    /** Whether backups of this shop are meant to be encrypted. */
    meant: z.boolean(),
  }),
  z.object({ task: z.literal('export'), report: exportReportSchema }),
  z.object({ task: z.literal('restore'), backup: foundBackupSchema, replaced: z.string().nullable() }),
  z.object({ task: z.literal('undo-restore'), replaced: z.string().nullable() }),
  z.object({ task: z.literal('recover'), recovery: recoverySchema }),
]);
export type RescueAnswer = z.infer<typeof rescueAnswerSchema>;

/** One line of the rescue program's output (`--json`). */
const rescueLineSchema = z.union([
  z.object({ progress: z.object({ step: rescueStepSchema, done: z.number(), total: z.number() }) }),
  z.object({ answer: rescueAnswerSchema }),
  z.object({ refused: z.object({ code: z.string(), message: z.object({ en: z.string(), 'zh-CN': z.string() }) }) }),
  z.object({ cancelled: z.literal(true) }),
]);
export type RescueLine = z.infer<typeof rescueLineSchema>;

/** Reads a line of the rescue program; anything else gives undefined. */
export function parseRescueLine(line: string): RescueLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return rescueLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A time (UTC ms) in names of files: sorts by time, and no system minds it. */
export const stamp = (now: number) => new Date(now).toISOString().slice(0, 19).replace(/[:T]/g, '-');

export const backupExtension = '.ldbackup';

/** The name proposed for a backup made at a time (UTC ms). */
export const backupFileName = (now: number): string => `landing-desk-${stamp(now)}${backupExtension}`;

/** The name of an export's own folder inside the one a person chose. */
export const exportFolderName = (now: number): string => `landing-desk-export-${stamp(now)}`;

/** What the buttons of safe mode ask for. None carries a path: the desktop shows the system's own dialogs. */
export const rescueActionSchema = z.enum([
  /** Changes nothing: what stands on the page now? */
  'look',
  'backup',
  'export',
  'list',
  'chooseFile',
  'undo',
  'recover',
  'logs',
  'cancel',
  'home',
  'reveal',
]);
export type RescueAction = z.infer<typeof rescueActionSchema>;

/** What changes on the page of safe mode without a new page. `value` is a share from 0 to 1, null where not known. */
export interface RescueNews {
  readonly text: string;
  readonly value: number | null;
  readonly canUndo: boolean;
}
