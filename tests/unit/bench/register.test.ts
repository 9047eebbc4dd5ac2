import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchErrors } from '#shared/bench/codes.ts';
import { type Proof, provokedBy, situations } from '#tests/support/bench-register.ts';

const root = join(import.meta.dirname, '../../..');
const begins = /^ *(?:it|test)(?:\.\w+)*\(/gm;

/** The text of a test, its table of cases included; undefined where there is none of that name, or one that is not run. */
function textOf({ file, test }: Proof, read = (path: string) => readFileSync(join(root, path), 'utf8')) {
  const source = read(file);
  const starts = [...source.matchAll(begins)].map(({ index }) => index);
  const named = ["'", '`', '"'].map((quote) => source.indexOf(`${quote}${test}${quote}`)).find((at) => at >= 0);
  const start = starts.findLast((at) => at < (named ?? -1));
  if (named === undefined || start === undefined) return undefined;
  const text = source.slice(start, starts.find((at) => at > named) ?? source.length);
  return /^ *(?:it|test)\.(?:skip|todo|fails)/.test(text) ? undefined : text;
}

describe('the register of what can go wrong', () => {
  it('has every code', () => {
    expect(Object.keys(provokedBy).toSorted()).toEqual(Object.keys(benchErrors).toSorted());
  });

  it.each(Object.entries(provokedBy))('%s is asserted by the tests that are said to provoke it', (code, proofs) => {
    for (const proof of proofs) {
      expect(existsSync(join(root, proof.file)), proof.file).toBe(true);
      const text = textOf(proof);
      expect(text, `${proof.file} › ${proof.test}`).toBeDefined();
      expect(text, `${proof.file} › ${proof.test}`).toMatch(new RegExp(`\\b${code}\\b`));
    }
  });

  it.each(Object.entries(situations))('%s: its tests are there', (_, proofs) => {
    for (const proof of proofs) expect(textOf(proof), `${proof.file} › ${proof.test}`).toBeDefined();
  });

  it('notices a test that is gone, skipped, or asserts something else', () => {
    const source = `
it('first', () => {
  expect(code).toBe('E_ONE');
});
it.skip('second', () => {});
describe('more', () => {
  it.each([['E_THREE']])('third', () => {});
});
`;
    const find = (test: string) => textOf({ file: 'any', test }, () => source);
    expect(find('first')).toContain('E_ONE');
    expect(find('first')).not.toContain('E_THREE');
    expect(find('second')).toBeUndefined();
    expect(find('third')).toContain('E_THREE');
    expect(find('fourth')).toBeUndefined();
  });
});
