import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, languages, negotiateLanguage } from '#shared/languages.ts';
import type { mtms } from './en/mtms.ts';
import type { notices } from './en/notices.ts';
import type { operator } from './en/operator.ts';
import type { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    enableSelector: true;
    defaultNS: 'translation';
    // The operators' consoles have words of their own, and of the shared ones only what the components they use need.
    resources: {
      translation: typeof en & {
        readonly operator: typeof operator;
        readonly notices: typeof notices;
        readonly mtms: typeof mtms;
      };
    };
  }
}

const storageKey = 'landing-desk.language';

function chosenLanguage(): Language | undefined {
  const stored = localStorage.getItem(storageKey);
  return languages.find((language) => language === stored);
}

/** Starts translation with a screen's own messages, in the language chosen on this computer, else the browser's. */
export function startI18n(messages: Readonly<Record<Language, object>>): void {
  void i18next.use(initReactI18next).init({
    lng: chosenLanguage() ?? negotiateLanguage(navigator.languages.join(','), 'zh-CN'),
    fallbackLng: 'en',
    supportedLngs: [...languages],
    resources: { en: { translation: messages.en }, 'zh-CN': { translation: messages['zh-CN'] } },
    // React escapes already.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = currentLanguage();
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
}

/** The language the console speaks now. */
export function currentLanguage(): Language {
  return languages.find((language) => language === i18next.language) ?? 'zh-CN';
}

/** Switches the console's language and remembers it on this computer. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  void i18next.changeLanguage(language);
}

/** Follows the house's language until somebody chooses one on this computer. */
export function followHouseLanguage(language: Language): void {
  if (!chosenLanguage() && currentLanguage() !== language) void i18next.changeLanguage(language);
}
