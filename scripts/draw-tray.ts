/**
 * Draws the small pictures the desktop shows in the operating system (assets/tray, assets/badges):
 * `node scripts/draw-tray.ts`. Each state has a shape of its own, so that it can be told without colour, and every
 * ground stands out from a light task bar and from a dark one (3 : 1, WCAG 2.2, 1.4.11).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** What a picture is drawn on: 16 units square, as the smallest of them has pixels. */
const draw = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${inner}</svg>`;

/** The product's mark: a dot landing on a counter bell. */
const bell = (fill: string) =>
  `<g fill="${fill}"><circle cx="8" cy="4" r="1.25"/><path d="M3.6 10.4v-.4a4.4 4.4 0 0 1 8.8 0v.4z"/>` +
  `<rect x="2.6" y="11.4" width="10.8" height="1.6" rx=".8"/></g>`;

const exclamation = (fill: string) =>
  `<g fill="${fill}"><rect x="7.05" y="5" width="1.9" height="5.2" rx=".95"/><circle cx="8" cy="12.2" r="1.15"/></g>`;

const triangle = (fill: string) =>
  `<path d="M8 1.6 15 14.4H1z" fill="${fill}" stroke="${fill}" stroke-width="1.6" stroke-linejoin="round"/>`;

const coloured = {
  fine: draw(`<rect width="16" height="16" rx="3.6" fill="#17787c"/>${bell('#fffaf0')}`),
  waiting: draw(
    `<circle cx="8" cy="8" r="8" fill="#b5630a"/><g transform="translate(1.2 1)scale(.85)">${bell('#ffffff')}</g>`,
  ),
  trouble: draw(`${triangle('#cf3529')}${exclamation('#ffffff')}`),
};

/** macOS colours these itself: only what is drawn, not in which colour, counts. */
const template = {
  fine: draw(`<g transform="translate(-1.6 -1.9)scale(1.2)">${bell('#000')}</g>`),
  waiting: draw(
    '<mask id="m"><rect width="16" height="16" fill="#fff"/><circle cx="12.6" cy="3.6" r="4.4" fill="#000"/></mask>' +
      `<g mask="url(#m)"><g transform="translate(-1.6 -1.9)scale(1.2)">${bell('#000')}</g></g><circle cx="12.6" cy="3.6" r="3"/>`,
  ),
  trouble: draw(
    `<mask id="m"><rect width="16" height="16" fill="#fff"/>${exclamation('#000')}</mask><g mask="url(#m)">${triangle('#000')}</g>`,
  ),
};

/** Figures as strokes on a 4 × 6 grid: the same picture on every computer, whatever fonts it has. */
const figures: Readonly<Record<string, string>> = {
  1: 'M.8 1.4 2.4 0V6',
  2: 'M.2 1.4C.4-.5 3.8-.5 3.8 1.6 3.8 3 .2 4.4.2 6H4',
  3: 'M.2.9C1-.4 3.7-.3 3.7 1.5 3.7 2.7 2.6 2.9 1.6 2.9 2.7 2.9 3.9 3.2 3.9 4.4 3.9 6.4.8 6.5.1 5',
  4: 'M3 6V0L0 4.2H4.2',
  5: 'M3.7 0H.7L.4 2.8C1.6 1.9 3.9 2.2 3.9 4.1 3.9 6.4.8 6.5.1 5.1',
  6: 'M3.5.5C1.6-.8.2 1.2.2 3.8.2 6.7 3.9 6.7 3.9 4.1 3.9 1.8.6 1.8.3 3.9',
  7: 'M0 0H4C2.6 2 1.8 3.8 1.6 6',
  8: 'M2 2.8C-.3 2.8-.2 0 2 0S4.3 2.8 2 2.8C-.8 2.8-.7 6 2 6S4.8 2.8 2 2.8',
  9: 'M3.8 2.1C3.8-.7.1-.7.1 1.9.1 4.2 3.5 4.2 3.7 2.1 3.9 4.7 2.3 6.8.5 5.5',
};

function badge(text: string): string {
  const figure = (name: string, x: number, scale: number) =>
    `<path transform="translate(${x} ${8 - 3 * scale})scale(${scale})" d="${figures[name]}" fill="none" stroke="#fff"
      stroke-width="${1.7 / scale}" stroke-linecap="round" stroke-linejoin="round"/>`;
  const inner =
    text === 'more'
      ? `${figure('9', 2.6, 1.2)}<path d="M9 8h4.4M11.2 5.8v4.4" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/>`
      : figure(text, 8 - 2 * 1.4, 1.4);
  return draw(`<circle cx="8" cy="8" r="8" fill="#cf3529"/>${inner}`);
}

/** Windows takes 16 and enlarges by these, Linux panels draw 22 to 24, macOS draws points. */
const windowsScales = [1, 1.25, 1.5, 2];
const scales = [1, 2];

async function render(svg: string, pixels: number): Promise<Buffer> {
  return sharp(Buffer.from(svg), { density: (72 * pixels) / 16 })
    .resize(pixels, pixels)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Every picture by its path under assets/. `@1.5x` and the like is how Electron finds the one for a screen. */
export async function drawTray(): Promise<Map<string, Buffer>> {
  // A landing reads no SVG; this script reads our own.
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
  const files = new Map<string, Buffer>();
  const add = async (path: string, svg: string, size: number, wanted: readonly number[]) => {
    for (const scale of wanted) {
      files.set(`${path}${scale === 1 ? '' : `@${scale}x`}.png`, await render(svg, size * scale));
    }
  };
  for (const [state, svg] of Object.entries(coloured)) {
    await add(`tray/${state}-16`, svg, 16, windowsScales);
    await add(`tray/${state}-32`, svg, 32, scales);
  }
  for (const [state, svg] of Object.entries(template)) await add(`tray/${state}Template`, svg, 16, scales);
  for (const text of [...Object.keys(figures), 'more']) await add(`badges/${text}`, badge(text), 16, scales);
  return files;
}

if (import.meta.main) {
  for (const [path, bytes] of await drawTray()) {
    const file = join(import.meta.dirname, '..', 'assets', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
