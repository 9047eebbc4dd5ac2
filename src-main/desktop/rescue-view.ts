import type { ExportReport, FoundBackup, RescueStep } from '#shared/desktop/rescue.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';

export type RescueTask = 'list' | 'backup' | 'export' | 'restore' | 'recover' | 'undo';

/** A backup on the list, by the id the page knows it by. */
export interface ListedBackup extends FoundBackup {
  readonly id: string;
}

/** What safe mode shows. Home stands under the words of the trouble itself. */
export type RescueView =
  | { readonly view: 'home' }
  | { readonly view: 'choose'; readonly backups: readonly ListedBackup[] }
  /** An encrypted backup waits for its passphrase; `refusal` says why the last one did not open it. */
  | { readonly view: 'passphrase'; readonly refusal: string }
  | {
      readonly view: 'working';
      readonly task: RescueTask;
      readonly step: RescueStep | undefined;
      readonly share: number | null;
      readonly stopping: boolean;
    }
  | {
      readonly view: 'done';
      readonly title: string;
      /** Paragraphs, one on each line. */
      readonly text: string;
      readonly warning: string;
      readonly reveals: boolean;
    }
  | { readonly view: 'failed'; readonly text: string };

export const workingTitles: Record<RescueTask, DesktopSentence> = {
  list: 'workingList',
  backup: 'workingBackup',
  export: 'workingExport',
  restore: 'workingRestore',
  recover: 'workingRecover',
  undo: 'workingUndo',
};

const stepWords: Record<RescueStep, DesktopSentence> = {
  copying: 'stepCopying',
  checking: 'stepChecking',
  packing: 'stepPacking',
  unpacking: 'stepUnpacking',
  moving: 'stepMoving',
  exporting: 'stepExporting',
  salvaging: 'stepSalvaging',
};

export function stepText(view: RescueView, language: Language): string {
  if (view.view !== 'working') return '';
  if (view.stopping) return desktopSentence('cancelling', language);
  return view.step ? desktopSentence(stepWords[view.step], language) : '';
}

export function dateText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A size in bytes for people: decimal megabytes, as systems show them. */
export function sizeText(bytes: number, language: Language): string {
  const format = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  return bytes < 1_000_000 ? format(Math.ceil(bytes / 1_000), 'kilobyte') : format(bytes / 1_000_000, 'megabyte');
}

/** More of a name is not shown: a file that was made to deceive could push the question out of its own dialog. */
const longestName = 100;

/** The shop's name as the backup gives it, on one line. */
export function enterpriseText({ enterprise }: Pick<FoundBackup, 'enterprise'>, language: Language): string {
  if (enterprise === null) return desktopSentence('noEnterprise', language);
  const name = enterprise.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return name.length > longestName ? `${name.slice(0, longestName)}…` : name;
}

/** What an export came to, and what is missing from it. */
export function exportWords(report: ExportReport, language: Language): { text: string; warning: string } {
  if (report.unreadable) return { text: '', warning: desktopSentence('doneExportRaw', language) };
  const { rows, tables, damaged } = report;
  const number = new Intl.NumberFormat(language);
  return {
    text: desktopSentence('doneExportText', language, { rows: number.format(rows), tables }),
    warning:
      damaged.length === 0
        ? ''
        : desktopSentence('doneExportGaps', language, { tables: damaged.map(({ table }) => table).join(', ') }),
  };
}
