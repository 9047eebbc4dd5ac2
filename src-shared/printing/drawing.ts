/**
 * What stands on a page, in millimetres from its upper left corner. The preview (SVG) and the paper (PDF) draw the same
 * list, so the preview cannot differ from what is printed.
 */
export type Drawing =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: string;
    }
  | { readonly kind: 'disc'; readonly x: number; readonly y: number; readonly radius: number; readonly colour: string }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly width: number;
      readonly colour: string;
    }
  /** A path in units of its own, `scale` millimetres each; fill rule even-odd. */
  | {
      readonly kind: 'path';
      readonly x: number;
      readonly y: number;
      readonly scale: number;
      readonly path: string;
      readonly colour: string;
    }
  /** A line of text; `y` is its baseline, `size` the em, `width` the room it has. */
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly width: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold: boolean;
      readonly colour: string;
      readonly text: string;
    }
  | { readonly kind: 'logo'; readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const wide =
  /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const narrow = /[\s.,:;'|!()[\]{}iljItfr/\\-]/;
const broad = /[MWmw@%&]/;

/**
 * About how wide a text is, in ems, on the safe side for the fonts that are used. Layout is done without a font at hand;
 * the PDF tightens a line that turns out wider after all.
 */
export function textWidth(text: string, bold: boolean): number {
  let width = 0;
  for (const character of text) {
    if (wide.test(character)) width += 1;
    else if (broad.test(character)) width += 0.94;
    else if (narrow.test(character)) width += 0.36;
    else width += character >= 'A' && character <= 'Z' ? 0.7 : 0.6;
  }
  return bold ? width * 1.04 : width;
}

/** The largest size, up to `max`, at which a text fits a width. Undefined when even `min` is too large. */
function sizeFor(text: string, bold: boolean, width: number, max: number, min: number): number | undefined {
  const size = Math.min(max, width / Math.max(0.01, textWidth(text, bold)));
  return size >= min ? size : undefined;
}

/** A text made to fit: as large as possible between two sizes, and with an ellipsis where the smallest is too large. */
export function fitText(
  text: string,
  options: { bold: boolean; width: number; max: number; min: number },
): { text: string; size: number } {
  const { bold, width, max, min } = options;
  const whole = sizeFor(text, bold, width, max, min);
  if (whole !== undefined) return { text, size: whole };
  const characters = [...text];
  while (characters.length > 1) {
    characters.pop();
    const shortened = `${characters.join('').trimEnd()}…`;
    if (sizeFor(shortened, bold, width, min, min) !== undefined) return { text: shortened, size: min };
  }
  return { text: characters.join(''), size: min };
}

/** Where a line may break: at spaces, and between Chinese characters. */
function pieces(text: string): string[] {
  return text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+|\s+/gu) ?? [];
}

/**
 * A text on one line, or on two where that lets it be larger or keeps it whole. Both lines have
 * the same size, `maxOfTwo` at most.
 */
export function wrapText(
  text: string,
  options: { bold: boolean; width: number; max: number; min: number; maxOfTwo: number },
): { lines: string[]; size: number } {
  const { bold, width, max, min, maxOfTwo } = options;
  const one = fitText(text, options);
  if (one.size >= max || one.text === '') return { lines: [one.text], size: one.size };
  const parts = pieces(text);
  let halves: string[] = [];
  let widest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < parts.length; at += 1) {
    const lines = [parts.slice(0, at).join('').trim(), parts.slice(at).join('').trim()];
    if (lines.includes('')) continue;
    // A break between words reads better than one inside a Chinese word.
    const atSpace = [parts[at - 1], parts[at]].some((part) => part?.trim() === '');
    const width = Math.max(...lines.map((line) => textWidth(line, bold))) * (atSpace ? 1 : 1.25);
    if (width < widest) {
      widest = width;
      halves = lines;
    }
  }
  const sizes = halves.map((line) => sizeFor(line, bold, width, maxOfTwo, min) ?? 0);
  const size = halves.length > 0 ? Math.min(...sizes) : 0;
  const whole = one.text === text;
  if (size > 0 && (!whole || size > one.size * 1.15)) return { lines: halves, size };
  return { lines: [one.text], size: one.size };
}
