import { SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Language, type LocalizedText, languages } from '#shared/languages.ts';

interface LocalizedFieldProps {
  readonly label: string;
  readonly value: LocalizedText;
  readonly onChange: (value: LocalizedText) => void;
  readonly maxLength: number;
  readonly multiline?: boolean;
  readonly error?: string | undefined;
  readonly autoFocus?: boolean;
}

/** One text in both languages of the product, side by side. */
export function LocalizedField({
  label,
  value,
  onChange,
  maxLength,
  multiline,
  error,
  autoFocus,
}: LocalizedFieldProps) {
  const { t } = useTranslation();
  const named = (language: Language) =>
    t(($) => $.office.inLanguage, { label, language: t(($) => $.office.languages[language]) });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
      {languages.map((language, index) => {
        const shared = {
          size: 'md',
          label: named(language),
          lang: language,
          maxLength,
          value: value[language] ?? '',
          error: index === 0 ? error : Boolean(error),
          ...(autoFocus && index === 0 ? { 'data-autofocus': true } : {}),
        } as const;
        const change = (text: string) => onChange({ ...value, [language]: text || undefined });
        return multiline ? (
          <Textarea
            key={language}
            {...shared}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(e) => change(e.currentTarget.value)}
          />
        ) : (
          <TextInput key={language} {...shared} onChange={(e) => change(e.currentTarget.value)} />
        );
      })}
    </SimpleGrid>
  );
}
