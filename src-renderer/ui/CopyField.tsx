import { Button, Group, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A text to take along: selected with one tap, copied with one press. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      // A page that is not a secure context has no clipboard; the text is selected for the person to copy.
      setState('failed');
    }
  };
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        ref={field}
        size="md"
        flex={1}
        readOnly
        label={label}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        error={state === 'failed' ? t(($) => $.office.copyFailed) : undefined}
      />
      <Button
        variant="default"
        size="md"
        leftSection={state === 'copied' ? <IconCheck size={18} /> : <IconCopy size={18} />}
        onClick={() => void copy()}
      >
        {state === 'copied' ? t(($) => $.office.copied) : t(($) => $.office.copy)}
      </Button>
    </Group>
  );
}
