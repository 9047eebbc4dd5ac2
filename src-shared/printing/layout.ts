import type { Align, PrintBlock, TextSize } from './document.ts';

/** One line of characters as a printer sets it: `text` never exceeds the columns divided by `size`. */
export interface TextLine {
  readonly text: string;
  readonly size: TextSize;
  readonly bold: boolean;
  readonly invert: boolean;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Breaks a text into lines no wider than `width`, at spaces where it can, between characters where a word is wider.
 * `measure` gives a text's width in any unit. Line feeds break always. At least one line.
 */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(paragraph)) {
    if (measure((line + word).trimEnd()) <= width) {
      line += word;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
    for (const { segment } of graphemes.segment(word.trimStart())) {
      if (line !== '' && measure((line + segment).trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += segment;
    }
  }
  return [...lines, line.trimEnd()];
}

const breaks = new Intl.Segmenter('und', { granularity: 'word' });

/** The pieces a line may be broken between: words with what follows them (spaces, punctuation). */
function words(paragraph: string): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike } of breaks.segment(paragraph)) {
    const last = pieces.at(-1);
    // Punctuation stays with its word; a space ends it.
    if (last !== undefined && (!isWordLike || (!/\s$/.test(last) && !/\p{Script=Han}|\p{Script=Thai}/u.test(segment))))
      pieces[pieces.length - 1] = last + segment;
    else pieces.push(segment);
  }
  return pieces;
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** Whether a line is read from the right: its first letter decides (Unicode UAX #9, rule P2). */
export function isRightToLeft(text: string): boolean {
  const first = /\p{L}/u.exec(text)?.[0];
  return first !== undefined && rightToLeft.test(first);
}

function pad(text: string, width: number, align: Align = 'left'): string {
  const room = Math.max(0, width - text.length);
  if (align === 'right') return ' '.repeat(room) + text;
  if (align === 'center') return ' '.repeat(Math.floor(room / 2)) + text;
  return text + ' '.repeat(room);
}

/** Widths of a row's cells, in the unit of `total`; the cell without a width gets the rest (at least `least`). */
export function cellWidths(cells: readonly { width?: number | undefined }[], total: number, unit: number): number[] {
  const fixed = cells.map((cell) => (cell.width === undefined ? 0 : cell.width * unit));
  const rest = Math.max(unit * 4, total - fixed.reduce((sum, width) => sum + width, 0));
  return cells.map((cell, index) => (cell.width === undefined ? rest : (fixed[index] ?? 0)));
}

/** What a label beside fixed cells needs at least, in columns; below that a row is set smaller. */
const leastLabel = 6;

/** The largest size up to its own at which a row keeps its fixed cells and a readable label on the paper. */
export function fittingSize(block: Extract<PrintBlock, { kind: 'text' | 'row' }>, columns: number): TextSize {
  const { size = 1 } = block;
  if (block.kind === 'text' || size === 1) return size;
  const fixed = block.cells.reduce((sum, { width = leastLabel }) => sum + width, 0);
  if (fixed * size <= columns) return size;
  return size === 3 && fixed * 2 <= columns ? 2 : 1;
}

/** A block as lines of characters, each of the width of one column; `columns` are those of size 1. */
export function layoutBlock(block: Exclude<PrintBlock, { kind: 'qr' }>, columns: number): TextLine[] {
  const length = (text: string) => [...text].length;
  if (block.kind === 'rule') {
    const text = (block.style === 'double' ? '=' : '-').repeat(columns);
    return [{ text, size: 1, bold: false, invert: false }];
  }
  if (block.kind === 'space')
    return Array.from({ length: block.lines }, () => ({ text: '', size: 1 as const, bold: false, invert: false }));
  const { bold = false, invert = false } = block;
  const size = fittingSize(block, columns);
  const width = Math.floor(columns / size);
  const look = { size, bold, invert };
  if (block.kind === 'text') {
    const indent = block.indent ?? 0;
    return wrapText(block.text, width - indent, length).map((line) => {
      const text = pad(' '.repeat(indent) + line, width, block.align);
      // An inverted line is a bar across the paper.
      return { text: invert ? pad(text, width) : text.trimEnd(), ...look };
    });
  }
  const widths = cellWidths(block.cells, width, 1);
  const columnsOfLines = block.cells.map((cell, index) => wrapText(cell.text, widths[index] ?? width, length));
  const height = Math.max(...columnsOfLines.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) => ({
    text: block.cells
      .map((cell, index) => {
        const text = columnsOfLines[index]?.[row] ?? '';
        const cellWidth = widths[index] ?? width;
        return cell.align === 'center'
          ? pad(pad(text, cellWidth, 'center'), cellWidth)
          : pad(text, cellWidth, cell.align);
      })
      .join('')
      .trimEnd(),
    ...look,
  }));
}
