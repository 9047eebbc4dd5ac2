import { Alert, Button, Checkbox, Divider, Stack, Text, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usernameSchema } from '#shared/identity/entities.ts';
import { covers, readyRoleKeys } from '#shared/identity/permissions.ts';
import { NewPasswordField } from '../../ui/NewPasswordField.tsx';
import { isAllowed, standingOf } from '../../ui/passwordStrength.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useMe } from '../session.ts';
import { type Person, type Role, useRefreshPeople, useRoleName } from './usePeople.ts';

interface PersonSheetProps {
  /** Absent for a new person. */
  readonly person: Person | undefined;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

/** Adds somebody, or changes their name and roles. */
export function PersonSheet({ person, roles, onClose }: PersonSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const refresh = useRefreshPeople();
  const [displayName, setDisplayName] = useState(person?.displayName ?? '');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [roleIds, setRoleIds] = useState<readonly string[]>(person?.roleIds ?? []);
  const done = async () => {
    await refresh();
    onClose();
    noticeDone(t(($) => $.people.saved, { displayName: displayName.trim() }));
  };
  const create = useMutation(trpc.identity.users.create.mutationOptions({ onSuccess: done }));
  const update = useMutation(trpc.identity.users.update.mutationOptions({ onSuccess: done }));
  const usernameWrong = username !== '' && !usernameSchema.safeParse(username).success;
  const names = [username, enterprise.code];
  const complete =
    displayName.trim() !== '' &&
    roleIds.length > 0 &&
    (person !== undefined || (username !== '' && !usernameWrong && isAllowed(standingOf(password, names))));
  const submit = () => {
    if (person) update.mutate({ userId: person.id, displayName: displayName.trim(), roleIds: [...roleIds] });
    else create.mutate({ username, displayName: displayName.trim(), password, roleIds: [...roleIds] });
  };
  const failed = create.error ?? update.error;
  return (
    <Sheet
      opened
      title={person ? person.displayName : t(($) => $.people.add)}
      onClose={onClose}
      onSubmit={submit}
      submitting={create.isPending || update.isPending}
      disabled={!complete}
      failure={failed ? describeError(failed) : undefined}
    >
      <Stack gap="lg">
        <TextInput
          size="md"
          label={t(($) => $.people.displayName)}
          description={t(($) => $.people.displayNameHint)}
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={60}
          value={displayName}
          {...(person ? {} : { 'data-autofocus': true })}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        {person ? (
          <Text size="md">
            {t(($) => $.identity.signIn.username)}: <strong>{person.username}</strong>
          </Text>
        ) : (
          <>
            <TextInput
              size="md"
              label={t(($) => $.identity.signIn.username)}
              description={t(($) => $.people.usernameHint)}
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              error={usernameWrong ? t(($) => $.people.usernameRule) : undefined}
              maxLength={32}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value.trim().toLowerCase())}
            />
            <NewPasswordField
              label={t(($) => $.people.firstPassword)}
              value={password}
              onChange={setPassword}
              names={names}
            />
          </>
        )}
        <RoleChoice roles={roles} value={roleIds} onChange={setRoleIds} />
        {person && (
          <>
            <Divider />
            <ResetPassword person={person} />
          </>
        )}
      </Stack>
    </Sheet>
  );
}

interface RoleChoiceProps {
  readonly roles: readonly Role[];
  readonly value: readonly string[];
  readonly onChange: (roleIds: readonly string[]) => void;
}

/** Which roles somebody holds; nobody can give rights they do not hold themselves. */
function RoleChoice({ roles, value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const roleName = useRoleName();
  return (
    <Checkbox.Group
      size="md"
      label={t(($) => $.people.roles)}
      description={t(($) => $.people.rolesHint)}
      value={[...value]}
      onChange={onChange}
    >
      <Stack gap={0} mt="xs">
        {roles.map((role) => {
          const key = readyRoleKeys.find((candidate) => candidate === role.key);
          const beyond = !covers(user.permissions, role.permissions);
          return (
            <Checkbox
              key={role.id}
              size="md"
              value={role.id}
              disabled={beyond && !value.includes(role.id)}
              label={roleName(role)}
              description={
                beyond
                  ? t(($) => $.people.beyondYou)
                  : key
                    ? t(($) => $.people.readyRoles[key].detail)
                    : t(($) => $.people.role.own)
              }
            />
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}

/** A new password for somebody who lost theirs. */
function ResetPassword({ person }: { person: Person }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const refresh = useRefreshPeople();
  const [opened, setOpened] = useState(false);
  const [password, setPassword] = useState('');
  const names = [person.username, enterprise.code];
  const reset = useMutation(
    trpc.identity.users.resetPassword.mutationOptions({
      onSuccess: async () => {
        await refresh();
        setOpened(false);
        setPassword('');
        noticeDone(t(($) => $.people.reset.done, person));
      },
    }),
  );
  if (!opened) {
    return (
      <Button
        variant="default"
        size="md"
        leftSection={<IconKey size={18} />}
        style={{ alignSelf: 'start' }}
        onClick={() => setOpened(true)}
      >
        {t(($) => $.people.reset.open)}
      </Button>
    );
  }
  return (
    <Stack gap="sm" className="sheet-record" role="group" aria-label={t(($) => $.people.reset.open)}>
      <Text size="md">{t(($) => $.people.reset.explained, person)}</Text>
      <NewPasswordField
        label={t(($) => $.identity.recover.newPassword)}
        value={password}
        onChange={setPassword}
        names={names}
      />
      {reset.isError && (
        <Alert color="trouble" variant="light" role="alert">
          {describeError(reset.error)}
        </Alert>
      )}
      <Button
        size="md"
        style={{ alignSelf: 'start' }}
        loading={reset.isPending}
        disabled={!isAllowed(standingOf(password, names))}
        onClick={() => reset.mutate({ userId: person.id, password })}
      >
        {t(($) => $.people.reset.confirm)}
      </Button>
    </Stack>
  );
}
