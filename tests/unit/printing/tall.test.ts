import { expect, it, vi } from 'vitest';
import { encodeDocument } from '#main/printing/encode.ts';
import { EscPosParser, type Operation } from '#tests/simulators/printer/parser.ts';

const drawn: number[] = [];
vi.mock('#main/printing/raster.ts', async (importOriginal) => {
  const raster = await importOriginal<typeof import('#main/printing/raster.ts')>();
  return {
    ...raster,
    drawBlocks: (...args: Parameters<typeof raster.drawBlocks>) => {
      const picture = raster.drawBlocks(...args);
      drawn.push(picture.height);
      return picture;
    },
  };
});

it('the longest order a guest can send is drawn piece by piece and once, however many copies are wanted', () => {
  const blocks = Array.from({ length: 60 }, (_, line) => [
    { kind: 'text', text: `1 x 宫保鸡丁 ${line}`, size: 2 } as const,
    { kind: 'text', text: `! ${'少辣不要葱'.repeat(60)}`, indent: 4 } as const,
  ]).flat();
  const profile = { paper: 80, codePage: 'ascii', copies: 3, drawer: 'none', beeper: false } as const;
  const bytes = encodeDocument({ language: 'zh-CN', blocks }, profile);
  const operations: Operation[] = [];
  const parser = new EscPosParser((operation) => operations.push(operation));
  for (let at = 0; at < bytes.length; at += 4096) parser.feed(bytes.subarray(at, at + 4096));
  const height = drawn.reduce((sum, each) => sum + each, 0);
  expect(height).toBeGreaterThan(20_000);
  expect(Math.max(...drawn)).toBeLessThan(10_000);
  const rows = operations.reduce((sum, each) => sum + (each.kind === 'picture' ? each.bitmap.height : 0), 0);
  expect(rows).toBeGreaterThanOrEqual(3 * height);
  expect(rows).toBeLessThan(3 * (height + 8 * drawn.length));
  expect(operations.filter(({ kind }) => kind === 'cut')).toHaveLength(3);
});
