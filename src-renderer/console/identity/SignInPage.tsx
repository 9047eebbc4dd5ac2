import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { problemOf, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useEnter } from '../session.ts';
import { usePreferences, useWindow } from '../window.ts';
import { EntranceCard } from '../../ui/EntranceCard.tsx';
import { PinSignIn } from './PinSignIn.tsx';

/** Signing in, and the way back in with the recovery code; on a paired device, by PIN. */
export function SignInPage({ enterpriseName }: { enterpriseName: string }) {
  const trpc = useTRPC();
  const here = useQuery(trpc.lan.here.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const onDevice = here.data?.device != null;
  const people = useQuery(trpc.lan.signIn.people.queryOptions(undefined, { enabled: onDevice }));
  const [way, setWay] = useState<'pin' | 'password' | 'recovery'>('pin');
  const byPin = people.data && people.data.length > 0 ? people.data : undefined;
  return (
    <EntranceCard title={enterpriseName}>
      {way === 'recovery' ? (
        <Recover onBack={() => setWay('password')} />
      ) : way === 'pin' && byPin ? (
        <PinSignIn people={byPin} onPassword={() => setWay('password')} />
      ) : (
        <SignIn
          onForgotten={onDevice ? undefined : () => setWay('recovery')}
          onPin={byPin ? () => setWay('pin') : undefined}
        />
      )}
    </EntranceCard>
  );
}

interface SignInProps {
  /** Absent on a paired device: the recovery code works on the main computer only. */
  readonly onForgotten: (() => void) | undefined;
  readonly onPin: (() => void) | undefined;
}

function SignIn({ onForgotten, onPin }: SignInProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const enter = useEnter();
  const ended = useWindow((state) => state.sessionEnded);
  const remembered = usePreferences((state) => state.enterpriseId);
  const [enterpriseId, setEnterpriseId] = useState(remembered);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation(
    trpc.identity.login.mutationOptions({
      onSuccess: () => {
        usePreferences.setState({ enterpriseId: enterpriseId.trim() });
        return enter();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ enterpriseId, username, password });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} size="h2">
          {t(($) => $.identity.signIn.title)}
        </Title>
        {ended && !login.isError && (
          <Alert color="progress" variant="light">
            {t(($) => $.identity.signIn.ended)}
          </Alert>
        )}
        <TextInput
          size="lg"
          label={t(($) => $.identity.signIn.enterpriseId)}
          value={enterpriseId}
          onChange={(event) => setEnterpriseId(event.currentTarget.value)}
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={remembered === ''}
          required
          withAsterisk={false}
        />
        <TextInput
          size="lg"
          label={t(($) => $.identity.signIn.username)}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={remembered !== ''}
          required
          withAsterisk={false}
        />
        <SecretInput
          size="lg"
          label={t(($) => $.identity.signIn.password)}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        {login.isError && <Refused error={login.error} />}
        <Button type="submit" size="lg" loading={login.isPending} fullWidth>
          {t(($) => $.identity.signIn.submit)}
        </Button>
        {onPin && (
          <Anchor component="button" type="button" size="md" onClick={onPin} mih={44}>
            {t(($) => $.devices.enter.backToPin)}
          </Anchor>
        )}
        {onForgotten && (
          <Anchor component="button" type="button" size="md" onClick={onForgotten} mih={44}>
            {t(($) => $.identity.signIn.forgotten)}
          </Anchor>
        )}
      </Stack>
    </form>
  );
}

function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const locked = problemOf(error)?.code === 'locked_out';
  return (
    <Alert
      color="trouble"
      variant="light"
      role="alert"
      icon={locked ? <IconLock /> : <IconAlertTriangle />}
      title={locked ? t(($) => $.identity.signIn.locked) : undefined}
    >
      <Text size="md">{describeError(error)}</Text>
    </Alert>
  );
}

function Recover({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const enter = useEnter();
  const remembered = usePreferences((state) => state.enterpriseId);
  const [enterpriseId, setEnterpriseId] = useState(remembered);
  const [username, setUsername] = useState('');
  const [recoveryCode, setCode] = useState('');
  const [newPassword, setPassword] = useState('');
  const recover = useMutation(trpc.identity.recover.mutationOptions({ onSuccess: enter }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    recover.mutate({ enterpriseId, username, recoveryCode, newPassword });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} size="h2">
          {t(($) => $.identity.recover.title)}
        </Title>
        <Text size="md" c="dimmed">
          {t(($) => $.identity.recover.explanation)}
        </Text>
        <TextInput
          size="lg"
          label={t(($) => $.identity.signIn.enterpriseId)}
          value={enterpriseId}
          onChange={(event) => setEnterpriseId(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <TextInput
          size="lg"
          label={t(($) => $.identity.signIn.username)}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <TextInput
          size="lg"
          label={t(($) => $.identity.recover.code)}
          value={recoveryCode}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <SecretInput
          size="lg"
          label={t(($) => $.identity.recover.newPassword)}
          description={t(($) => $.identity.recover.newPasswordHint)}
          value={newPassword}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        {recover.isError && <Refused error={recover.error} />}
        <Button type="submit" size="lg" loading={recover.isPending} fullWidth>
          {t(($) => $.identity.recover.submit)}
        </Button>
        <Anchor component="button" type="button" size="md" onClick={onBack} mih={44}>
          {t(($) => $.identity.recover.back)}
        </Anchor>
      </Stack>
    </form>
  );
}
