import { useMemo } from 'react';
import { qrPath } from './qrPath.ts';

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
