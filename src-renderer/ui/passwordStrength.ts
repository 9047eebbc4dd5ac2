import { AppError } from '#shared/errors.ts';
import { checkPassword, minPasswordLength } from '#shared/identity/secrets.ts';

/** How good a password is: refused by the rules, allowed, good, or strong. */
export type PasswordStanding = 'empty' | 'short' | 'common' | 'allowed' | 'good' | 'strong';

/**
 * An honest word about a password. The rules are the landing's own; beyond them only length and variety are credited
 * (NIST SP 800-63B §5.1.1: length is what counts), and a few different characters never make a strong one. `least` is
 * the number of characters it needs.
 */
export function standingOf(password: string, names: readonly string[], least = minPasswordLength): PasswordStanding {
  if (password === '') return 'empty';
  if ([...password].length < least) return 'short';
  try {
    checkPassword(password, names);
  } catch (error) {
    return error instanceof AppError && error.code === 'password_too_short' ? 'short' : 'common';
  }
  const characters = [...password];
  const variety = new Set(characters).size;
  // A CJK character is chosen from thousands; it weighs as much as two others.
  const length = characters.reduce((sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 2 : 1), 0);
  if (length >= least + 8 && variety >= 9) return 'strong';
  return length >= least + 4 && variety >= 7 ? 'good' : 'allowed';
}

/** Whether the landing will take it. */
export function isAllowed(standing: PasswordStanding): boolean {
  return standing === 'allowed' || standing === 'good' || standing === 'strong';
}
