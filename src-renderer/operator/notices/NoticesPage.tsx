import { SegmentedControl } from '@mantine/core';
import { IconBell, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NoticeState, noticeStates } from '#shared/notices/kinds.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { describeError } from '../api.ts';
import { NoticeRows } from './NoticeRows.tsx';
import { Providers } from './Providers.tsx';
import { listOptions, settingsOptions } from './queries.ts';
import './notices.css';

/** What merchants and operators are told: by which ways, and what became of each notice. */
export function NoticesPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<NoticeState>('waiting');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useInfiniteQuery(listOptions(state, search));
  const settings = useQuery(settingsOptions);
  const notices = found.data?.pages.flatMap((page) => page.notices);
  const counts = found.data?.pages[0]?.counts;
  const error = found.data && settings.data ? null : (found.error ?? settings.error);
  const retry = () => {
    void found.refetch();
    void settings.refetch();
  };
  return (
    <Page
      title={t(($) => $.notices.title)}
      tools={
        <>
          <SegmentedControl
            size="sm"
            aria-label={t(($) => $.notices.list)}
            value={state}
            onChange={(value) => setState(noticeStates.find((known) => known === value) ?? 'waiting')}
            data={noticeStates.map((known) => ({
              value: known,
              label: `${t(($) => $.notices.states[known])}${counts && counts[known] > 0 ? ` ${counts[known]}` : ''}`,
            }))}
          />
          <SearchField label={t(($) => $.notices.search)} value={typed} onChange={setTyped} />
        </>
      }
    >
      {error ? (
        <LoadFailed reason={describeError(error)} onRetry={retry} />
      ) : (
        <div className="page-body">
          {settings.data && <Providers settings={settings.data} waiting={state === 'waiting' ? (notices ?? []) : []} />}
          {!notices ? (
            <ListSkeleton />
          ) : notices.length > 0 ? (
            <NoticeRows notices={notices} />
          ) : search === '' ? (
            <Empty icon={IconBell} title={t(($) => $.notices.none[state])} detail={t(($) => $.notices.none.hint)} />
          ) : (
            <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />
          )}
          <NextPage query={found}>{t(($) => $.notices.older)}</NextPage>
        </div>
      )}
    </Page>
  );
}
