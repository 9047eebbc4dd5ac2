import { Button, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BackupState, useBackupDeeds } from './useBackups.ts';

/** What is being done with backups, how far it is, and the way to stop it. */
export function Running({ running }: { running: NonNullable<BackupState['running']> }) {
  const { t } = useTranslation();
  const { cancel } = useBackupDeeds();
  const { deed, step, done, total } = running;
  const known = step === 'packing' || step === 'checking' || step === 'unpacking' ? step : 'copying';
  const text = t(($) => (deed === 'check' ? $.computer.backup.looking : $.computer.backup.steps[known]));
  return (
    <Stack gap="xs">
      <Text size="md" role="status">
        {text}
      </Text>
      <Progress value={total > 0 ? (done / total) * 100 : 100} animated={total === 0} size="lg" aria-label={text} />
      <Button size="md" variant="default" w="fit-content" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t(($) => $.common.cancel)}
      </Button>
    </Stack>
  );
}
