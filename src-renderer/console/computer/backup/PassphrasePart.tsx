import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconKey, IconLock, IconLockOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StateChip } from '../../../ui/StateChip.tsx';
import { TwoStepButton } from '../../../ui/TwoStepButton.tsx';
import { useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';
import { PassphraseSheet } from './PassphraseSheet.tsx';
import type { BackupState } from './useBackups.ts';

const chips = {
  none: { state: 'new', icon: IconLockOff },
  set: { state: 'ready', icon: IconLock },
  away: { state: 'trouble', icon: IconAlertTriangle },
} as const;

/** Whether backups are encrypted, and the passphrase for that. */
export function PassphrasePart({ state }: { state: BackupState }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [setting, setSetting] = useState(false);
  const remove = useMutation(
    trpc.backup.removePassphrase.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.computer.backup.passphrase.removed)),
      onError: noticeError,
      onSettled: () => queries.invalidateQueries(trpc.backup.pathFilter()),
    }),
  );
  const { passphrase } = state;
  return (
    <div className="panel-section">
      <Group gap="sm">
        <h3 className="section-title">{t(($) => $.computer.backup.passphrase.title)}</h3>
        <StateChip {...chips[passphrase]}>{t(($) => $.computer.backup.passphrase.states[passphrase])}</StateChip>
      </Group>
      <Text size="md" mt="xs" mb="sm">
        {t(($) => $.computer.backup.passphrase.explain[passphrase])}
      </Text>
      <Group gap="xs" align="flex-start">
        <Button
          size="md"
          variant={passphrase === 'away' ? 'filled' : 'default'}
          leftSection={<IconKey size={18} />}
          onClick={() => setSetting(true)}
        >
          {t(($) => (passphrase === 'none' ? $.computer.backup.passphrase.set : $.computer.backup.passphrase.change))}
        </Button>
        {passphrase !== 'none' && (
          <TwoStepButton
            label={t(($) => $.computer.backup.passphrase.remove)}
            icon={<IconLockOff size={18} />}
            explanation={t(($) => $.computer.backup.passphrase.removeExplain)}
            confirm={t(($) => $.computer.backup.passphrase.removeConfirm)}
            pending={remove.isPending}
            onConfirm={() => remove.mutate()}
          />
        )}
      </Group>
      {setting && <PassphraseSheet state={state} onClose={() => setSetting(false)} />}
    </div>
  );
}
