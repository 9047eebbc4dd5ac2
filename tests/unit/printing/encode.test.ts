import CodepageEncoder from '@point-of-sale/codepage-encoder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDocument } from '#main/printing/encode.ts';
import type { PrintProfile } from '#main/printing/profile.ts';
import { drawBlocks, type Picture } from '#main/printing/raster.ts';
import type { PrintBlock } from '#shared/printing/document.ts';
import { codePages } from '#shared/printing/entities.ts';
import { type Bitmap, type Operation, parseEscPos } from '#tests/simulators/printer/parser.ts';
import { runs } from '#tests/support/soak.ts';

const profile: PrintProfile = { paper: 80, codePage: 'cp858', copies: 1, drawer: 'pin2', beeper: false };
const print = (blocks: PrintBlock[], changes: Partial<PrintProfile> = {}) =>
  parseEscPos(encodeDocument({ language: 'en', blocks }, { ...profile, ...changes }));
const lines = (operations: Operation[]) => operations.flatMap((each) => (each.kind === 'line' ? [each.text] : []));
const pictures = (operations: Operation[]) =>
  operations.flatMap((each) => (each.kind === 'picture' ? [each.bitmap] : []));
const black = (picture: Picture) => picture.data.filter((value, index) => index % 4 === 0 && value === 0).length;
const text = (value: string): PrintBlock => ({ kind: 'text', text: value });

/** The same picture as dots, cut to the height of the other. */
const dotsOf = (bitmaps: readonly Bitmap[]) => bitmaps.flatMap(({ dots }) => [...dots]);

describe('what a printer is sent', () => {
  it('is its own letters where the code page has them', () => {
    const operations = print([text('Crème brûlée 5 €')]);
    expect(lines(operations)[0]).toBe('Crème brûlée 5 €');
    expect(pictures(operations)).toEqual([]);
  });

  it('is drawn where the code page lacks a character', () => {
    for (const value of ['麻婆豆腐', 'ผัดไทย', 'بدون بصل', '🍜', 'Crème']) {
      const operations = print([text(value)], { codePage: 'ascii' });
      expect(lines(operations).join('').trim()).toBe('');
      expect(pictures(operations)).toHaveLength(1);
    }
  });

  it.each(codePages)('shows every script on a printer of %s: as letters or as dots, never nothing', (codePage) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (value) => {
        const operations = print([text(value)], { codePage });
        const set = lines(operations).join('').replace(/\s/g, '');
        const drawn = pictures(operations).length > 0;
        const visible = value.replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '');
        if (visible !== '') expect(set !== '' || drawn).toBe(true);
        if (!drawn && codePage !== 'raster') expect(set.replace(/\s/g, '')).toContain(visible.slice(0, 1));
      }),
      runs(25),
    );
  });

  it('holds no command but ours, whatever stands in a note (property)', () => {
    const hostile = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '\u001bp\u0000',
            '\u001d',
            '\u0010\u0014\u0001',
            '\u001b@',
            'p',
            '\u009b',
            '←p\u0000',
            '←',
            '↔',
            '►',
            '☺',
            '\u0000',
            'é',
            '中',
          ),
          {
            maxLength: 20,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, fc.constantFrom(...codePages), (value, codePage) => {
        const operations = print([text(value), { kind: 'row', cells: [{ text: value }, { text: value, width: 9 }] }], {
          codePage,
        });
        const kinds = operations.map(({ kind }) => kind);
        expect(kinds.filter((kind) => !['initialize', 'line', 'picture', 'cut'].includes(kind))).toEqual([]);
        expect(kinds.filter((kind) => kind === 'cut')).toHaveLength(1);
        expect(kinds.filter((kind) => kind === 'initialize')).toHaveLength(1);
      }),
      runs(60),
    );
  });

  it('sends no character of any code page as a control byte', () => {
    for (const codePage of codePages) {
      if (codePage === 'raster' || codePage === 'ascii') continue;
      for (const code of CodepageEncoder.getCodepoints(codePage, true)) {
        if (!code || code < 0x20) continue;
        const kinds = print([text(`x${String.fromCodePoint(code)}p`)], { codePage }).map(({ kind }) => kind);
        expect([codePage, code, kinds.filter((kind) => kind === 'unknown' || kind === 'drawer')]).toEqual([
          codePage,
          code,
          [],
        ]);
      }
    }
  });

  it('opens the drawer only for a document that says so, on its pin', () => {
    const kick = (drawer: PrintProfile['drawer']) =>
      parseEscPos(encodeDocument({ language: 'en', blocks: [], drawer: true }, { ...profile, drawer })).flatMap(
        (each) => (each.kind === 'drawer' ? [each.pin] : []),
      );
    expect([kick('pin2'), kick('pin5'), kick('none')]).toEqual([[2], [5], []]);
  });

  it('is cut once for each copy, with one beep', () => {
    const kinds = print([text('x')], { copies: 3, beeper: true }).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'cut')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'beep')).toHaveLength(1);
  });

  it('is exactly the picture that was drawn', () => {
    const blocks = [text('麻婆豆腐'), text('بدون بصل')];
    const drawn = drawBlocks(blocks, 576);
    const sent = pictures(print(blocks, { codePage: 'raster' }));
    expect(sent.map(({ width }) => width)).toEqual(sent.map(() => 576));
    const expected = Array.from({ length: drawn.width * drawn.height }, (_, at) => (drawn.data[at * 4] === 0 ? 1 : 0));
    const dots = dotsOf(sent);
    // The encoder fills the last eight rows up with white.
    expect(dots.length - expected.length).toBeLessThan(8 * 576);
    expect(dots.slice(expected.length).some(Boolean)).toBe(false);
    expect(Buffer.compare(Buffer.from(dots.slice(0, expected.length)), Buffer.from(expected))).toBe(0);
  });
});

describe('drawn text', () => {
  const ink = (value: string) => black(drawBlocks([text(value)], 384));

  it('has ink for every script and differs between them', () => {
    const amounts = ['麻婆豆腐', 'ผัดไทย', 'بصل', '🍜', 'Борщ'].map(ink);
    for (const amount of amounts) expect(amount).toBeGreaterThan(100);
    expect(new Set(amounts).size).toBe(amounts.length);
  });

  it('is no box of a missing letter: two characters of a script draw differently', () => {
    for (const [a, b] of [
      ['麻', '婆'],
      ['ก', 'ฮ'],
      ['ب', 'م'],
      ['🍜', '🍣'],
      ['Ж', 'Щ'],
    ] as const) {
      expect(drawBlocks([text(a)], 64).data).not.toEqual(drawBlocks([text(b)], 64).data);
    }
  });

  it('joins Arabic letters and reads them from the right', () => {
    const width = (value: string) => {
      const { data, width: dots, height } = drawBlocks([text(value)], 384);
      const columns = Array.from({ length: dots }, (_, x) =>
        Array.from({ length: height }, (_row, y) => data[(y * dots + x) * 4] === 0).some(Boolean),
      );
      return { left: columns.indexOf(true), right: columns.lastIndexOf(true) };
    };
    const joined = width('بصل');
    const apart = width('ب\u200cص\u200cل');
    expect(joined.right - joined.left).toBeLessThan(apart.right - apart.left);
    expect(joined.right).toBeGreaterThan(370);
    expect(width('abc').left).toBeLessThan(12);
  });

  it('keeps Thai marks above their letters: they add ink, not width', () => {
    const base = drawBlocks([text('กก')], 128);
    const marked = drawBlocks([text('กี้กี้')], 128);
    const right = (picture: Picture) => {
      let last = 0;
      for (let at = 0; at < picture.width * picture.height; at++)
        if (picture.data[at * 4] === 0) last = Math.max(last, at % picture.width);
      return last;
    };
    expect(black(marked)).toBeGreaterThan(black(base));
    expect(right(marked) - right(base)).toBeLessThan(6);
  });
});
