import { Alert, Button, Group, Text } from '@mantine/core';
import { IconCloudCheck, IconCopy, IconDownload, IconRefresh, IconTrash } from '@tabler/icons-react';
import { infiniteQueryOptions, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '#shared/errors.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { client, useTRPC } from '../api.ts';
import { copyText } from '../copy.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePersonName } from '../usePersonName.ts';
import { type OutboxItem, useRefreshSync } from './useSync.ts';
import { entityName } from './words.ts';

const page = 100;

/** What was written here and has not travelled: what waits by itself, and what was not taken and waits for a person. */
export function Outbox() {
  const { t } = useTranslation();
  const may = useMay();
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...trpc.sync.outbox.pathKey(), 'pages'],
      queryFn: ({ pageParam, signal }) => client.sync.outbox.list.query({ after: pageParam, limit: page }, { signal }),
      initialPageParam: 0,
      getNextPageParam: (last) => (last.length < page ? null : (last.at(-1)?.seq ?? null)),
    }),
  );
  const entries = list.data?.pages.flat() ?? [];
  return (
    <section className="panel panel-section" aria-labelledby="cloud-outbox">
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <h2 className="section-title" id="cloud-outbox">
            {t(($) => $.cloud.outbox.title)}
          </h2>
          <Text className="hint">{t(($) => $.cloud.outbox.hint)}</Text>
        </div>
        {entries.length > 0 && may('enterprise', 'update') && <Exports />}
      </Group>
      {list.isError && !list.data ? (
        <LoadFailed reason={describeError(list.error)} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <ListSkeleton rows={4} />
      ) : entries.length === 0 ? (
        <Empty
          icon={IconCloudCheck}
          title={t(($) => $.cloud.outbox.empty)}
          detail={t(($) => $.cloud.outbox.emptyDetail)}
        />
      ) : (
        <ul className="cloud-list">
          {entries.map((entry) => (
            <Entry key={entry.seq} entry={entry} />
          ))}
        </ul>
      )}
      <NextPage query={list}>{t(($) => $.cloud.outbox.more)}</NextPage>
    </section>
  );
}

function Entry({ entry }: { entry: OutboxItem }) {
  const { t } = useTranslation();
  const may = useMay();
  const colour = { rejected: 'trouble', pending: 'new', sent: 'progress' } as const;
  const { state, code, content, seq, actor } = entry;
  const name = usePersonName()(actor);
  // Guests and the program itself have no name.
  const who = name === actor ? [] : [name];
  // What scrolls is reached by keyboard too.
  const reading = { tabIndex: 0, role: 'region', 'aria-label': t(($) => $.cloud.outbox.content) } as const;
  return (
    <li className="cloud-entry">
      <div className="cloud-row">
        <StateChip state={colour[state]}>{t(($) => $.cloud.outbox[state])}</StateChip>
        <span className="cloud-name">{entityName(entry.entity, t)}</span>
        <span className="hint">
          {[t(($) => $.cloud.outbox.kinds[entry.kind]), ...who, formatDateTime(entry.at, currentLanguage())].join(
            ' · ',
          )}
        </span>
      </div>
      {code && (
        <Alert color="trouble" variant="light" p="xs">
          <Text size="md">{errorMessage(code, currentLanguage())}</Text>
        </Alert>
      )}
      <details open={state === 'rejected'}>
        <summary>{t(($) => $.cloud.outbox.content)}</summary>
        <pre className="cloud-content" {...reading}>
          {content}
        </pre>
        <Button
          size="md"
          variant="default"
          leftSection={<IconCopy size={18} />}
          onClick={() =>
            void copyText(
              content,
              t(($) => $.cloud.outbox.copied),
            )
          }
        >
          {t(($) => $.cloud.outbox.copy)}
        </Button>
      </details>
      {state === 'rejected' && may('enterprise', 'update') && <Acts seq={seq} />}
    </li>
  );
}

function Acts({ seq }: { seq: number }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const retry = useMutation(
    trpc.sync.outbox.retry.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.outbox.retried)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  const discard = useMutation(
    trpc.sync.outbox.discard.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.outbox.discarded)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return (
    <Group gap="xs" align="start">
      <Button
        size="md"
        leftSection={<IconRefresh size={18} />}
        loading={retry.isPending}
        onClick={() => retry.mutate({ seq })}
      >
        {t(($) => $.cloud.outbox.retry)}
      </Button>
      <TwoStepButton
        label={t(($) => $.cloud.outbox.discard)}
        icon={<IconTrash size={18} />}
        explanation={t(($) => $.cloud.outbox.discardWhat)}
        confirm={t(($) => $.cloud.outbox.discardConfirm)}
        pending={discard.isPending}
        onConfirm={() => discard.mutate({ seq })}
      />
    </Group>
  );
}

function save({ name, type, text }: { name: string; type: string; text: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function Exports() {
  const { t } = useTranslation();
  const file = useMutation({
    mutationFn: (format: 'csv' | 'json') => client.sync.outbox.export.query({ format }),
    onSuccess: save,
    onError: noticeError,
  });
  const formats = { csv: t(($) => $.cloud.outbox.exportCsv), json: t(($) => $.cloud.outbox.exportJson) };
  return (
    <Group gap="xs">
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          size="md"
          variant="default"
          leftSection={<IconDownload size={18} />}
          loading={file.isPending && file.variables === format}
          onClick={() => file.mutate(format)}
          aria-label={t(($) => $.cloud.outbox.exportName, { format: formats[format] })}
        >
          {formats[format]}
        </Button>
      ))}
    </Group>
  );
}
