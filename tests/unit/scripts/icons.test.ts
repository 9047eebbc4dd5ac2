import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { icoOf } from '../../../scripts/icons/containers.ts';
import { iconFiles } from '../../../scripts/icons/files.ts';

const root = new URL('../../../', import.meta.url);
const files = await iconFiles();
const file = (path: string) => readFileSync(new URL(path, root));
const png = async (content: Buffer) => {
  const { data, info } = await sharp(content).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

/** Reads an .ico by its own account: size and content of each picture. */
function readIco(ico: Buffer): { size: number; png: Buffer }[] {
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = ico.readUInt32LE(entry + 12);
    return { size: ico.readUInt8(entry) || 256, png: ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)) };
  });
}

/** Reads an .icns by its own account: type and content of each picture. */
function readIcns(icns: Buffer): { type: string; png: Buffer }[] {
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const found: { type: string; png: Buffer }[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found.push({
      type: icns.toString('latin1', at, at + 4),
      png: icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)),
    });
  }
  return found;
}

describe('the icons', () => {
  it('are the same on every run', async () => {
    const again = await iconFiles();
    for (const [path, content] of files) expect(content.equals(again.get(path) ?? Buffer.alloc(0)), path).toBe(true);
  });

  it.each([...files.keys()])('%s in the repository is what the script draws', async (path) => {
    const drawn = files.get(path) as Buffer;
    if (!path.endsWith('.png')) return expect(file(path).length / drawn.length).toBeCloseTo(1, 1);
    // Another version of the drawing library may round an edge differently; it may not draw another picture.
    const [ours, theirs] = await Promise.all([png(file(path)), png(drawn)]);
    expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
    const difference = ours.data.reduce((sum, byte, index) => sum + Math.abs(byte - (theirs.data[index] ?? 0)), 0);
    expect(difference / ours.data.length).toBeLessThan(1);
    return undefined;
  });

  it('stand in the Windows container in every size it announces', async () => {
    const images = readIco(file('build/icon.ico'));
    expect(images.map(({ size }) => size)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
    for (const image of images) expect(await png(image.png)).toMatchObject({ width: image.size, height: image.size });
    expect(() => icoOf([{ size: 512, png: Buffer.alloc(1) }])).toThrow(RangeError);
  });

  it('stand in the macOS container under the types of their sizes', async () => {
    const widths: Record<string, number> = {};
    for (const { type, png: content } of readIcns(file('build/icon.icns'))) widths[type] = (await png(content)).width;
    expect(widths).toEqual({
      icp4: 16,
      icp5: 32,
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    });
  });

  it.each([16, 512])('are opaque in the middle and transparent in the corners, at %i pixels', async (size) => {
    const { data, width, channels } = await png(file(`build/icons/${size}x${size}.png`));
    const alpha = (x: number, y: number) => data[(y * width + x) * channels + 3];
    expect(alpha(size / 2, size / 2)).toBe(255);
    for (const [x, y] of [
      [0, 0],
      [size - 1, 0],
      [0, size - 1],
      [size - 1, size - 1],
    ] as const) {
      expect(alpha(x, y)).toBeLessThan(128);
    }
  });

  it('at 16 pixels has straight edges on whole pixels: the counter is two full rows', async () => {
    const { data, width, channels } = await png(file('build/icons/16x16.png'));
    const colour = (x: number, y: number) => [
      ...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3),
    ];
    expect(colour(8, 12)).toEqual(colour(8, 13));
    expect(colour(8, 12)[0]).toBeGreaterThan(240);
    expect(colour(8, 14)[0]).toBeLessThan(60);
    expect(colour(8, 11)[0]).toBeLessThan(60);
  });
});
