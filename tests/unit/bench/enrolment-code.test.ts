import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCodeOf, newEnrolmentCode, proofOf } from '#server/pki/enrolment-code.ts';
import { groupedCode, readEnrolmentCode, writeEnrolmentCode } from '#shared/bench/enrolment-code.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const root = randomBytes(900);
const data = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 28, maxLength: 28 });
const codeOf = (signs: string) =>
  writeEnrolmentCode({ number: signs.slice(0, 4), secret: signs.slice(4, 12), mark: signs.slice(12) });
const plain = (code: string) => code.replaceAll('-', '');

describe('the code a bench enrols by', () => {
  it('is six groups of five, and is read again however it was typed', () => {
    fc.assert(
      fc.property(data, (signs) => {
        const code = codeOf(signs);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o');
        for (const form of [code, typed, plain(code), ` ${code}\n`]) {
          const { number, secret, mark } = readEnrolmentCode(form).code ?? { number: '', secret: '', mark: '' };
          expect(number + secret + mark).toBe(signs);
        }
        expect(groupedCode(typed)).toBe(code);
      }),
    );
  });

  it('tells every single wrong sign and says in which group it is', () => {
    fc.assert(
      fc.property(data, fc.nat(29), fc.integer({ min: 1, max: 31 }), (signs, at, off) => {
        const code = plain(codeOf(signs));
        const wrong = alphabet[(alphabet.indexOf(code[at] ?? '') + off) % 32];
        const slipped = code.slice(0, at) + wrong + code.slice(at + 1);
        expect(readEnrolmentCode(slipped)).toEqual({ problem: 'slip', group: Math.floor(at / 5) + 1 });
      }),
    );
  });

  it('tells two wrong signs and two that changed places', () => {
    fc.assert(
      fc.property(data, fc.nat(29), fc.nat(29), fc.nat(31), fc.nat(31), (signs, one, other, a, b) => {
        const code = [...plain(codeOf(signs))];
        const before = code.join('');
        const swapped = code.with(one, code[other] ?? '').with(other, code[one] ?? '');
        const wrong = code.with(one, alphabet[a] ?? '').with(other, alphabet[b] ?? '');
        for (const word of [swapped, wrong])
          if (word.join('') !== before) expect(readEnrolmentCode(word.join('')).problem).toBe('slip');
      }),
    );
  });

  it('says what is missing or does not belong', () => {
    const code = codeOf('7'.repeat(28));
    expect(readEnrolmentCode(code.slice(0, -1)).problem).toBe('short');
    expect(readEnrolmentCode(`${code}7`).problem).toBe('long');
    expect(readEnrolmentCode(code.replace('7', 'U')).problem).toBe('sign');
    expect(readEnrolmentCode('').problem).toBe('short');
  });

  it('knows its root, and its proof shows nothing of it', () => {
    const code = newEnrolmentCode(root);
    expect(isCodeOf(code, root)).toBe(true);
    expect(isCodeOf(code, randomBytes(900))).toBe(false);
    expect(isCodeOf({ ...code, secret: code.secret.replace(/./, (s) => (s === '0' ? '1' : '0')) }, root)).toBe(false);
    expect(code.mark).toHaveLength(16);
    expect(proofOf(code)).toMatch(/^[0-9a-f]{64}$/);
    expect(newEnrolmentCode(root).number + newEnrolmentCode(root).secret).not.toBe(code.number + code.secret);
  });
});
