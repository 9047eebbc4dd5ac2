import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import QRCode from 'qrcode';
import type { Align, PrintBlock } from '#shared/printing/document.ts';
import { cellWidths, fittingSize, isRightToLeft, wrapText } from '#shared/printing/layout.ts';
import { fontOf, loadFonts } from './fonts.ts';

/** A picture in printer's dots: RGBA, black on white, its width a multiple of 8. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Height of a letter of size 1, and of its line, in dots at 203 dpi. */
const letter = 24;
const lineHeight = 34;
/** Where a letter stands in its line: room above for Thai and Arabic marks. */
const baseline = 25;
const column = 12;
/** Darker than this is a dot. Anti-aliased strokes keep their weight on thermal paper. */
const threshold = 150;

/** Asks for the one-colour form of emoji: thermal paper has one colour. */
const plain = (text: string) => text.replaceAll('\uFE0F', '');

interface Piece {
  readonly height: number;
  draw(context: SKRSContext2D, top: number): void;
}

/**
 * The sheet everything is drawn on, made anew only in size: a canvas that is thrown away keeps its dots until this
 * thread rests, which it does not between the pictures of one document.
 */
const sheet = createCanvas(8, 8);

/** Draws blocks below each other, for what a printer cannot set itself. Any script, with its shaping and direction. */
export function drawBlocks(blocks: readonly PrintBlock[], width: number): Picture {
  loadFonts();
  const measuring = createCanvas(8, 8).getContext('2d');
  const pieces = blocks.map((block) => pieceOf(block, width, measuring));
  const height = Math.max(
    1,
    pieces.reduce((sum, piece) => sum + piece.height, 0),
  );
  sheet.width = width;
  sheet.height = height;
  const context = sheet.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  let top = 0;
  for (const piece of pieces) {
    context.fillStyle = '#000';
    piece.draw(context, top);
    top += piece.height;
  }
  return toDots(context.getImageData(0, 0, width, height));
}

function toDots(image: { width: number; height: number; data: Uint8ClampedArray }): Picture {
  const { width, height, data } = image;
  for (let i = 0; i < data.length; i += 4) {
    const light = 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
    const value = light < threshold ? 0 : 255;
    data[i] = value;
    data[i + 1] = value;
    data[i + 2] = value;
  }
  return { width, height, data };
}

function pieceOf(block: PrintBlock, width: number, measuring: SKRSContext2D): Piece {
  switch (block.kind) {
    case 'space':
      return { height: block.lines * lineHeight, draw: () => {} };
    case 'rule': {
      const heavy = block.style === 'double' ? 4 : 2;
      return { height: 14, draw: (context, top) => context.fillRect(0, top + 6, width, heavy) };
    }
    case 'qr':
      return qrPiece(block.text, width);
    case 'text':
    case 'row':
      return textPiece(block, width, measuring);
  }
}

function qrPiece(text: string, width: number): Piece {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const quiet = 4;
  const dot = Math.max(2, Math.min(6, Math.floor(width / (modules.size + 2 * quiet))));
  const left = Math.floor((width - modules.size * dot) / 2);
  return {
    height: (modules.size + 2 * quiet) * dot,
    draw(context, top) {
      for (let row = 0; row < modules.size; row++)
        for (let at = 0; at < modules.size; at++)
          if (modules.get(row, at)) context.fillRect(left + at * dot, top + (quiet + row) * dot, dot, dot);
    },
  };
}

function textPiece(
  block: Extract<PrintBlock, { kind: 'text' | 'row' }>,
  width: number,
  measuring: SKRSContext2D,
): Piece {
  const { bold = false, invert = false } = block;
  const size = fittingSize(block, width / column);
  const font = fontOf(letter * size, bold);
  measuring.font = font;
  const measure = (text: string) => measuring.measureText(plain(text)).width;
  const cells = cellsOf(block, width, size);
  const wrapped = cells.map((cell) => wrapText(cell.text, cell.width, measure));
  const rows = Math.max(...wrapped.map((lines) => lines.length));
  const step = lineHeight * size;
  return {
    height: rows * step,
    draw(context, top) {
      if (invert) {
        context.fillRect(0, top, width, rows * step);
        context.fillStyle = '#fff';
      }
      context.font = font;
      cells.forEach((cell, index) => {
        wrapped[index]?.forEach((line, row) => {
          drawLine(context, line, cell, top + row * step + baseline * size);
        });
      });
    },
  };
}

interface Cell {
  readonly text: string;
  readonly align: Align | undefined;
  readonly left: number;
  readonly width: number;
}

function cellsOf(block: Extract<PrintBlock, { kind: 'text' | 'row' }>, width: number, size: number): Cell[] {
  if (block.kind === 'text') {
    const left = (block.indent ?? 0) * column;
    return [{ text: block.text, align: block.align, left, width: width - left }];
  }
  const widths = cellWidths(block.cells, width, column * size);
  let left = 0;
  return block.cells.map((cell, index) => {
    const own = { text: cell.text, align: cell.align, left, width: widths[index] ?? width };
    left += own.width;
    return own;
  });
}

function drawLine(context: SKRSContext2D, text: string, cell: Cell, y: number): void {
  const fromRight = isRightToLeft(text);
  context.direction = fromRight ? 'rtl' : 'ltr';
  const align = cell.align ?? (fromRight ? 'right' : 'left');
  context.textAlign = align;
  const x = { left: cell.left, center: cell.left + cell.width / 2, right: cell.left + cell.width }[align];
  // A font of another script may be wider than it was measured to be; it is squeezed rather than cut.
  context.fillText(plain(text), x, y, cell.width);
}
