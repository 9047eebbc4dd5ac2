import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawTray } from '../../../scripts/draw-tray.ts';

const assets = join(import.meta.dirname, '../../../assets');

async function pixels(bytes: Buffer) {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  return { width: info.width, height: info.height, at, data };
}

/** Relative luminance and contrast ratio of WCAG 2.2. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(a.slice(0, 3)), luminance(b.slice(0, 3))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe('the pictures in the operating system', () => {
  let drawn: Map<string, Buffer>;
  beforeAll(async () => {
    drawn = await drawTray();
  });

  test('are those that the script draws, all of them', async () => {
    const there = ['tray', 'badges'].flatMap((folder) =>
      readdirSync(join(assets, folder)).map((f) => `${folder}/${f}`),
    );
    expect(there.sort()).toEqual([...drawn.keys()].sort());
    for (const [path, bytes] of drawn) {
      const kept = await pixels(readFileSync(join(assets, path)));
      const fresh = await pixels(bytes);
      expect(kept.data.equals(fresh.data), path).toBe(true);
    }
  });

  test('have the size their names say', async () => {
    for (const [path, bytes] of drawn) {
      const scale = Number(/@([\d.]+)x/.exec(path)?.[1] ?? 1);
      const size = (/-32[.@]/.test(path) ? 32 : 16) * scale;
      const { width, height } = await pixels(bytes);
      expect([path, width, height]).toEqual([path, size, size]);
    }
  });

  test.each([
    ['fine', [3, 8]],
    ['waiting', [8, 1]],
    ['trouble', [3, 13]],
  ] as const)('%s stands out from a light and from a dark task bar', async (state, [x, y]) => {
    const { at } = await pixels(drawn.get(`tray/${state}-16.png`) ?? Buffer.alloc(0));
    const ground = at(x, y);
    expect(ground[3]).toBe(255);
    expect(contrast(ground, [243, 243, 243])).toBeGreaterThanOrEqual(3);
    expect(contrast(ground, [28, 28, 28])).toBeGreaterThanOrEqual(3);
  });

  test('the states differ in shape, not only in colour', async () => {
    const shapes = await Promise.all(
      ['fine', 'waiting', 'trouble'].map(async (state) => {
        const { data } = await pixels(drawn.get(`tray/${state}-32.png`) ?? Buffer.alloc(0));
        return data.filter((_, index) => index % 4 === 3).map((alpha) => (alpha > 127 ? 1 : 0));
      }),
    );
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const differing = shapes[a]?.filter((value, index) => value !== shapes[b]?.[index]).length ?? 0;
      expect(differing / 1024).toBeGreaterThan(0.05);
    }
  });

  test('macOS gets black and transparency only', async () => {
    for (const [path, bytes] of drawn) {
      if (!path.includes('Template')) continue;
      const { data } = await pixels(bytes);
      const coloured = data.filter(
        (value, index) => index % 4 !== 3 && value > 8 && (data[index - (index % 4) + 3] ?? 0) > 0,
      );
      expect([path, coloured.length]).toEqual([path, 0]);
    }
  });
});
