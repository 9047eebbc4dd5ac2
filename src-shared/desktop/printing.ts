import { z } from 'zod';
import { languages } from '../languages.ts';
import { reportNames } from '../reports/inputs.ts';
import { isBusinessDay } from '../reports/period.ts';
import { idSchema } from '../schemas.ts';

const language = z.enum(languages);
const day = z.string().refine(isBusinessDay, 'YYYY-MM-DD');

/** The documents that the console can have printed: which one, never where. */
export const printableSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stickers'), id: idSchema }),
  z.strictObject({ kind: z.literal('shift'), id: idSchema, language }),
  z.strictObject({ kind: z.literal('report'), report: z.enum(reportNames), from: day, to: day, language }),
]);
export type Printable = z.infer<typeof printableSchema>;

/** Where the landing serves a printable document, to be shown and not saved. */
export function pathOfPrintable(document: Printable): string {
  switch (document.kind) {
    case 'stickers':
      return `/stickers/${document.id}.pdf`;
    case 'shift':
      return `/reports/shifts/${document.id}.pdf?inline&language=${document.language}`;
    case 'report': {
      const { report, from, to } = document;
      return `/reports/${report}.pdf?inline&from=${from}&to=${to}&language=${document.language}`;
    }
  }
}

/** A printer of the operating system. */
export interface SystemPrinter {
  /** What the system calls it; the value of the setting. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
}

/**
 * How printing ended.
 * - `printed`: handed to the printer.
 * - `cancelled`: somebody closed the dialog.
 * - `unreadable`: the landing did not give the document.
 * - `refused`: the printer or the system would not take it.
 * - `slow`: it took too long and was given up.
 * - `busy`: another document is being printed.
 */
export type PrintEnd = 'printed' | 'cancelled' | 'unreadable' | 'refused' | 'slow' | 'busy';

export interface PrintOutcome {
  readonly end: PrintEnd;
  /** The printer chosen on this computer is not there, so the system's dialog was shown instead. */
  readonly missingPrinter: string | null;
}
