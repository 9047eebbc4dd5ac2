import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconDeviceMobile, IconPlug, IconToolsKitchen2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { QrCode } from '../../ui/QrCode.tsx';
import { NewRecoveryCode } from '../account/NewRecoveryCode.tsx';
import { RecoveryCode } from '../account/RecoveryCode.tsx';
import { problemOf, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useEnter } from '../session.ts';
import { onlyHere } from '../tables/names.ts';
import { usePreferences } from '../window.ts';
import { forgetSetUp, useSetUp } from './draft.ts';
import { makeFloor } from './make.ts';
import { useResolved } from './useResolved.ts';

/** How often this computer's address is asked for again while phones cannot reach it. */
const lookAgainMs = 3_000;

/** The enterprise exists: keep the recovery code, then begin. */
export function Finish() {
  const { t } = useTranslation();
  const { codeWritten, recoveryCode, floorDone, work } = useSetUp();
  const hasGuests = work.includes('landing_ordering');
  const heading = useRef<HTMLHeadingElement>(null);
  const started = useRef(false);
  const floor = useMutation({
    mutationFn: () => makeFloor(useSetUp.getState()),
    onSuccess: () => useSetUp.setState({ floorDone: true }),
  });
  const { mutate } = floor;
  useEffect(() => {
    if (!hasGuests || floorDone || started.current) return;
    started.current = true;
    mutate();
  }, [hasGuests, floorDone, mutate]);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const written = () => useSetUp.setState({ codeWritten: true, recoveryCode: null, password: '' });

  return (
    <main className="set-up-body set-up-finish">
      <div className="set-up-form">
        <h1 ref={heading} tabIndex={-1} className="set-up-title">
          {codeWritten ? t(($) => $.setup.finish.ready) : t(($) => $.setup.finish.title)}
        </h1>
        <Text size="md" c="dimmed" mb="lg">
          {!codeWritten
            ? t(($) => $.setup.finish.hint)
            : hasGuests
              ? t(($) => $.setup.finish.readyHint)
              : t(($) => $.setup.finish.readyHintBench)}
        </Text>
        <Stack gap="lg">
          {!codeWritten &&
            (recoveryCode ? (
              <RecoveryCode code={recoveryCode} onWritten={written} />
            ) : (
              <Stack gap="sm">
                <Text size="md">{t(($) => $.setup.finish.codeGone)}</Text>
                <NewRecoveryCode onWritten={written} />
              </Stack>
            ))}
          {hasGuests && (
            <FloorState error={floor.error} pending={floor.isPending} done={floorDone} onRetry={() => mutate()} />
          )}
          {codeWritten && (
            <div className="set-up-next">
              {hasGuests && <NextForGuests />}
              {work.includes('bench') && <NextForBench />}
            </div>
          )}
        </Stack>
      </div>
    </main>
  );
}

interface FloorStateProps {
  readonly error: unknown;
  readonly pending: boolean;
  readonly done: boolean;
  readonly onRetry: () => void;
}

function FloorState({ error, pending, done, onRetry }: FloorStateProps) {
  const { t } = useTranslation();
  const leave = useLeave();
  if (done) {
    return (
      <p className="set-up-note" role="status">
        <IconCheck size={20} aria-hidden /> {t(($) => $.setup.finish.floorDone)}
      </p>
    );
  }
  if (pending || !error) {
    return (
      <p className="set-up-note" role="status">
        <Loader size="xs" /> {t(($) => $.setup.finish.floorPending)}
      </p>
    );
  }
  const signedOut = problemOf(error)?.code === 'not_signed_in';
  return (
    <Alert
      color="trouble"
      variant="light"
      icon={<IconAlertTriangle />}
      role="alert"
      title={t(($) => $.setup.finish.floorFailed)}
    >
      <Stack gap="sm" align="start">
        <Text size="md">{describeError(error)}</Text>
        {signedOut ? (
          <Button size="md" onClick={() => void leave('/tables')}>
            {t(($) => $.identity.signIn.submit)}
          </Button>
        ) : (
          <Button size="md" onClick={onRetry}>
            {t(($) => $.common.retry)}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Leaves set-up for good and opens a room. */
function useLeave(): (path: string) => Promise<void> {
  const enter = useEnter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const { code } = useResolved();
  return async (path) => {
    usePreferences.setState({ enterpriseId: code });
    await queryClient.fetchQuery(trpc.identity.state.queryOptions(undefined, { staleTime: 0 }));
    navigate(path, { replace: true });
    forgetSetUp();
    await enter();
  };
}

/** Menu, counter and the first table's code. */
function NextForGuests() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const leave = useLeave();
  const floorDone = useSetUp((state) => state.floorDone);
  const links = useQuery(
    trpc.ordering.tables.links.queryOptions(undefined, {
      enabled: floorDone,
      // No news is heard before somebody enters the house.
      refetchInterval: ({ state }) => (state.data?.some(({ url }) => onlyHere(url)) ? lookAgainMs : false),
    }),
  );
  const first = links.data?.[0];
  return (
    <>
      <section className="set-up-card">
        <IconToolsKitchen2 size={28} stroke={1.5} aria-hidden />
        <h2>{t(($) => $.setup.finish.menu)}</h2>
        <p>{t(($) => $.setup.finish.menuHint)}</p>
        <Group gap="xs" mt="auto">
          <Button size="lg" onClick={() => void leave('/menu')}>
            {t(($) => $.setup.finish.openMenu)}
          </Button>
          <Button size="lg" variant="default" onClick={() => void leave('/counter')}>
            {t(($) => $.setup.finish.openCounter)}
          </Button>
        </Group>
      </section>
      {first && (
        <section className="set-up-card">
          <IconDeviceMobile size={28} stroke={1.5} aria-hidden />
          <h2>{t(($) => $.setup.finish.phone, { table: first.table })}</h2>
          {onlyHere(first.url) ? <Unreachable /> : <Scan {...first} />}
        </section>
      )}
    </>
  );
}

/** The first table's code, to try with a phone. */
function Scan({ table, url }: { readonly table: string; readonly url: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t(($) => $.setup.finish.phoneHint)}</p>
      <div className="set-up-qr qr-frame">
        <QrCode text={url} quality="Q" label={t(($) => $.tables.sticker.codeOf, { name: table })} />
      </div>
      <p className="hint set-up-address">{new URL(url).origin}</p>
    </>
  );
}

/** What to do while no phone can reach this computer: a code would lead nowhere. */
function Unreachable() {
  const { t } = useTranslation();
  return (
    <>
      <p className="set-up-unreachable">
        <IconAlertTriangle size={20} aria-hidden />
        {t(($) => $.setup.finish.onlyHere)}
      </p>
      <ol className="set-up-how">
        <li>{t(($) => $.setup.finish.connect)}</li>
        <li>{t(($) => $.setup.finish.samePhone)}</li>
        <li>{t(($) => $.setup.finish.appears)}</li>
      </ol>
      <p className="set-up-note" role="status">
        <Loader size="xs" /> {t(($) => $.setup.finish.waiting)}
      </p>
    </>
  );
}

function NextForBench() {
  const { t } = useTranslation();
  const leave = useLeave();
  return (
    <section className="set-up-card">
      <IconPlug size={28} stroke={1.5} aria-hidden />
      <h2>{t(($) => $.setup.finish.bench)}</h2>
      <p>{t(($) => $.setup.finish.benchHint)}</p>
      <Group gap="xs" mt="auto">
        <Button size="lg" onClick={() => void leave('/bench')}>
          {t(($) => $.setup.finish.openBench)}
        </Button>
      </Group>
    </section>
  );
}
