import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../ui/Sheet.tsx';

const ready = ['blurred', 'licence', 'food', 'expired', 'name'] as const;

interface ReasonSheetProps {
  readonly decision: 'rejected' | 'asked_again';
  readonly name: string;
  readonly onClose: () => void;
  readonly onSend: (reason: string) => void;
}

/** What the merchant will read; what is often said is one tap away. */
export function ReasonSheet({ decision, name, onClose, onSend }: ReasonSheetProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const title =
    decision === 'rejected'
      ? t(($) => $.operator.registrations.rejectTitle, { name })
      : t(($) => $.operator.registrations.askTitle, { name });
  const add = (sentence: string) => setReason(reason.trim() === '' ? sentence : `${reason.trim()}\n${sentence}`);
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      onSubmit={() => onSend(reason.trim())}
      submitLabel={
        decision === 'rejected' ? t(($) => $.operator.registrations.reject) : t(($) => $.operator.registrations.ask)
      }
      disabled={reason.trim() === ''}
      size={520}
    >
      <Stack gap="md">
        <Textarea
          size="md"
          label={t(($) => $.operator.registrations.reason)}
          description={t(($) => $.operator.registrations.reasonHint)}
          autosize
          minRows={5}
          maxRows={14}
          maxLength={1000}
          value={reason}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group gap="xs">
          {ready.map((key) => {
            const sentence = t(($) => $.operator.registrations.reasons[key]);
            return (
              <Button
                key={key}
                variant="default"
                size="sm"
                disabled={reason.includes(sentence)}
                onClick={() => add(sentence)}
              >
                {t(($) => $.operator.registrations.short[key])}
              </Button>
            );
          })}
        </Group>
      </Stack>
    </Sheet>
  );
}
