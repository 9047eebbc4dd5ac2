import { useTranslation } from 'react-i18next';
import { currencyCodes } from '#shared/currencies.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ownTimeZone } from '../../ui/zones.ts';
import { type Resolved, useSetUp } from './draft.ts';
import { guessCurrency, suggestEnterpriseCode } from './suggest.ts';

/** The draft with suggestions and guesses in place of what was left alone. */
export function useResolved(): Resolved {
  // Follows the language: the guess of a currency depends on it.
  useTranslation();
  const { name, code, suffix, currency, timeZone } = useSetUp();
  const language = currentLanguage();
  const zone = timeZone ?? ownTimeZone();
  const guessed = guessCurrency(zone, language);
  return {
    language,
    code: code ?? suggestEnterpriseCode(name, suffix),
    currency: currency ?? (currencyCodes.includes(guessed) ? guessed : 'CNY'),
    timeZone: zone,
  };
}
