import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import { programRoot } from '../paths.ts';

/** Our own fonts, so that paper looks the same on every computer; the system's fonts only fill what these lack. */
const files = [
  ['Paper Latin', '@embedpdf/fonts-latin/fonts/NotoSans', 'ttf'],
  ['Paper Han', '@embedpdf/fonts-sc/fonts/NotoSansHans', 'otf'],
] as const;
const scripts = [
  ['Paper Thai', '@expo-google-fonts/noto-sans-thai/500Medium/NotoSansThai_500Medium.ttf'],
  ['Paper Arabic', '@expo-google-fonts/noto-sans-arabic/500Medium/NotoSansArabic_500Medium.ttf'],
  ['Paper Emoji', '@expo-google-fonts/noto-emoji/500Medium/NotoEmoji_500Medium.ttf'],
] as const;

// Read here and not by the drawing library, which does not see into the program's archive.
const read = (file: string) => readFileSync(join(programRoot, 'node_modules', file));
let loaded = false;

/** Makes the fonts known to the canvas, once. */
export function loadFonts(): void {
  if (loaded) return;
  loaded = true;
  for (const [name, path, extension] of files) {
    GlobalFonts.register(read(`${path}-Medium.${extension}`), name);
    GlobalFonts.register(read(`${path}-Bold.${extension}`), `${name} Bold`);
  }
  for (const [name, path] of scripts) GlobalFonts.register(read(path), name);
}

const rest = [...scripts.map(([name]) => `"${name}"`), 'sans-serif'].join(', ');

/** A canvas font of a size in dots. */
export function fontOf(size: number, bold: boolean): string {
  const own = files.map(([name]) => `"${bold ? `${name} Bold` : name}"`).join(', ');
  return `${size}px ${own}, ${rest}`;
}
