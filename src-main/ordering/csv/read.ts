import { type CsvError, parse } from 'csv-parse/sync';
import { AppError } from '#shared/errors.ts';
import type { ImportPlan } from '#shared/ordering/menu-import.ts';

/** Largest file and most rows an import takes. */
export const csvLimits = { bytes: 4_000_000, rows: 5_000, cells: 100 } as const;

/** A row of a file with the line it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const unreadable = (en: string, zh: string) =>
  new AppError('file_unreadable', (language) => ({ reason: language === 'zh-CN' ? zh : en }));

/**
 * The text of a file and the encoding it was in: by its byte order mark, else UTF-8 where it is valid, else GB 18030,
 * which contains the GBK that a Chinese Excel saves (the encodings of the WHATWG Encoding Standard). Throws AppError
 * file_unreadable.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: ImportPlan['encoding'] } {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const encodings = isUtf16 ? (['utf-16le'] as const) : (['utf-8', 'gb18030'] as const);
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return { text, encoding };
    } catch {
      // Not this one.
    }
  }
  throw unreadable('it is not text. Save it from your spreadsheet as CSV.', '文件不是文本，请在电子表格中另存为 CSV。');
}

/** The separator a table uses: the one its first line has most of. */
function delimiterOf(text: string): string {
  const firstLine = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? '';
  const count = (mark: string) => firstLine.split(mark).length;
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

/** The rows of a CSV text (RFC 4180; also with semicolons or tabs). Throws AppError file_unreadable with the line. */
export function readCsv(text: string): CsvRow[] {
  try {
    const rows: CsvRow[] = [];
    parse(text, {
      delimiter: delimiterOf(text),
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 200_000,
      to: csvLimits.rows + 2,
      on_record: (cells: string[], { lines }) => {
        // `lines` counts to the row's end; a cell with line breaks makes a row longer than a line.
        const breaks = cells.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 0);
        rows.push({ line: lines - breaks, cells: cells.slice(0, csvLimits.cells) });
        return null;
      },
    });
    if (rows.length > csvLimits.rows + 1)
      throw unreadable(`more than ${csvLimits.rows} rows.`, `超过 ${csvLimits.rows} 行。`);
    return rows;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { lines = 0, code = '' } = error as CsvError & { lines?: number };
    const quote = code.includes('QUOTE') || code === 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE';
    throw quote
      ? unreadable(`line ${lines}: a quotation mark is not closed or stands alone.`, `第 ${lines} 行：引号未成对。`)
      : unreadable(`line ${lines} has no proper form.`, `第 ${lines} 行格式不正确。`);
  }
}
