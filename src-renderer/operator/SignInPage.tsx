import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '#shared/enterprises/operator.ts';
import { useEntering } from '../ui/restSession.ts';
import { SecretInput } from '../ui/SecretInput.tsx';
import { SignInCard } from '../ui/SignInCard.tsx';
import { call, codeOf, describeError, useStanding } from './api.ts';

/** Signing in with name and password. */
export function SignInPage({ wasInside }: { wasInside: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const entered = useEntering(useStanding);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => call<Operator>('POST', '/session', { body: { name, password } }),
    onSuccess: (me) => entered(() => queryClient.setQueryData(['me'], me)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };
  const isLocked = codeOf(signIn.error) === 'operator_locked_out';
  const notice = signIn.isError
    ? ({ kind: isLocked ? 'locked' : 'wrong', words: describeError(signIn.error) } as const)
    : wasInside
      ? ({ kind: 'ended', words: t(($) => $.operator.signIn.ended) } as const)
      : undefined;
  return (
    <SignInCard program={t(($) => $.operator.title)} title={t(($) => $.operator.signIn.title)} notice={notice}>
      <form onSubmit={submit}>
        <Stack gap="md">
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
          <Button type="submit" size="lg" loading={signIn.isPending} fullWidth>
            {t(($) => $.operator.signIn.submit)}
          </Button>
          <Text className="hint">
            {t(($) => $.operator.signIn.forgotten)}{' '}
            <code className="sign-in-command">cloud operator reset --name …</code>
          </Text>
        </Stack>
      </form>
    </SignInCard>
  );
}
