import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDatabaseExport, IconDownload, IconLifebuoy } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { type Outputs, useTRPC } from '../api.ts';
import { resultOf } from '../desktop.ts';
import { describeError, noticeError } from '../notices.tsx';

type State = Outputs['backup']['state'];

const pollMs = 500;
const addressOf = (name: string) => `/backups/${encodeURIComponent(name)}`;

function sizeOf(bytes: number): string {
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit: 'megabyte',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(bytes / 1_000_000);
}

function dateOf(at: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Hands the file to the browser, which keeps it where the person keeps downloads (the desktop asks where). */
function download(name: string): void {
  const link = document.createElement('a');
  link.href = addressOf(name);
  link.download = name;
  link.click();
}

/** A backup of the whole shop, made while ordering goes on, and how one is restored. */
export function BackupSection({ bridge }: { bridge: DesktopBridge | undefined }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const state = useQuery(
    trpc.backup.state.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data?.running ? pollMs : false),
    }),
  );
  const refresh = () => queries.invalidateQueries(trpc.backup.state.queryFilter());
  const make = useMutation(trpc.backup.make.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const cancel = useMutation(trpc.backup.cancel.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const safeMode = useMutation({
    mutationFn: async () => bridge && resultOf(bridge.enterSafeMode()),
    onError: noticeError,
  });
  const { data } = state;
  /** The newest backup when this page asked for another; undefined: it did not ask. */
  const before = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    if (!data || data.running || before.current === undefined || make.isPending) return;
    if (data.last && data.last.name !== before.current) {
      download(data.last.name);
      before.current = undefined;
    } else if (data.failure) before.current = undefined;
  }, [data, make.isPending]);
  const begin = () => {
    before.current = data?.last?.name ?? null;
    make.mutate();
  };
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.backup.title)}>
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.computer.backup.title)}</h2>
        <Text className="hint" mb="md">
          {t(($) => $.computer.backup.hint)}
        </Text>
        {data ? (
          <Stack gap="md">
            {data.failure && (
              <Alert color="trouble" icon={<IconAlertTriangle size={18} />} title={t(($) => $.computer.backup.failed)}>
                {data.failure}
              </Alert>
            )}
            <Last last={data.last} />
            {data.running ? (
              <Running running={data.running} onCancel={() => cancel.mutate()} cancelling={cancel.isPending} />
            ) : (
              <Group>
                <Button
                  size="md"
                  leftSection={<IconDatabaseExport size={18} />}
                  loading={make.isPending}
                  onClick={begin}
                >
                  {t(($) => $.computer.backup.make)}
                </Button>
                {data.last && (
                  <Button
                    component="a"
                    href={addressOf(data.last.name)}
                    download
                    size="md"
                    variant="default"
                    leftSection={<IconDownload size={18} />}
                  >
                    {t(($) => $.computer.backup.download)}
                  </Button>
                )}
              </Group>
            )}
            <Text className="hint">
              {t(($) => (bridge ? $.computer.backup.restore : $.computer.backup.restoreThere))}
            </Text>
            {bridge && (
              <Button
                size="md"
                variant="default"
                w="fit-content"
                leftSection={<IconLifebuoy size={18} />}
                loading={safeMode.isPending}
                onClick={() => safeMode.mutate()}
              >
                {t(($) => $.computer.backup.safeMode)}
              </Button>
            )}
          </Stack>
        ) : state.isError ? (
          <LoadFailed reason={describeError(state.error)} onRetry={() => void state.refetch()} />
        ) : (
          <ListSkeleton rows={2} height={48} />
        )}
      </div>
    </section>
  );
}

function Last({ last }: { last: State['last'] }) {
  const { t } = useTranslation();
  return (
    <Text size="md" role="status">
      {last
        ? t(($) => $.computer.backup.last, { date: dateOf(last.madeAt), size: sizeOf(last.size) })
        : t(($) => $.computer.backup.none)}
    </Text>
  );
}

function Running(props: { running: NonNullable<State['running']>; onCancel: () => void; cancelling: boolean }) {
  const { t } = useTranslation();
  const { step, done, total } = props.running;
  const text = t(($) => $.computer.backup.steps[step === 'packing' || step === 'checking' ? step : 'copying']);
  return (
    <Stack gap="xs">
      <Text size="md">{text}</Text>
      <Progress value={total > 0 ? (done / total) * 100 : 100} animated={total === 0} size="lg" aria-label={text} />
      <Button size="md" variant="default" w="fit-content" loading={props.cancelling} onClick={props.onCancel}>
        {t(($) => $.common.cancel)}
      </Button>
    </Stack>
  );
}
