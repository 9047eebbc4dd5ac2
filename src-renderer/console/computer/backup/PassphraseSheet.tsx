import { Alert, Button, Checkbox, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDice5 } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minPassphraseLength } from '#shared/backup/passphrase.ts';
import { NewPasswordField } from '../../../ui/NewPasswordField.tsx';
import { isAllowed, standingOf } from '../../../ui/passwordStrength.ts';
import { SecretInput } from '../../../ui/SecretInput.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { useMe } from '../../session.ts';
import { newPassphrase } from './new-passphrase.ts';
import { RecoverySheet } from './RecoverySheet.tsx';
import type { BackupState } from './useBackups.ts';

/** A new passphrase, typed twice or made here; then the sheet of paper to keep it on. */
export function PassphraseSheet({ state, onClose }: { state: BackupState; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { enterprise } = useMe();
  const names = [enterprise.name, enterprise.code];
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [made, setMade] = useState(false);
  const [understood, setUnderstood] = useState(false);
  const save = useMutation(
    trpc.backup.setPassphrase.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.backup.pathFilter()),
    }),
  );
  if (save.isSuccess) {
    return (
      <Sheet opened onClose={onClose} title={t(($) => $.computer.backup.passphrase.keepTitle)}>
        <RecoverySheet passphrase={passphrase} shop={enterprise.name} onKept={onClose} />
      </Sheet>
    );
  }
  const allowed = isAllowed(standingOf(passphrase, names, minPassphraseLength));
  const differs = repeated !== '' && repeated !== passphrase;
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t(($) => $.computer.backup.passphrase.newTitle)}
      onSubmit={() => save.mutate({ passphrase })}
      submitLabel={t(($) => $.computer.backup.passphrase.save)}
      submitting={save.isPending}
      disabled={!allowed || !understood || (!made && repeated !== passphrase)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="lg">
        <Text size="md">{t(($) => $.computer.backup.passphrase.about)}</Text>
        <div>
          <NewPasswordField
            label={t(($) => $.computer.backup.passphrase.field)}
            value={passphrase}
            onChange={(typed) => {
              setPassphrase(typed);
              setMade(false);
            }}
            names={names}
            least={minPassphraseLength}
            autoFocus
          />
          <Button
            mt="sm"
            size="md"
            variant="default"
            leftSection={<IconDice5 size={18} />}
            onClick={() => {
              setPassphrase(newPassphrase());
              setRepeated('');
              setMade(true);
            }}
          >
            {t(($) => $.computer.backup.passphrase.make)}
          </Button>
        </div>
        {made ? (
          <div className="made-passphrase" role="status">
            <Text className="hint">{t(($) => $.computer.backup.passphrase.made)}</Text>
            <span className="recovery-letters">{passphrase}</span>
          </div>
        ) : (
          <SecretInput
            size="md"
            label={t(($) => $.computer.backup.passphrase.again)}
            autoComplete="new-password"
            value={repeated}
            maxLength={256}
            error={differs ? t(($) => $.computer.backup.passphrase.differs) : undefined}
            onChange={(event) => setRepeated(event.currentTarget.value)}
          />
        )}
        <Alert
          color="new"
          icon={<IconAlertTriangle size={18} />}
          title={t(($) => $.computer.backup.passphrase.lostTitle)}
        >
          {t(($) => $.computer.backup.passphrase.lost)}
        </Alert>
        <Checkbox
          size="md"
          label={t(($) => $.computer.backup.passphrase.understood)}
          checked={understood}
          onChange={(event) => setUnderstood(event.currentTarget.checked)}
        />
        {state.passphrase !== 'none' && <Text className="hint">{t(($) => $.computer.backup.passphrase.earlier)}</Text>}
      </Stack>
    </Sheet>
  );
}
