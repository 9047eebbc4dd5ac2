import { Button, Switch, Text, TextInput } from '@mantine/core';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AuditEntry, auditListSchema } from '#shared/enterprises/operator.ts';
import { subsystems } from '#shared/enterprises/subsystems.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { call, describeError } from '../api.ts';
import './audit.css';

type AuditList = z.infer<typeof auditListSchema>;

/** Who did what, the newest first, for good. */
export function AuditPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const search = useDeferredValue(typed.trim());
  const searchRef = useRef<HTMLInputElement>(null);
  const found = useInfiniteQuery({
    queryKey: ['audit', search, all],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        search,
        all: String(all),
        ...(pageParam === '' ? {} : { before: pageParam }),
      });
      return call<AuditList>('GET', `/audit?${query}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last: AuditList) => (last.more ? last.entries.at(-1)?.id : undefined),
    placeholderData: keepPreviousData,
  });
  usePageKeys({ '/': () => searchRef.current?.focus() });
  const entries = found.data?.pages.flatMap((page) => page.entries);
  return (
    <Page
      title={t(($) => $.operator.audit.title)}
      tools={
        <>
          <TextInput
            ref={searchRef}
            className="page-search"
            size="md"
            type="search"
            leftSection={<IconSearch size={18} />}
            aria-label={t(($) => $.operator.audit.search)}
            placeholder={t(($) => $.operator.audit.search)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Switch
            className="touch-switch"
            size="md"
            label={t(($) => $.operator.audit.all)}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
        </>
      }
    >
      {found.isError && !found.data ? (
        <LoadFailed reason={describeError(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <div className="page-body">
          {!entries ? (
            <ListSkeleton />
          ) : entries.length === 0 ? (
            <Empty
              icon={IconHistory}
              title={
                search === '' ? t(($) => $.operator.audit.none) : t(($) => $.common.nothingFound, { text: search })
              }
            />
          ) : (
            <ol className="deeds">
              {entries.map((entry) => (
                <Deed key={entry.id} entry={entry} />
              ))}
            </ol>
          )}
          {found.hasNextPage && (
            <Button
              variant="default"
              size="md"
              mt="md"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t(($) => $.operator.audit.older)}
            </Button>
          )}
        </div>
      )}
    </Page>
  );
}

function Deed({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const details = useDetails(entry);
  const by = entry.by === '' ? t(($) => $.operator.audit.commandLine) : entry.by;
  const isSelf = entry.action.startsWith('operator.') && entry.by === entry.subject;
  return (
    <li className="deed">
      <time className="hint number" dateTime={new Date(entry.at).toISOString()}>
        {formatDateTime(entry.at, currentLanguage())}
      </time>
      <div>
        <Text size="md">
          <strong>{by}</strong> · {t(($) => $.operator.audit.actions[entry.action])}
          {!isSelf && (
            <>
              {' · '}
              <strong>{entry.subject}</strong>
            </>
          )}
        </Text>
        {details !== '' && <p className="hint deed-details">{details}</p>}
      </div>
    </li>
  );
}

/** What else is known of a deed, in words. */
function useDetails({ action, details }: AuditEntry): string {
  const { t } = useTranslation();
  if (action === 'enterprise.renamed') return `${details['from']} → ${details['to']}`;
  if (action === 'enterprise.switched') {
    const part = subsystems.find((known) => known === details['subsystem']);
    const name = part ? t(($) => $.operator.parts[part]) : String(details['subsystem']);
    return `${name}: ${details['on'] === true ? t(($) => $.operator.audit.details.on) : t(($) => $.operator.audit.details.off)}`;
  }
  return Object.values(details).map(String).join(' · ');
}
