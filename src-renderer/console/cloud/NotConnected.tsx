import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCloudUp, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrolmentCodeSchema } from '#shared/enterprises/devices.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { Away } from './Away.tsx';
import { CloudAddressField } from './ConnectFields.tsx';
import { RegistrationForm } from './RegistrationForm.tsx';
import { RegistrationStatus } from './RegistrationStatus.tsx';
import { useRefreshSync } from './useSync.ts';

const lookMs = 20_000;

/** Two ways to the cloud: registering the enterprise, or a code of an enterprise that is there. */
export function NotConnected({ address }: { address: string | null }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('enterprise', 'update')) return <Text size="md">{t(($) => $.cloud.off.readOnly)}</Text>;
  return (
    <>
      <Text size="md">{t(($) => $.cloud.off.lead)}</Text>
      <div className="cloud-ways">
        <Register address={address} />
        {may('device', 'create') && <WithCode address={address} />}
      </div>
    </>
  );
}

function Register({ address }: { address: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const refresh = useRefreshSync();
  // The landing connects by itself once the registration is approved: the state is asked with it.
  const registration = useQuery(
    trpc.sync.registration.get.queryOptions(undefined, { refetchInterval: lookMs, staleTime: 0 }),
  );
  const begin = useMutation(trpc.sync.registration.begin.mutationOptions({ onSuccess: refresh }));
  const isApproved = registration.data?.status.state === 'approved';
  const connected = useEffectEvent(() => void refresh());
  useEffect(() => {
    if (isApproved) connected();
  }, [isApproved]);
  if (registration.isError && registration.data === undefined) return <Away error={registration.error} />;
  if (registration.data === undefined) return <ListSkeleton rows={1} height={320} />;
  if (registration.data !== null) return <RegistrationStatus registration={registration.data} />;
  return (
    <section className="panel panel-section" aria-labelledby="cloud-register">
      <h2 className="section-title" id="cloud-register">
        {t(($) => $.cloud.off.register.title)}
      </h2>
      <Text className="hint" mb="md">
        {t(($) => $.cloud.off.register.hint, enterprise)}
      </Text>
      <RegistrationForm
        address={address ?? ''}
        submitLabel={t(($) => $.cloud.off.register.begin)}
        icon={<IconCloudUp size={18} />}
        pending={begin.isPending}
        failure={begin.isError ? describeError(begin.error) : undefined}
        onSubmit={(entered, to) => begin.mutate({ ...entered, address: to })}
      />
    </section>
  );
}

function WithCode({ address: preset }: { address: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const [address, setAddress] = useState(preset ?? '');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const isCode = enrolmentCodeSchema.safeParse(code).success;
  const connect = useMutation(
    trpc.sync.connect.mutationOptions({
      onSuccess: async () => {
        noticeDone(t(($) => $.cloud.off.code.done));
        await refresh();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (address.trim() !== '' && isCode) connect.mutate({ address, code });
  };
  return (
    <form className="panel panel-section" onSubmit={submit} noValidate aria-labelledby="cloud-code">
      <h2 className="section-title" id="cloud-code">
        {t(($) => $.cloud.off.code.title)}
      </h2>
      <Text className="hint" mb="md">
        {t(($) => $.cloud.off.code.hint)}
      </Text>
      <Stack gap="md">
        <CloudAddressField value={address} tried={tried} onChange={setAddress} />
        <TextInput
          size="md"
          label={t(($) => $.cloud.off.code.label)}
          autoCapitalize="characters"
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={20}
          value={code}
          error={tried && !isCode ? t(($) => $.cloud.off.code.rule) : undefined}
          onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
        />
        {connect.isError && (
          <p className="cloud-failure" role="alert">
            {describeError(connect.error)}
          </p>
        )}
        <Group>
          <Button type="submit" size="md" loading={connect.isPending} leftSection={<IconPlugConnected size={18} />}>
            {t(($) => $.cloud.off.code.connect)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
