import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pixelsOf } from '#shared/cards/picture-size.ts';

test.each(['png', 'jpeg', 'gif'] as const)('the size of a %s is read from its head', async (format) => {
  const plain = sharp({ create: { width: 31, height: 17, channels: 3, background: '#0b6158' } });
  expect(pixelsOf(await plain.toFormat(format).toBuffer())).toBe(31 * 17);
});

test('the icon’s size is read; other kinds have none', () => {
  expect(pixelsOf(readFileSync(join(import.meta.dirname, '../../../assets/icon-256.png')))).toBe(65_536);
  expect(pixelsOf(new TextEncoder().encode('<svg width="9"/>'))).toBeUndefined();
});

test('anything is answered', () => {
  const head = fc.constantFrom(
    [0xff, 0xd8],
    [0xff, 0xd8, 0xff, 0xe0],
    [0x89, 0x50, 0x4e, 0x47],
    [0x47, 0x49, 0x46, 0x38],
    [],
  );
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      const pixels = pixelsOf(Uint8Array.from([...start, ...rest]));
      if (pixels !== undefined) expect(pixels).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(pixelsOf(Uint8Array.from({ length: 1_000_000 }, () => 0xff))).toBeUndefined();
});
