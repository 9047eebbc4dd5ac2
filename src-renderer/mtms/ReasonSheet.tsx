import { Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../ui/Sheet.tsx';

const shortest = 3;

interface ReasonSheetProps {
  readonly title: string;
  /** What will happen. */
  readonly explanation: ReactNode;
  readonly submitLabel: string;
  readonly submitting: boolean;
  readonly failure: string | undefined;
  readonly onSend: (why: string) => void;
  readonly onClose: () => void;
}

/** A decision that is recorded with its reason. */
export function ReasonSheet({ title, explanation, onSend, onClose, ...rest }: ReasonSheetProps) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      onSubmit={() => onSend(why.trim())}
      disabled={why.trim().length < shortest}
      size={520}
      {...rest}
    >
      <Stack gap="md">
        <Text size="md">{explanation}</Text>
        <Textarea
          size="md"
          label={t(($) => $.mtms.why)}
          description={t(($) => $.mtms.whyHint)}
          autosize
          minRows={4}
          maxLength={500}
          value={why}
          data-autofocus
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </Stack>
    </Sheet>
  );
}
