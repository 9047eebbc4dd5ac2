import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface TwoStepButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** What will happen and why it cannot be undone. */
  readonly explanation: string;
  /** The second step, as a verb. */
  readonly confirm: string;
  readonly pending: boolean;
  readonly onConfirm: () => void;
}

/** For the few things that cannot be undone: the second step says what will happen. */
export function TwoStepButton({ label, icon, explanation, confirm, pending, onConfirm }: TwoStepButtonProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button variant="default" size="md" leftSection={icon} onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  }
  return (
    <Stack gap="sm" className="two-step" role="group" aria-label={label}>
      <Text size="md">{explanation}</Text>
      <Group gap="xs">
        <Button color="trouble" size="md" loading={pending} onClick={onConfirm}>
          {confirm}
        </Button>
        <Button variant="default" size="md" onClick={() => setAsked(false)} autoFocus>
          {t(($) => $.common.cancel)}
        </Button>
      </Group>
    </Stack>
  );
}
