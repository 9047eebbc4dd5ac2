import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Dispatch, type FormEvent, type ReactNode, type SetStateAction, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EntranceCard } from '../../ui/EntranceCard.tsx';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { problemOf, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useEnter } from '../session.ts';
import { usePreferences, useWindow } from '../window.ts';
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
  const [who, setWho] = useWho();
  const [password, setPassword] = useState('');
  const login = useMutation(
    trpc.identity.login.mutationOptions({
      onSuccess: () => {
        usePreferences.setState({ enterpriseId: who.enterpriseId.trim() });
        return enter();
      },
    }),
  );
  return (
    <WayIn
      title={t(($) => $.identity.signIn.title)}
      notice={
        ended &&
        !login.isError && (
          <Alert color="progress" variant="light">
            {t(($) => $.identity.signIn.ended)}
          </Alert>
        )
      }
      attempt={login}
      action={t(($) => $.identity.signIn.submit)}
      onSubmit={() => login.mutate({ ...who, password })}
      others={
        <>
          {onPin && <Other onPress={onPin}>{t(($) => $.devices.enter.backToPin)}</Other>}
          {onForgotten && <Other onPress={onForgotten}>{t(($) => $.identity.signIn.forgotten)}</Other>}
        </>
      }
    >
      <WhoFields who={who} onChange={setWho} focused />
      <SecretInput
        {...asked}
        label={t(($) => $.identity.signIn.password)}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
      />
    </WayIn>
  );
}

function Recover({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const enter = useEnter();
  const [who, setWho] = useWho();
  const [recoveryCode, setCode] = useState('');
  const [newPassword, setPassword] = useState('');
  const recover = useMutation(trpc.identity.recover.mutationOptions({ onSuccess: enter }));
  return (
    <WayIn
      title={t(($) => $.identity.recover.title)}
      notice={
        <Text size="md" c="dimmed">
          {t(($) => $.identity.recover.explanation)}
        </Text>
      }
      attempt={recover}
      action={t(($) => $.identity.recover.submit)}
      onSubmit={() => recover.mutate({ ...who, recoveryCode, newPassword })}
      others={<Other onPress={onBack}>{t(($) => $.identity.recover.back)}</Other>}
    >
      <WhoFields who={who} onChange={setWho} />
      <TextInput
        {...asked}
        label={t(($) => $.identity.recover.code)}
        value={recoveryCode}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <SecretInput
        {...asked}
        label={t(($) => $.identity.recover.newPassword)}
        description={t(($) => $.identity.recover.newPasswordHint)}
        value={newPassword}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="new-password"
      />
    </WayIn>
  );
}

/** Nothing here can be left out, so no field says so. */
const asked = { size: 'lg', required: true, withAsterisk: false } as const;

interface WayInProps {
  readonly title: string;
  readonly notice: ReactNode;
  readonly children: ReactNode;
  readonly attempt: { readonly isPending: boolean; readonly error: unknown };
  readonly action: string;
  readonly onSubmit: () => void;
  /** The other ways in. */
  readonly others: ReactNode;
}

/** What is asked of who wants in, why it was refused, and where else to go. */
function WayIn({ title, notice, children, attempt, action, onSubmit, others }: WayInProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} size="h2">
          {title}
        </Title>
        {notice}
        {children}
        {attempt.error !== null && <Refused error={attempt.error} />}
        <Button
          type="submit"
          size="lg"
          h="auto"
          mih={50}
          px="sm"
          py={6}
          styles={{ label: { whiteSpace: 'normal', lineHeight: 1.25 } }}
          loading={attempt.isPending}
          fullWidth
        >
          {action}
        </Button>
        {others}
      </Stack>
    </form>
  );
}

function Other({ onPress, children }: { onPress: () => void; children: ReactNode }) {
  return (
    <Anchor component="button" type="button" size="md" onClick={onPress} mih={44}>
      {children}
    </Anchor>
  );
}

interface Who {
  readonly enterpriseId: string;
  readonly username: string;
}

/** Who signs in; the enterprise as it was the last time. */
function useWho() {
  const enterpriseId = usePreferences((state) => state.enterpriseId);
  return useState<Who>({ enterpriseId, username: '' });
}

interface WhoFieldsProps {
  readonly who: Who;
  readonly onChange: Dispatch<SetStateAction<Who>>;
  /** The first field that nobody knows what to put into has the caret. */
  readonly focused?: boolean;
}

function WhoFields({ who, onChange, focused = false }: WhoFieldsProps) {
  const { t } = useTranslation();
  const remembered = usePreferences((state) => state.enterpriseId);
  // A password manager fills both fields at once: each keeps what the other has just become.
  const change = (part: Partial<Who>) => onChange((before) => ({ ...before, ...part }));
  const name = { ...asked, autoCapitalize: 'none', spellCheck: false } as const;
  return (
    <>
      <TextInput
        {...name}
        label={t(($) => $.identity.signIn.enterpriseId)}
        value={who.enterpriseId}
        onChange={(event) => change({ enterpriseId: event.currentTarget.value })}
        autoComplete="organization"
        autoFocus={focused && remembered === ''}
      />
      <TextInput
        {...name}
        label={t(($) => $.identity.signIn.username)}
        value={who.username}
        onChange={(event) => change({ username: event.currentTarget.value })}
        autoComplete="username"
        autoFocus={focused && remembered !== ''}
      />
    </>
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
