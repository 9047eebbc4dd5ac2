import { create } from 'qrcode';

/** Light modules around a symbol that keep it readable (ISO/IEC 18004 §5.3.8). */
export const quietZone = 4;

/** A QR code as it is drawn: `modules` on a side, its dark area as one path in units of modules (fill rule even-odd). */
export interface QrSymbol {
  readonly modules: number;
  readonly path: string;
}

/**
 * Encodes texts as QR codes of error correction Q (25 % of the codewords may be lost), all of the same version, so that
 * codes which are printed side by side look alike and have quiet zones of the same width.
 */
export function qrSymbols(texts: readonly string[]): QrSymbol[] {
  const codes = texts.map((text) => create(text, { errorCorrectionLevel: 'Q' }));
  const version = Math.max(1, ...codes.map((code) => code.version));
  return codes.map((code, index) => {
    const same = code.version === version;
    const { modules } = same ? code : create(texts[index] ?? '', { errorCorrectionLevel: 'Q', version });
    return { modules: modules.size, path: outline(modules.size, (x, y) => modules.get(y, x) !== 0) };
  });
}

/**
 * The outline of the dark modules. Squares drawn one by one show hairlines between them in many viewers and printers;
 * an outline has none, and is a tenth of the size.
 */
function outline(size: number, dark: (x: number, y: number) => boolean): string {
  const at = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size && dark(x, y);
  const side = size + 1;
  const next = new Map<number, number[]>();
  const edge = (from: number, to: number) => {
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  };
  // Every edge between dark and light, with the dark module on its right.
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!at(x, y)) continue;
      const corner = y * side + x;
      if (!at(x, y - 1)) edge(corner, corner + 1);
      if (!at(x + 1, y)) edge(corner + 1, corner + 1 + side);
      if (!at(x, y + 1)) edge(corner + 1 + side, corner + side);
      if (!at(x - 1, y)) edge(corner + side, corner);
    }
  }
  let path = '';
  for (const start of next.keys()) {
    while ((next.get(start)?.length ?? 0) > 0) path += loop(next, start, side);
  }
  return path;
}

/** Walks one closed line from a corner and takes its edges away. */
function loop(next: Map<number, number[]>, start: number, side: number): string {
  let path = `M${start % side} ${Math.floor(start / side)}`;
  let position = start;
  let step = 0;
  let run = 0;
  const flush = () => {
    if (run === 0) return;
    const across = Math.abs(step) === 1;
    path += `${across ? 'h' : 'v'}${run * Math.sign(step)}`;
  };
  do {
    const to = next.get(position)?.pop();
    if (to === undefined) break;
    const direction = to - position;
    if (direction !== step) {
      flush();
      step = direction;
      run = 0;
    }
    run += 1;
    position = to;
  } while (position !== start);
  flush();
  return `${path}z`;
}
