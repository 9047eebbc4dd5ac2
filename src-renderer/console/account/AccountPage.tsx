import { Button, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError, errorMessage } from '#shared/errors.ts';
import { checkPin } from '#shared/identity/secrets.ts';
import { Age } from '../../ui/Age.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { NewPasswordField } from '../../ui/NewPasswordField.tsx';
import { Page } from '../../ui/Page.tsx';
import { isAllowed, standingOf } from '../../ui/passwordStrength.ts';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { describeClient } from '../people/clients.ts';
import { useMay, useMe } from '../session.ts';
import { NewRecoveryCode } from './NewRecoveryCode.tsx';
import { OwnSection } from './OwnSection.tsx';
import '../people/people.css';

/** What a person keeps about themselves: password, PIN, where they are signed in. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const may = useMay();
  return (
    <Page title={t(($) => $.account.title)}>
      <div className="page-body">
        <Stack className="page-narrow" gap="md">
          <Text size="md">
            <strong>{user.displayName}</strong> · {user.username}
          </Text>
          <OwnPassword />
          <OwnPin />
          <OwnSessions />
          {may('enterprise', 'assign') && (
            <section className="panel panel-section" aria-label={t(($) => $.account.recovery.title)}>
              <h2 className="section-title">{t(($) => $.account.recovery.title)}</h2>
              <Text className="hint" mb="md">
                {t(($) => $.account.recovery.hint)}
              </Text>
              <NewRecoveryCode />
            </section>
          )}
        </Stack>
      </div>
    </Page>
  );
}

function OwnPassword() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { user, enterprise } = useMe();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const names = [user.username, enterprise.code];
  const save = useMutation(
    trpc.identity.changePassword.mutationOptions({
      onSuccess: async () => {
        setCurrent('');
        setNew('');
        noticeDone(t(($) => $.account.password.done));
        await queryClient.invalidateQueries({ queryKey: trpc.identity.sessions.list.queryKey() });
      },
    }),
  );
  return (
    <OwnSection
      title={t(($) => $.account.password.title)}
      hint={t(($) => $.account.password.hint)}
      submit={t(($) => $.account.password.submit)}
      ready={currentPassword !== '' && isAllowed(standingOf(newPassword, names))}
      pending={save.isPending}
      failure={save.isError ? describeError(save.error) : undefined}
      onSubmit={() => save.mutate({ currentPassword, newPassword })}
    >
      <SecretInput
        size="md"
        label={t(($) => $.account.password.current)}
        autoComplete="current-password"
        value={currentPassword}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPasswordField
        label={t(($) => $.identity.recover.newPassword)}
        value={newPassword}
        onChange={setNew}
        names={names}
      />
    </OwnSection>
  );
}

/** The landing's own sentence about a PIN it would refuse; undefined for a good one. */
function pinProblem(pin: string): string | undefined {
  try {
    checkPin(pin);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? errorMessage(error.code, currentLanguage()) : undefined;
  }
}

function OwnPin() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { user } = useMe();
  const [currentPassword, setCurrent] = useState('');
  const [pin, setPin] = useState('');
  const problem = pinProblem(pin);
  const save = useMutation(
    trpc.identity.setPin.mutationOptions({
      onSuccess: async () => {
        setCurrent('');
        setPin('');
        noticeDone(t(($) => $.identity.user.pinSaved));
        await queryClient.invalidateQueries({ queryKey: trpc.identity.me.queryKey() });
      },
    }),
  );
  return (
    <OwnSection
      title={user.hasPin ? t(($) => $.identity.user.changePin) : t(($) => $.identity.user.setPin)}
      hint={t(($) => $.account.pin.hint)}
      submit={user.hasPin ? t(($) => $.identity.user.changePin) : t(($) => $.identity.user.setPin)}
      ready={currentPassword !== '' && problem === undefined}
      pending={save.isPending}
      failure={save.isError ? describeError(save.error) : undefined}
      onSubmit={() => save.mutate({ currentPassword, pin })}
    >
      <SecretInput
        size="md"
        label={t(($) => $.identity.user.newPin)}
        inputMode="numeric"
        autoComplete="off"
        value={pin}
        error={pin.length >= 4 ? problem : undefined}
        onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 8))}
      />
      <SecretInput
        size="md"
        label={t(($) => $.identity.user.currentPassword)}
        autoComplete="current-password"
        value={currentPassword}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
    </OwnSection>
  );
}

function OwnSessions() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sessions = useQuery(trpc.identity.sessions.list.queryOptions());
  const revoke = useMutation(
    trpc.identity.sessions.revoke.mutationOptions({
      onError: noticeError,
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.identity.sessions.list.queryKey() });
        noticeDone(t(($) => $.account.sessions.ended));
      },
    }),
  );
  return (
    <section className="panel panel-section" aria-label={t(($) => $.account.sessions.title)}>
      <h2 className="section-title">{t(($) => $.account.sessions.title)}</h2>
      <Text className="hint" mb="md">
        {t(($) => $.account.sessions.hint)}
      </Text>
      {sessions.isError && !sessions.data && (
        <LoadFailed reason={describeError(sessions.error)} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.isPending && <ListSkeleton rows={2} />}
      <ul className="sessions">
        {sessions.data?.map((session) => (
          <li key={session.id}>
            <span className="person-main">
              <IconDeviceDesktop size={22} stroke={1.5} aria-hidden />
              <span className="person-names">
                <span className="person-name">
                  {describeClient(session.client) ?? t(($) => $.account.sessions.unknown)}
                </span>
                <span className="hint">
                  {t(($) => $.account.sessions.since, { time: formatDateTime(session.createdAt, currentLanguage()) })} ·{' '}
                  {t(($) => $.account.sessions.seen)} <Age at={session.seenAt} dated />
                </span>
              </span>
            </span>
            {session.current ? (
              <StateChip state="ready">{t(($) => $.account.sessions.current)}</StateChip>
            ) : (
              <Button
                variant="default"
                size="sm"
                loading={revoke.isPending && revoke.variables.sessionId === session.id}
                onClick={() => revoke.mutate({ sessionId: session.id })}
              >
                {t(($) => $.account.sessions.end)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
