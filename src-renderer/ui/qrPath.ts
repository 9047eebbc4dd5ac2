import { create } from 'qrcode';

const quietZone = 4;

/** The dark modules of a QR code (ISO/IEC 18004) as one SVG path, with the size of its square, quiet zone included. */
export function qrPath(text: string, quality: 'M' | 'Q'): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel: quality });
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) path += `M${column + quietZone} ${row + quietZone}h1v1h-1z`;
    }
  }
  return { size: modules.size + 2 * quietZone, path };
}
