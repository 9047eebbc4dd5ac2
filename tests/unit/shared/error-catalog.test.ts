import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { benchErrors } from '#shared/bench/codes.ts';
import { errorCatalog } from '#shared/error-catalog.ts';

const folder = new URL('../../../src-shared/error-catalog/', import.meta.url);
const files = globSync('*.ts', { cwd: folder }).filter((file) => file !== 'entry.ts');

/** The codes of each file, beside those of the bench's wire. */
async function codesByFile(): Promise<readonly (readonly [file: string, codes: readonly string[]])[]> {
  const rooms = await Promise.all(
    files.map(async (file) => {
      const entries: object[] = Object.values(await import(new URL(file, folder).href));
      return [file, entries.flatMap(Object.keys)] as const;
    }),
  );
  return [...rooms, ['bench/codes.ts', Object.keys(benchErrors)]];
}

describe('the catalogue of errors', () => {
  // Files are spread one over the other, so the later one would win without a word.
  test('each code stands in one file, and each file is in the catalogue', async () => {
    const found = await codesByFile();
    expect(found.length).toBeGreaterThan(10);
    const places = Map.groupBy(
      found.flatMap(([file, codes]) => codes.map((code) => ({ code, file }))),
      ({ code }) => code,
    );
    expect([...places.values()].filter((where) => where.length > 1)).toEqual([]);
    expect([...places.keys()].sort()).toEqual(Object.keys(errorCatalog).sort());
  });

  test('each sentence names the same parameters in both languages', () => {
    const named = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g))].sort();
    const differing = Object.entries(errorCatalog).filter(
      ([, entry]) => String(named(entry.en)) !== String(named(entry['zh-CN'])),
    );
    expect(differing).toEqual([]);
  });
});
