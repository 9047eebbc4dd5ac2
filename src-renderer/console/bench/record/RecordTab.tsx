import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconSearch, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serialSchema } from '#shared/bench/statements.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { NextPage } from '../../../ui/NextPage.tsx';
import { client, useTRPC } from '../../api.ts';
import { describeError, noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { RecordRow } from './RecordRow.tsx';
import { Verdict } from './Verdict.tsx';
import './record.css';

/** Entries on one page of the landing's answer. */
const pageSize = 50;

/** The bench's record: newest first, of one terminal or all, whether it is whole, and a copy to take along. */
export function RecordTab() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const [text, setText] = useState('');
  const serial = serialSchema.safeParse(text.trim()).data;
  const wanted = serial ? { serial } : {};
  const entries = useInfiniteQuery({
    queryKey: [...trpc.bench.record.queryKey(wanted), 'pages'],
    queryFn: ({ pageParam: before }) => client.bench.record.query({ ...wanted, ...(before > 0 && { before }) }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.seq),
  });
  const verify = useMutation(trpc.bench.verifyRecord.mutationOptions({ onError: noticeError }));
  const list = entries.data?.pages.flat() ?? [];
  return (
    <div className="bench-record">
      <div className="bench-tools">
        <TextInput
          size="md"
          className="bench-search"
          aria-label={t(($) => $.keyRecord.record.serial)}
          placeholder={t(($) => $.keyRecord.record.serial)}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {may('terminal_key', 'export') && (
          <>
            <Button
              component="a"
              href="/bench/record.jsonl"
              download
              size="md"
              variant="default"
              leftSection={<IconDownload size={18} />}
            >
              {t(($) => $.keyRecord.record.export)}
            </Button>
            <Button component="a" href="/bench/record.pub" download size="md" variant="default">
              {t(($) => $.keyRecord.record.exportKey)}
            </Button>
          </>
        )}
        <Button
          size="md"
          leftSection={<IconShieldCheck size={18} />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t(($) => $.keyRecord.record.verify)}
        </Button>
      </div>
      <p className="hint">{t(($) => $.keyRecord.record.hint)}</p>
      {verify.data && <Verdict verdict={verify.data} />}
      {entries.isPending && <ListSkeleton rows={6} height={64} />}
      {entries.isError && <LoadFailed reason={describeError(entries.error)} onRetry={() => void entries.refetch()} />}
      {entries.isSuccess && list.length === 0 && (
        <Empty
          icon={IconShieldCheck}
          title={serial ? t(($) => $.keyRecord.record.emptySerial, { serial }) : t(($) => $.keyRecord.record.empty)}
        />
      )}
      {list.length > 0 && (
        <ol className="bench-entries">
          {list.map((entry) => (
            <RecordRow key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      <NextPage query={entries}>{t(($) => $.keyRecord.record.more)}</NextPage>
    </div>
  );
}
