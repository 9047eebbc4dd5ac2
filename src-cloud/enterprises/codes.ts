import { randomInt } from 'node:crypto';
import { and, isNotNull, like, ne, notInArray } from 'drizzle-orm';
import type { Tx } from '../store/service.ts';
import { enterpriseTable, registrationTable } from './tables.ts';

/** Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/** A code of 50 random bits that a person can type. */
export function newEnrolmentCode(): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}

/** The longest an enterprise's code may be (`enterpriseCodeSchema`). */
const longest = 32;

/**
 * The code an enterprise can have: the wished one, or with the first number behind it where another enterprise, or one
 * that waits to be let in, has that already.
 */
export async function freeCode(tx: Tx, wished: string, enterpriseId: string): Promise<string> {
  const stem = `${wished.slice(0, longest - 6)}%`;
  const admitted = await tx
    .select({ code: enterpriseTable.code })
    .from(enterpriseTable)
    .where(and(like(enterpriseTable.code, stem), ne(enterpriseTable.enterpriseId, enterpriseId)));
  const waiting = await tx
    .select({ code: registrationTable.code })
    .from(registrationTable)
    .where(
      and(
        like(registrationTable.code, stem),
        ne(registrationTable.enterpriseId, enterpriseId),
        isNotNull(registrationTable.submittedAt),
        notInArray(registrationTable.state, ['rejected', 'approved']),
      ),
    );
  const taken = new Set([...admitted, ...waiting].map(({ code }) => code));
  if (!taken.has(wished)) return wished;
  for (let number = 2; ; number += 1) {
    const end = `-${number}`;
    const code = wished.slice(0, longest - end.length) + end;
    if (!taken.has(code)) return code;
  }
}
