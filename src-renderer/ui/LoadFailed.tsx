import { Button, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Shown in place of something that could not be loaded: what happened and what to do. */
export function LoadFailed({ reason, onRetry }: { reason: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" justify="center" gap="sm" p="xl" ta="center" role="alert" h="100%">
      <IconPlugConnectedX size={40} color="var(--trouble-ink)" />
      <Title order={2} size="h4">
        {t(($) => $.common.failed.load)}
      </Title>
      <Text c="dimmed" size="md" maw={420}>
        {reason}
      </Text>
      <Button size="lg" onClick={onRetry}>
        {t(($) => $.common.retry)}
      </Button>
    </Stack>
  );
}
