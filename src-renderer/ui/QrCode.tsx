import { create } from 'qrcode';
import { useMemo } from 'react';

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

interface QrCodeProps {
  readonly text: string;
  readonly label: string;
  /** Stickers get scratched and take Q; a screen is read well with M. */
  readonly quality?: 'M' | 'Q';
}

/** A QR code, black on white in every theme: scanners need both. */
export function QrCode({ text, label, quality = 'M' }: QrCodeProps) {
  const { size, path } = useMemo(() => qrPath(text, quality), [text, quality]);
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
