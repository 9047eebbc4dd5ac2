/**
 * Makes the sample restaurant's pictures (assets/sample/pictures) from their drawings, in the two files a landing keeps
 * of every picture: `node scripts/draw-sample.ts`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { preparePicture } from '#main/ordering/pictures/prepare.ts';

const sample = join(import.meta.dirname, '..', 'assets', 'sample');
const pictures = join(sample, 'pictures');
mkdirSync(pictures, { recursive: true });
// A landing reads no SVG; this script reads our own.
sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
for (const file of readdirSync(join(sample, 'drawings'))) {
  const drawing = await sharp(readFileSync(join(sample, 'drawings', file)), { density: 288 })
    .resize(960)
    .png()
    .toBuffer();
  const { large, small } = await preparePicture(drawing);
  const name = basename(file, '.svg');
  writeFileSync(join(pictures, `${name}.webp`), large);
  writeFileSync(join(pictures, `${name}-s.webp`), small);
}
