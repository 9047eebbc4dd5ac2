import { AppError } from '../errors.ts';
import { checkPassword } from '../identity/secrets.ts';

/**
 * Longer than a password has to be: whoever has the file can guess without anybody noticing, for as long as they like.
 */
export const minPassphraseLength = 12;
export const maxPassphraseLength = 256;

/** Refuses a passphrase that can be guessed. Throws AppError password_too_short or password_too_common. */
export function checkPassphrase(passphrase: string, names: readonly string[]): void {
  if ([...passphrase].length < minPassphraseLength) {
    throw new AppError('passphrase_too_short', { min: minPassphraseLength });
  }
  checkPassword(passphrase, names);
}
