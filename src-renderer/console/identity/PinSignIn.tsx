import { Anchor, Button, Stack, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Outputs, useTRPC } from '../api.ts';
import { useEnter } from '../session.ts';
import { PinPad } from './PinPad.tsx';

type Person = Outputs['lan']['signIn']['people'][number];

/** Signing in on a paired device: a name, a PIN. */
export function PinSignIn({ people, onPassword }: { people: readonly Person[]; onPassword: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const enter = useEnter();
  const [chosen, setChosen] = useState<Person | null>(null);
  const signIn = useMutation(trpc.lan.signIn.withPin.mutationOptions({ onSuccess: enter }));
  if (chosen) {
    return (
      <PinPad
        name={chosen.displayName}
        onBack={() => setChosen(null)}
        onPin={(pin) => signIn.mutateAsync({ username: chosen.username, pin })}
      />
    );
  }
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        {t(($) => $.devices.enter.withPin)}
      </Title>
      <Stack gap="xs">
        {people.map((person) => (
          <Button key={person.username} size="xl" variant="default" justify="start" onClick={() => setChosen(person)}>
            {person.displayName}
          </Button>
        ))}
      </Stack>
      <Anchor component="button" type="button" size="md" onClick={onPassword} mih={44}>
        {t(($) => $.devices.enter.withPassword)}
      </Anchor>
    </Stack>
  );
}
