import { Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { usePageKeys } from './usePageKeys.ts';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A page's search; `/` leads to it. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  usePageKeys({ '/': () => field.current?.focus() });
  return (
    <TextInput
      ref={field}
      className="page-search"
      size="md"
      type="search"
      leftSection={<IconSearch size={18} />}
      rightSection={<Kbd aria-hidden>/</Kbd>}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
