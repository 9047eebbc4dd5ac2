import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '#shared/languages.ts';
import { chooseLanguage, currentLanguage } from './i18n/i18n.ts';

/** Each language by its own name. */
const names: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };

/** The language of this computer's window. */
export function LanguageChoice({ fullWidth = false }: { fullWidth?: boolean }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="md"
      fullWidth={fullWidth}
      aria-label={t(($) => $.common.view.language)}
      value={currentLanguage()}
      onChange={(value) => chooseLanguage(languages.find((known) => known === value) ?? 'zh-CN')}
      data={languages.map((language) => ({ value: language, label: names[language] }))}
    />
  );
}
