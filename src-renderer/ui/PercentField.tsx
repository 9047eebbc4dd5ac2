import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parsePercent, percentText } from './percent.ts';

interface PercentFieldProps {
  readonly label: string;
  /** Parts per million; NaN while what is typed is no percentage. */
  readonly value: number;
  readonly onChange: (ppm: number) => void;
}

/** A tax rate typed as a percentage, kept in parts per million. */
export function PercentField({ label, value, onChange }: PercentFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(Number.isNaN(value) ? '' : percentText(value));
  // The value may also change from outside, when changes are discarded.
  const shown = Number.isNaN(value) || parsePercent(text) === value ? text : percentText(value);
  return (
    <TextInput
      size="md"
      inputMode="decimal"
      label={label}
      rightSection="%"
      value={shown}
      error={Number.isNaN(value) ? t(($) => $.office.unreadablePercent) : undefined}
      styles={{ input: { textAlign: 'right' } }}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parsePercent(event.currentTarget.value) ?? Number.NaN);
      }}
    />
  );
}
