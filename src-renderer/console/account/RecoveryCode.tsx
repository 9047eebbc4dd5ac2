import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import './recovery.css';

/** The recovery code, large and once: to be written down or printed, then put away. */
export function RecoveryCode({ code, onWritten }: { code: string; onWritten: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <div className="recovery-code" id="recovery-code">
        <Text className="recovery-heading">{t(($) => $.account.recovery.paper)}</Text>
        <span className="recovery-letters">{code}</span>
      </div>
      <Text size="md">{t(($) => $.account.recovery.once)}</Text>
      <Group gap="xs">
        <Button variant="default" size="md" leftSection={<IconPrinter size={18} />} onClick={() => print()}>
          {t(($) => $.account.recovery.print)}
        </Button>
        <Button size="md" leftSection={<IconCheck size={18} />} onClick={onWritten}>
          {t(($) => $.account.recovery.written)}
        </Button>
      </Group>
    </Stack>
  );
}
