import { Stack, Text } from '@mantine/core';
import { IconReceipt2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Shown while no tab is selected; `detail` where another hint fits than this counter's own. */
export function NoReceipt({ detail }: { detail?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" p="xl" ta="center">
      <IconReceipt2 size={56} stroke={1.2} color="var(--muted)" aria-hidden />
      <Text size="lg" fw={600}>
        {t(($) => $.counter.receipt.none)}
      </Text>
      <Text size="md" c="dimmed">
        {detail ?? t(($) => $.counter.receipt.noneDetail)}
      </Text>
    </Stack>
  );
}
