import { Button, Stack, Text } from '@mantine/core';
import { IconHistory, IconReceipt2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { showClosed, useWindow } from '../../window.ts';

/** Shown while no tab is selected. */
export function NoReceipt() {
  const { t } = useTranslation();
  const closedShown = useWindow((state) => state.closedShown);
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" p="xl" ta="center">
      <IconReceipt2 size={56} stroke={1.2} color="var(--muted)" aria-hidden />
      <Text size="lg" fw={600}>
        {t(($) => $.counter.receipt.none)}
      </Text>
      <Text size="md" c="dimmed">
        {t(($) => $.counter.receipt.noneDetail)}
      </Text>
      {!closedShown && (
        <Button
          variant="default"
          h={48}
          fz={16}
          mt="md"
          leftSection={<IconHistory size={20} />}
          onClick={() => showClosed(true)}
        >
          {t(($) => $.bill.actions.find)}
        </Button>
      )}
    </Stack>
  );
}
