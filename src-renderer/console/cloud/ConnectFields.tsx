import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface FieldProps {
  readonly value: string;
  /** Somebody tried to go on with what is there: what is missing is said. */
  readonly tried: boolean;
  readonly onChange: (value: string) => void;
  readonly size?: 'md' | 'lg';
}

/** Where the cloud is. */
export function CloudAddressField({ value, tried, onChange, size = 'md' }: FieldProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      size={size}
      label={t(($) => $.cloud.off.address)}
      placeholder={t(($) => $.cloud.off.addressExample)}
      inputMode="url"
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      maxLength={300}
      value={value}
      error={tried && value.trim() === '' ? t(($) => $.cloud.off.addressMissing) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
