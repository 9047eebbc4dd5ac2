/** A colour as red, green, blue from 0 to 255. */
type Rgb = readonly [number, number, number];

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of `#rrggbb`, 0 (black) to 1 (white) (WCAG 2.2, "relative luminance"). */
export function luminance(hex: string): number {
  const [r, g, b] = parse(hex).map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of a colour on white paper, 1 to 21 (WCAG 2.2). */
export function contrastOnWhite(hex: string): number {
  return 1.05 / (luminance(hex) + 0.05);
}

/**
 * What a printed code needs. 4.5 : 1 makes small text readable (WCAG 2.2 AA) and leaves a symbol contrast of more than
 * 80 %, above the 70 % of grade A (ISO/IEC 15415), so that cheap paper and a dim room still leave enough.
 */
const neededContrast = 4.5;

/**
 * The colour a code is printed in: the wanted one, or where that is too pale for a scanner the same hue as dark as it
 * needs to be.
 */
export function printableColour(wanted: string): { colour: string; darkened: boolean } {
  if (contrastOnWhite(wanted) >= neededContrast) return { colour: wanted.toLowerCase(), darkened: false };
  const [r, g, b] = parse(wanted);
  for (let keep = 0.98; keep > 0; keep -= 0.02) {
    const colour = toHex([r * keep, g * keep, b * keep]);
    if (contrastOnWhite(colour) >= neededContrast) return { colour, darkened: true };
  }
  return { colour: '#000000', darkened: true };
}
