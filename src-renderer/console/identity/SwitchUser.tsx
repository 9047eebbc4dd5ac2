import { Box, Button, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { SheetHead } from '../../ui/SheetHead.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useEnter, useMe } from '../session.ts';
import { PinPad } from './PinPad.tsx';

/** Hands the counter to another person: pick a name, type a PIN. */
export function SwitchUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { user } = useMe();
  const people = useQuery(trpc.identity.switchable.queryOptions(undefined, { enabled: opened }));
  const [chosen, setChosen] = useState<{ username: string; displayName: string } | null>(null);
  useEffect(() => {
    if (!opened) setChosen(null);
  }, [opened]);
  const title = t(($) => $.identity.user.switchTitle);
  const others = people.data?.filter((person) => person.username !== user.username) ?? [];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      attributes={{ content: { 'aria-label': title } }}
      centered
      size={420}
    >
      <SheetHead title={title} onClose={onClose} />
      <Box p="md">
        {chosen ? (
          <TakeOver person={chosen} onBack={() => setChosen(null)} onDone={onClose} />
        ) : (
          <Stack gap="md">
            {people.isSuccess && others.length === 0 && <Text size="md">{t(($) => $.identity.user.noOne)}</Text>}
            <Stack gap="xs">
              {others.map((person) => (
                <Button
                  key={person.username}
                  size="xl"
                  variant="default"
                  justify="start"
                  onClick={() => setChosen(person)}
                >
                  {person.displayName}
                </Button>
              ))}
            </Stack>
            <OwnPin hasPin={user.hasPin} />
          </Stack>
        )}
      </Box>
    </Modal>
  );
}

/** The PIN of the person who takes over. */
function TakeOver({
  person,
  onBack,
  onDone,
}: {
  person: { username: string; displayName: string };
  onBack: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const enter = useEnter();
  const change = useMutation(
    trpc.identity.switchUser.mutationOptions({
      onSuccess: async () => {
        onDone();
        await enter();
        noticeDone(t(($) => $.identity.user.hello, { name: person.displayName }));
      },
    }),
  );
  return (
    <PinPad
      name={person.displayName}
      onBack={onBack}
      onPin={(pin) => change.mutateAsync({ username: person.username, pin })}
    />
  );
}

function OwnPin({ hasPin }: { hasPin: boolean }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [pin, setPin] = useState('');
  const [currentPassword, setPassword] = useState('');
  const save = useMutation(
    trpc.identity.setPin.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        setPin('');
        setPassword('');
        noticeDone(t(($) => $.identity.user.pinSaved));
      },
    }),
  );
  const title = hasPin ? t(($) => $.identity.user.changePin) : t(($) => $.identity.user.setPin);
  if (!open) {
    return (
      <Button variant="subtle" size="md" onClick={() => setOpen(true)}>
        {title}
      </Button>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ pin, currentPassword });
      }}
    >
      <Stack gap="sm">
        <SecretInput
          size="md"
          label={t(($) => $.identity.user.newPin)}
          value={pin}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 8))}
        />
        <SecretInput
          size="md"
          label={t(($) => $.identity.user.currentPassword)}
          value={currentPassword}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={save.isError ? describeError(save.error) : undefined}
        />
        <Button type="submit" size="md" loading={save.isPending} disabled={pin.length < 4 || currentPassword === ''}>
          {title}
        </Button>
      </Stack>
    </form>
  );
}
