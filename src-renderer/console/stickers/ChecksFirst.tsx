import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { checkSteps } from './steps.ts';

interface ChecksFirstProps {
  readonly pending: boolean;
  readonly done: number;
  readonly onPrint: () => void;
  readonly onClose: () => void;
}

/** Before the first sheet: what would make it useless has not been looked at yet. */
export function ChecksFirst({ pending, done, onPrint, onClose }: ChecksFirstProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t(($) => $.stickers.checks.title)}
      closeButtonProps={{ 'aria-label': t(($) => $.common.close), size: 44 }}
    >
      <Stack gap="md">
        <Text size="md">
          {t(($) => $.stickers.checks.notYet)} {t(($) => $.stickers.checks.progress, { done, all: checkSteps.length })}.
        </Text>
        <Text className="hint">{t(($) => $.stickers.checks.later)}</Text>
        <Group gap="xs">
          <Button component={Link} href="/stickers/checks" size="md">
            {t(($) => $.stickers.checks.open)}
          </Button>
          <Button variant="default" size="md" loading={pending} onClick={onPrint}>
            {t(($) => $.stickers.checks.printAnyway)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
