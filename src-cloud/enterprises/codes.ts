import { randomInt } from 'node:crypto';

/** Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/** A code of 50 random bits that a person can type. */
export function newEnrolmentCode(): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}
