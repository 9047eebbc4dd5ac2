import { deflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import type { Bitmap, Operation } from './parser.ts';

const cellWidth = 12;
const cellHeight = 24;
const lineFeed = 30;

/** A paper roll: what was printed, in dots of 203 dpi (1 = black). */
export function renderPaper(operations: readonly Operation[], width: number): Bitmap {
  const strips = operations.map((operation) => stripOf(operation, width)).filter((strip) => strip !== undefined);
  const height = Math.max(
    1,
    strips.reduce((sum, strip) => sum + strip.height, 0),
  );
  const dots = new Uint8Array(width * height);
  let top = 0;
  for (const strip of strips) {
    for (let y = 0; y < strip.height; y++)
      for (let x = 0; x < Math.min(width, strip.width); x++)
        dots[(top + y) * width + x] = strip.dots[y * strip.width + x] ?? 0;
    top += strip.height;
  }
  return { width, height, dots };
}

function stripOf(operation: Operation, width: number): Bitmap | undefined {
  if (operation.kind === 'picture') return operation.bitmap;
  if (operation.kind === 'line') return drawLine(operation.text, operation.style, width);
  if (operation.kind !== 'cut') return undefined;
  const dots = new Uint8Array(width * 12);
  for (let x = 0; x < width; x++) dots[6 * width + x] = x % 12 < 6 ? 1 : 0;
  return { width, height: 12, dots };
}

/** Sets a line in a fixed-width font, each letter in its cell, as the printer's own font A stands. */
function drawLine(text: string, style: Extract<Operation, { kind: 'line' }>['style'], width: number): Bitmap {
  const height = Math.max(lineFeed, cellHeight * style.height + 6);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  const letters = [...text];
  const cell = cellWidth * style.width;
  const room = width - letters.length * cell;
  let left = style.align === 'right' ? room : style.align === 'center' ? Math.floor(room / 2) : 0;
  context.font = `${style.bold ? 'bold ' : ''}20px "DejaVu Sans Mono", monospace`;
  for (const letter of letters) {
    context.fillStyle = style.invert ? '#000' : '#fff';
    context.fillRect(left, 0, cell, cellHeight * style.height);
    context.save();
    context.translate(left, 0);
    context.scale(style.width, style.height);
    context.fillStyle = style.invert ? '#fff' : '#000';
    context.fillText(letter, 0, 19);
    context.restore();
    left += cell;
  }
  const { data } = context.getImageData(0, 0, width, height);
  const dots = new Uint8Array(width * height);
  for (let index = 0; index < dots.length; index++) dots[index] = (data[index * 4] ?? 255) < 140 ? 1 : 0;
  return { width, height, dots };
}

/** How many dots are black. */
export function blackDots(bitmap: Bitmap): number {
  return bitmap.dots.reduce((sum, dot) => sum + dot, 0);
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  let crc = 0xffffffff;
  for (const byte of named) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, named.length + 4);
  return out;
}

/** A bitmap as a PNG of one bit per dot (ISO/IEC 15948), with the resolution of a receipt printer. */
export function toPng({ width, height, dots }: Bitmap): Buffer {
  const stride = Math.ceil(width / 8);
  const rows = Buffer.alloc((stride + 1) * height, 0xff);
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = 0;
    for (let x = 0; x < width; x++) {
      if (dots[y * width + x] !== 1) continue;
      const at = y * (stride + 1) + 1 + (x >> 3);
      rows[at] = (rows[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const density = Buffer.alloc(9);
  // 203 dots per inch, in dots per metre.
  density.writeUInt32BE(7992, 0);
  density.writeUInt32BE(7992, 4);
  density[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
