import { Alert, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stayingSeconds } from '#shared/reach/reach.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import type { Reach } from './AddressSection.tsx';
import { PhoneResult } from './PhoneResult.tsx';
import { type CheckStep, isChecked } from './steps.ts';

/** When no phone came through for this long, something is in the way. */
const patienceMs = 60_000;

interface TestPanelProps {
  readonly step: Exclude<CheckStep, 'reserved'>;
  readonly reach: Reach;
}

/** A test with a phone: the code to scan, what each phone can do, and what to do when none comes. */
export function TestPanel({ step, reach }: TestPanelProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const started = useRef(false);
  const test = useQuery(trpc.reach.selfTest.current.queryOptions(undefined, { staleTime: 0 }));
  const start = useMutation(
    trpc.reach.selfTest.start.mutationOptions({
      onSuccess: (made) => queryClient.setQueryData(trpc.reach.selfTest.current.queryKey(), made),
      onError: noticeError,
    }),
  );
  const { mutate } = start;
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    mutate({ step: step === 'scanners' ? 'camera' : step });
  }, [mutate, step]);
  const code = start.data?.code;
  const current = test.data && test.data.code === code ? test.data : start.data;
  const nobody = usePatience(code, current !== undefined && current.phones.length === 0);
  if (!current) return <Loader mt="sm" />;
  const address = `${reach.origin}/self-test/${current.code}`;
  return (
    <div className="test-panel">
      <Text size="md" mb="sm">
        {t(($) => $.stickers.checks[step].how)}
      </Text>
      <div className="test-body">
        <div className="test-code">
          <div className="sticker-code qr-frame">
            <QrCode text={address} label={t(($) => $.stickers.test.codeLabel)} />
          </div>
          <Text className="hint" mt={6}>
            {t(($) => $.stickers.test.link)}
            <br />
            <span className="test-address">{address}</span>
          </Text>
        </div>
        <Stack gap="sm" aria-live="polite">
          {current.phones.length === 0 && !nobody && (
            <Text size="md">
              <Loader size="xs" mr={8} display="inline-block" />
              {t(($) => $.stickers.test.waiting)}
            </Text>
          )}
          {current.phones.map((phone) => (
            <PhoneResult key={phone.id} phone={phone} />
          ))}
          {current.opened > 0 && current.phones.length === 0 && (
            <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
              {t(($) => $.stickers.test.opened)}
            </Alert>
          )}
          {step === 'staying' && current.phones.length > 0 && !isChecked(step, reach.checks) && (
            <Text size="md">{t(($) => $.stickers.test.keepOpen, { seconds: stayingSeconds })}</Text>
          )}
          {isChecked(step, reach.checks) && current.phones.length > 0 && (
            <Text size="md" className="test-passed">
              <IconCheck size={20} aria-hidden /> {t(($) => $.stickers.test.passed)}
            </Text>
          )}
          {nobody && current.opened === 0 && <Nobody reach={reach} />}
        </Stack>
      </div>
    </div>
  );
}

/** Whether a test has waited in vain for its phone. */
function usePatience(code: string | undefined, waiting: boolean): boolean {
  const [over, setOver] = useState<string | undefined>();
  useEffect(() => {
    if (code === undefined || !waiting) return;
    const timer = setTimeout(() => setOver(code), patienceMs);
    return () => clearTimeout(timer);
  }, [code, waiting]);
  return waiting && over !== undefined && over === code;
}

/** What it usually means that no phone reaches this computer. */
function Nobody({ reach }: { reach: Reach }) {
  const { t } = useTranslation();
  const own = (['win32', 'darwin', 'linux'] as const).find((system) => system === reach.platform) ?? 'linux';
  return (
    <Alert
      color="trouble"
      variant="light"
      icon={<IconAlertTriangle />}
      role="alert"
      title={t(($) => $.stickers.test.nobodyTitle)}
    >
      <Stack gap="xs">
        <Text size="md">{t(($) => $.stickers.test.nobodyIsolation)}</Text>
        <Text size="md">{t(($) => $.stickers.test.nobodyFirewall)}</Text>
        <Text size="md">{t(($) => $.stickers.test.firewall[own], { port: reach.port })}</Text>
      </Stack>
    </Alert>
  );
}
