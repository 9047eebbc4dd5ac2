import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatDate } from '../../../ui/time.ts';
import '../../account/recovery.css';

interface RecoverySheetProps {
  readonly passphrase: string;
  readonly shop: string;
  readonly onKept: () => void;
}

/** The passphrase on a sheet of paper, with what it is for and how it is used; printed alone. */
export function RecoverySheet({ passphrase, shop, onKept }: RecoverySheetProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="md">{t(($) => $.computer.backup.passphrase.keep)}</Text>
      <div className="recovery-code backup-sheet">
        <p className="backup-sheet-title">{t(($) => $.computer.backup.passphrase.paper, { shop })}</p>
        <span className="recovery-letters">{passphrase}</span>
        <p>{t(($) => $.computer.backup.passphrase.paperSince, { date: formatDate(Date.now(), currentLanguage()) })}</p>
        <p>{t(($) => $.computer.backup.passphrase.paperHow)}</p>
      </div>
      <Group gap="xs">
        <Button variant="default" size="md" leftSection={<IconPrinter size={18} />} onClick={() => print()}>
          {t(($) => $.account.recovery.print)}
        </Button>
        <Button size="md" leftSection={<IconCheck size={18} />} onClick={onKept}>
          {t(($) => $.computer.backup.passphrase.kept)}
        </Button>
      </Group>
    </Stack>
  );
}
