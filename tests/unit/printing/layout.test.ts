import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pair } from '#shared/printing/document.ts';
import { isRightToLeft, layoutBlock, wrapText } from '#shared/printing/layout.ts';

const length = (text: string) => [...text].length;

describe('laying out text', () => {
  it('wraps at spaces and keeps every word', () => {
    expect(wrapText('a rather long note that wraps', 10, length)).toEqual(['a rather', 'long note', 'that wraps']);
    expect(wrapText('麻婆豆腐不要香菜', 3, length).join('')).toBe('麻婆豆腐不要香菜');
    expect(wrapText('', 10, length)).toEqual(['']);
    expect(wrapText('a\n\nb', 10, length)).toEqual(['a', '', 'b']);
    expect(wrapText('!    !', 4, length)).toEqual(['!', '!']);
  });

  it('breaks a word that is wider than the paper, between whole characters', () => {
    expect(wrapText('abcdefgh', 3, length)).toEqual(['abc', 'def', 'gh']);
    expect(wrapText('👨‍👩‍👧👨‍👩‍👧', 5, length)).toEqual(['👨‍👩‍👧', '👨‍👩‍👧']);
  });

  it('loses no character and exceeds no width (property)', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 4, max: 48 }), (text, width) => {
        const lines = wrapText(text, width, length);
        const bare = (value: string) => value.replace(/\s+/g, '');
        expect(bare(lines.join(''))).toBe(bare(text));
        for (const line of lines) expect(length(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('keeps a value whole at the right while its label wraps', () => {
    const lines = layoutBlock(pair('2 x Sweet and sour mandarin fish with pine nuts', '12,345.00'), 32);
    expect(lines.map(({ text }) => text)).toEqual([
      '2 x Sweet and sour     12,345.00',
      'mandarin fish with',
      'pine nuts',
    ]);
  });

  it('halves the columns for letters of twice the size', () => {
    const [line] = layoutBlock({ ...pair('Total', '9.00'), size: 2 }, 32);
    expect(line).toMatchObject({ text: 'Total       9.00', size: 2 });
  });

  it('sets a row smaller that would not fit, rather than break its amount or its label', () => {
    const row = { ...pair('Total', 'KWD 12345.678'), size: 2 as const };
    expect(layoutBlock(row, 32)).toMatchObject([{ text: 'Total              KWD 12345.678', size: 1 }]);
    expect(layoutBlock(row, 48)).toMatchObject([{ size: 2 }]);
    expect(layoutBlock({ ...pair('合计', '9.00'), size: 2 }, 32)).toMatchObject([{ size: 2 }]);
  });

  it('gives a Chinese value two columns for each character', () => {
    expect(pair('桌号 5', '账单').cells[1]?.width).toBe(5);
  });

  it('reads a line from the right when its first letter is', () => {
    expect(isRightToLeft('12 بدون بصل')).toBe(true);
    expect(isRightToLeft('No بصل')).toBe(false);
    expect(isRightToLeft('123')).toBe(false);
  });
});
