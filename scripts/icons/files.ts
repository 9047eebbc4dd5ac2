import sharp from 'sharp';
import { type IconImage, icnsOf, icnsTypes, icoOf } from './containers.ts';
import { type IconShape, iconSvg } from './drawing.ts';

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];

async function draw(size: number, shape: IconShape): Promise<IconImage> {
  const sized = iconSvg(size, shape).replace('<svg ', `<svg width="${size}" height="${size}" `);
  const png = await sharp(Buffer.from(sized)).png({ compressionLevel: 9 }).toBuffer();
  return { size, png };
}

const drawAll = (sizes: readonly number[], shape: IconShape = 'full') =>
  Promise.all([...new Set(sizes)].map((size) => draw(size, shape)));

/** Every icon file of the product: its path in the repository and its content. The same on every run. */
export async function iconFiles(): Promise<Map<string, Buffer>> {
  const linux = await drawAll(linuxSizes);
  const files = new Map(linux.map(({ size, png }) => [`build/icons/${size}x${size}.png`, png]));
  files.set('build/icon.ico', icoOf(await drawAll(windowsSizes)));
  const macSizes = icnsTypes.map(([, size]) => size);
  files.set('build/icon.icns', icnsOf(await drawAll(macSizes, 'mac')));
  files.set('assets/icon.svg', Buffer.from(iconSvg(512)));
  for (const [path, size] of [
    ['assets/icon.png', 512],
    ['assets/icon-256.png', 256],
  ] as const) {
    files.set(path, (await draw(size, 'full')).png);
  }
  return files;
}
