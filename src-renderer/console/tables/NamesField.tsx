import { Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { maxNameLength, maxTables, type TableNames } from './names.ts';

interface NamesFieldProps {
  readonly label: string;
  readonly value: string;
  readonly read: TableNames;
  readonly onChange: (text: string) => void;
  readonly autoFocus?: boolean;
}

/** Tables typed as names and ranges ("1–12, Bar"), with what is wrong in words. */
export function NamesField({ label, value, read, onChange, autoFocus }: NamesFieldProps) {
  const { t } = useTranslation();
  const { problem } = read;
  const why =
    problem &&
    {
      range: t(($) => $.tables.names.range, { part: problem.part }),
      tooLong: t(($) => $.tables.names.tooLong, { part: problem.part, max: maxNameLength }),
      tooMany: t(($) => $.tables.names.tooMany, { max: maxTables }),
      taken: t(($) => $.tables.names.taken, { part: problem.part }),
    }[problem.kind];
  return (
    <TextInput
      size="md"
      label={label}
      description={t(($) => $.tables.names.hint)}
      placeholder="1-12"
      value={value}
      error={why ?? undefined}
      autoComplete="off"
      {...(autoFocus ? { 'data-autofocus': true } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The tables that a typed list stands for, as they will be called. */
export function NamesPreview({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text className="hint" aria-live="polite">
        {t(($) => $.tables.names.count, { count: names.length })}
      </Text>
      <ul className="names-preview">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Stack>
  );
}
