import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byArea, maxTables, onlyHere, readTableNames } from '#renderer/console/tables/names.ts';

const names = (text: string) => readTableNames(text).names;

describe('readTableNames', () => {
  it.each([
    ['1-3', ['1', '2', '3']],
    ['1–3', ['1', '2', '3']],
    ['1至3', ['1', '2', '3']],
    ['A1-A3', ['A1', 'A2', 'A3']],
    ['A1-3', ['A1', 'A2', 'A3']],
    ['08-11', ['08', '09', '10', '11']],
    ['1-2, Bar，窗边、T1-T2', ['1', '2', 'Bar', '窗边', 'T1', 'T2']],
    ['1 to 2', ['1', '2']],
    ['  7  ', ['7']],
    ['Room 9-Room 11', ['Room 9', 'Room 10', 'Room 11']],
    ['5-5', ['5']],
    ['', []],
    [' , ，\n', []],
  ])('%j is %j', (text, expected) => {
    expect(readTableNames(text)).toEqual({ names: expected, problem: null });
  });

  it.each([
    ['6-1', 'range'],
    ['A1-B6', 'range'],
    ['1, 2, 1', 'taken'],
    ['1-3, 2', 'taken'],
    ['1-9999', 'tooMany'],
    ['a table with a very long name', 'tooLong'],
  ])('refuses %j (%s)', (text, kind) => {
    expect(readTableNames(text).problem?.kind).toBe(kind);
  });

  it('refuses a name the house has', () => {
    expect(readTableNames('1-3', new Set(['2'])).problem).toEqual({ kind: 'taken', part: '2' });
  });

  it('never gives a name twice or too many, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const found = names(text);
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(maxTables);
      }),
    );
  });

  it('gives every name of a range, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 150 }), (from, more) => {
        expect(names(`T${from}-T${from + more}`)).toEqual(
          Array.from({ length: more + 1 }, (_, index) => `T${from + index}`),
        );
      }),
    );
  });
});

describe('byArea', () => {
  it('keeps the order in which areas and tables come', () => {
    const tables = [
      { area: 'Hall', name: '1' },
      { area: '', name: 'Bar' },
      { area: 'Hall', name: '2' },
    ];
    expect(byArea(tables).map(([area, inArea]) => [area, inArea.map((table) => table.name)])).toEqual([
      ['Hall', ['1', '2']],
      ['', ['Bar']],
    ]);
  });
});

describe('onlyHere', () => {
  it.each([
    ['http://127.0.0.1:4780/t/x', true],
    ['http://localhost/t/x', true],
    ['http://[::1]:4780/t/x', true],
    ['http://192.168.1.20:4780/t/x', false],
  ])('%s: %s', (address, expected) => {
    expect(onlyHere(address)).toBe(expected);
  });
});
