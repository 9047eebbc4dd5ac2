import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconDeviceMobileOff, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { normalizeTypedCode, typedCodeLength } from '#shared/lan/names.ts';
import { useTRPC } from '../api.ts';
import { EntranceCard } from '../../ui/EntranceCard.tsx';
import { describeError } from '../notices.tsx';
import { useWindow } from '../window.ts';

/** The code of the page's address, taken out of it at once: it must not stay in the history. */
const scannedCode = takeCode();

function takeCode(): string {
  const { pathname, hash } = location;
  if (pathname !== '/console/pair' || hash.length < 2) return '';
  history.replaceState(null, '', pathname);
  return decodeURIComponent(hash.slice(1));
}

/** What a device that is not paired sees, whatever it asked for. */
export function PairPage({ trustPage }: { trustPage: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const removed = useWindow((state) => state.unpaired);
  const [scanned, setScanned] = useState(scannedCode);
  const [typed, setTyped] = useState('');
  const pair = useMutation(
    trpc.lan.pair.mutationOptions({
      onSuccess: async () => {
        useWindow.setState({ unpaired: false, sessionEnded: false });
        queryClient.removeQueries({ type: 'inactive' });
        await queryClient.resetQueries();
      },
      // A code works once: the next try is typed, or scanned anew.
      onError: () => setScanned(''),
    }),
  );
  const code = scanned || typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pair.mutate({ code });
  };
  return (
    <EntranceCard>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Title order={1} size="h2">
            {t(($) => $.devices.enter.title)}
          </Title>
          {removed && (
            <Alert color="trouble" variant="light" role="alert" icon={<IconDeviceMobileOff />}>
              <Text size="md">{t(($) => $.devices.enter.removed)}</Text>
            </Alert>
          )}
          <Text size="md">
            {scanned
              ? t(($) => $.devices.enter.scanned)
              : `${t(($) => $.devices.enter.explain)} ${t(($) => $.devices.enter.where)}`}
          </Text>
          {!scanned && (
            <TextInput
              size="lg"
              classNames={{ input: 'typed-code' }}
              label={t(($) => $.devices.enter.code)}
              placeholder="XXXX-XXXX"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={12}
              required
              withAsterisk={false}
            />
          )}
          {pair.isError && (
            <Alert color="trouble" variant="light" role="alert" icon={<IconAlertTriangle />}>
              <Text size="md">{describeError(pair.error)}</Text>
            </Alert>
          )}
          <Button
            type="submit"
            size="lg"
            fullWidth
            loading={pair.isPending}
            disabled={!scanned && normalizeTypedCode(typed).length !== typedCodeLength}
          >
            {t(($) => $.devices.enter.submit)}
          </Button>
          {trustPage && (
            <Alert color="new" variant="light" role="note" icon={<IconShieldLock />}>
              <Text size="md">{t(($) => $.devices.enter.warned)}</Text>
              <Anchor href={trustPage} size="md" className="trust-link">
                {trustPage}
              </Anchor>
            </Alert>
          )}
        </Stack>
      </form>
    </EntranceCard>
  );
}
