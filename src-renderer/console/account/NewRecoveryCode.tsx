import { Alert, Button, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { RecoveryCode } from './RecoveryCode.tsx';

interface NewRecoveryCodeProps {
  readonly onWritten?: () => void;
}

/** Makes a new recovery code for an owner; the old one stops working. */
export function NewRecoveryCode({ onWritten }: NewRecoveryCodeProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [currentPassword, setCurrent] = useState('');
  const renew = useMutation(trpc.identity.renewRecoveryCode.mutationOptions({ onSuccess: () => setCurrent('') }));
  if (renew.data) {
    return (
      <RecoveryCode
        code={renew.data.recoveryCode}
        onWritten={() => {
          renew.reset();
          onWritten?.();
        }}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (currentPassword !== '') renew.mutate({ currentPassword });
      }}
    >
      <Stack gap="md" maw={420}>
        <SecretInput
          size="md"
          label={t(($) => $.identity.user.currentPassword)}
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        {renew.isError && (
          <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
            {describeError(renew.error)}
          </Alert>
        )}
        <Button
          type="submit"
          variant="default"
          size="md"
          loading={renew.isPending}
          disabled={currentPassword === ''}
          style={{ alignSelf: 'start' }}
        >
          {t(($) => $.account.recovery.renew)}
        </Button>
      </Stack>
    </form>
  );
}
