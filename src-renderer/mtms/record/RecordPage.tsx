import { NativeSelect } from '@mantine/core';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { RecordEntry, recordListSchema } from '#shared/bench/operator.ts';
import { Deed } from '../../ui/Deed.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { call } from '../api.ts';
import { RecordTools } from './RecordTools.tsx';
import { recordActions, useActionName, useDetail } from './words.ts';

type RecordList = z.infer<typeof recordListSchema>;

/** Everything that was done and refused, the newest first. */
export function RecordPage() {
  const { t } = useTranslation();
  const name = useActionName();
  const [typed, setTyped] = useState('');
  const [action, setAction] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useInfiniteQuery({
    queryKey: ['record', search, action],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        search,
        ...(action === '' ? {} : { action }),
        ...(pageParam === 0 ? {} : { before: String(pageParam) }),
      });
      return call<RecordList>('GET', `/views/record?${query}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last: RecordList) => (last.more ? last.entries.at(-1)?.seq : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Page
      title={t(($) => $.mtms.rooms.record)}
      tools={
        <>
          <SearchField label={t(($) => $.mtms.record.search)} value={typed} onChange={setTyped} />
          <NativeSelect
            size="md"
            aria-label={t(($) => $.mtms.record.action)}
            value={action}
            onChange={(event) => setAction(event.currentTarget.value)}
            data={[
              { value: '', label: t(($) => $.mtms.record.all) },
              ...recordActions.map((value) => ({ value, label: name(value) })),
            ]}
          />
        </>
      }
    >
      <PageBody query={found}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          return (
            <>
              <RecordTools />
              {entries.length === 0 ? (
                search === '' && action === '' ? (
                  <Empty icon={IconHistory} title={t(($) => $.mtms.record.none)} />
                ) : (
                  <Empty icon={IconSearch} title={t(($) => $.mtms.record.noneFound)} />
                )
              ) : (
                <ol className="deeds">
                  {entries.map((entry) => (
                    <RecordedDeed key={entry.seq} entry={entry} />
                  ))}
                </ol>
              )}
              <NextPage query={found}>{t(($) => $.mtms.record.older)}</NextPage>
            </>
          );
        }}
      </PageBody>
    </Page>
  );
}

function RecordedDeed({ entry }: { entry: RecordEntry }) {
  const name = useActionName();
  const detail = useDetail();
  const details = Object.entries(entry.details).map(([key, value]) => detail(key, value));
  return (
    <Deed number={entry.seq} at={entry.at} details={details.join(' · ')}>
      <strong>{name(entry.action)}</strong> · {entry.actor}
    </Deed>
  );
}
