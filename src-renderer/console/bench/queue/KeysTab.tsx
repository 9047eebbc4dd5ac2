import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconKey, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOperation, BenchOperationState } from '#shared/bench/collection.ts';
import { serialSchema } from '#shared/bench/statements.ts';
import type { BenchView } from '#shared/bench/views.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { NextPage } from '../../../ui/NextPage.tsx';
import { client, useTRPC } from '../../api.ts';
import { describeError, noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { ApproveSheet } from '../work/ApproveSheet.tsx';
import { MtmsBanner } from '../work/MtmsBanner.tsx';
import { OperationRow } from './OperationRow.tsx';
import './keys.css';

const filters = {
  open: { open: true },
  trouble: { open: true, states: ['EXPIRED', 'QUARANTINED', 'REFUSED'] },
  all: {},
} as const satisfies Record<string, { open?: true; states?: readonly BenchOperationState[] }>;
type Filter = keyof typeof filters;

/** Operations on one page of the landing's answer. */
const pageSize = 50;

/** Every key that was collected here, where it is now and what it waits for; a terminal's history by its number. */
export function KeysTab({ view }: { view: BenchView }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const [filter, setFilter] = useState<Filter>('open');
  const [text, setText] = useState('');
  const [approving, setApproving] = useState<BenchOperation | null>(null);
  const serial = serialSchema.safeParse(text.trim()).data;
  const { states, ...only }: { open?: true; states?: readonly BenchOperationState[] } = filters[filter];
  const wanted = serial ? { serial } : { ...only, ...(states && { states: [...states] }) };
  const operations = useInfiniteQuery({
    queryKey: [...trpc.bench.operations.queryKey(wanted), 'pages'],
    queryFn: ({ pageParam: before }) => client.bench.operations.query({ ...wanted, ...(before && { before }) }),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.opId),
  });
  const retry = useMutation(trpc.bench.retry.mutationOptions({ onError: noticeError }));
  const list = operations.data?.pages.flat() ?? [];
  const empty = {
    open: t(($) => $.keyRecord.keys.empty),
    trouble: t(($) => $.keyRecord.keys.emptyTrouble),
    all: t(($) => $.keyRecord.keys.emptyAll),
  };
  return (
    <div className="bench-keys">
      <MtmsBanner mtms={view.collection.mtms} queue={view.collection.queue} />
      <div className="bench-tools">
        <SegmentedControl
          size="md"
          aria-label={t(($) => $.keyRecord.keys.filter)}
          value={serial ? 'all' : filter}
          onChange={(value) => {
            setText('');
            setFilter(value as Filter);
          }}
          data={(Object.keys(filters) as Filter[]).map((value) => ({
            value,
            label: t(($) => $.keyRecord.keys.filters[value]),
          }))}
        />
        <TextInput
          size="md"
          className="bench-search"
          aria-label={t(($) => $.keyRecord.keys.serial)}
          placeholder={t(($) => $.keyRecord.keys.serial)}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {view.collection.queue.waiting > 0 && may('terminal_key', 'create') && (
          <Button
            size="md"
            variant="default"
            leftSection={<IconRefresh size={18} />}
            loading={retry.isPending}
            onClick={() => retry.mutate({})}
          >
            {t(($) => $.keyRecord.keys.retryAll)}
          </Button>
        )}
      </div>
      {operations.isPending && <ListSkeleton rows={4} height={108} />}
      {operations.isError && (
        <LoadFailed reason={describeError(operations.error)} onRetry={() => void operations.refetch()} />
      )}
      {operations.isSuccess && list.length === 0 && (
        <Empty
          icon={IconKey}
          title={serial ? t(($) => $.keyRecord.keys.emptySerial, { serial }) : empty[filter]}
          {...(!serial && filter === 'open' ? { detail: t(($) => $.keyRecord.keys.emptyDetail) } : {})}
        />
      )}
      {list.length > 0 && (
        <ul className="bench-operations">
          {list.map((operation) => (
            <OperationRow key={operation.opId} operation={operation} onApprove={() => setApproving(operation)} />
          ))}
        </ul>
      )}
      <NextPage query={operations}>{t(($) => $.keyRecord.keys.more)}</NextPage>
      {approving && <ApproveSheet operation={approving} onClose={() => setApproving(null)} />}
    </div>
  );
}
