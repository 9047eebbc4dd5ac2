import { Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '#shared/enterprises/operator.ts';
import { NewPasswordField } from '../../ui/NewPasswordField.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { isAllowed, standingOf } from '../../ui/passwordStrength.ts';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';

/** One's own password, changed with the old one. */
export default function PasswordSheet({ me, onClose }: { me: Operator; onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => call('POST', '/password', { body: { currentPassword: current, newPassword: next } }),
    onSuccess: () => {
      noticeDone(t(($) => $.operator.me.changed));
      onClose();
    },
  });
  return (
    <Sheet
      title={t(($) => $.operator.me.password)}
      opened
      onClose={onClose}
      onSubmit={() => change.mutate()}
      submitting={change.isPending}
      disabled={current === '' || !isAllowed(standingOf(next, [me.name]))}
      failure={change.isError ? describeError(change.error) : undefined}
      size={440}
    >
      <Stack gap="md">
        <SecretInput
          size="md"
          label={t(($) => $.operator.me.current)}
          autoComplete="current-password"
          value={current}
          data-autofocus
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <NewPasswordField label={t(($) => $.operator.me.next)} value={next} onChange={setNext} names={[me.name]} />
      </Stack>
    </Sheet>
  );
}
