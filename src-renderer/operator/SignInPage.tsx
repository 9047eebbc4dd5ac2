import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '#shared/enterprises/operator.ts';
import { EntranceCard } from '../ui/EntranceCard.tsx';
import { SecretInput } from '../ui/SecretInput.tsx';
import { call, codeOf, describeError, useStanding } from './api.ts';

/** Signing in with name and password. */
export function SignInPage({ wasInside }: { wasInside: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => call<Operator>('POST', '/session', { body: { name, password } }),
    onSuccess: (me) => {
      // Nothing the one before saw stays in memory.
      queryClient.clear();
      queryClient.setQueryData(['me'], me);
      useStanding.setState({ ended: false });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };
  const locked = codeOf(signIn.error) === 'operator_locked_out';
  return (
    <EntranceCard title={t(($) => $.operator.title)}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Title order={1} size="h2">
            {t(($) => $.operator.signIn.title)}
          </Title>
          {wasInside && !signIn.isError && (
            <Alert color="progress" variant="light">
              {t(($) => $.operator.signIn.ended)}
            </Alert>
          )}
          <TextInput
            size="lg"
            label={t(($) => $.operator.signIn.name)}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            withAsterisk={false}
          />
          <SecretInput
            size="lg"
            label={t(($) => $.operator.signIn.password)}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
          />
          {signIn.isError && (
            <Alert color="trouble" variant="light" role="alert" icon={locked ? <IconLock /> : <IconAlertTriangle />}>
              {describeError(signIn.error)}
            </Alert>
          )}
          <Button type="submit" size="lg" loading={signIn.isPending} fullWidth>
            {t(($) => $.operator.signIn.submit)}
          </Button>
          <Text className="hint">{t(($) => $.operator.signIn.forgotten)}</Text>
        </Stack>
      </form>
    </EntranceCard>
  );
}
