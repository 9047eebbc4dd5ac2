import { Switch } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AuditEntry, auditListSchema } from '#shared/enterprises/operator.ts';
import { subsystems } from '#shared/enterprises/subsystems.ts';
import { Deed } from '../../ui/Deed.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { call } from '../api.ts';

type AuditList = z.infer<typeof auditListSchema>;

/** Who did what, the newest first, for good. */
export function AuditPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const search = useDeferredValue(typed.trim());
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
  return (
    <Page
      title={t(($) => $.operator.audit.title)}
      tools={
        <>
          <SearchField label={t(($) => $.operator.audit.search)} value={typed} onChange={setTyped} />
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
      <PageBody query={found}>
        {({ pages }) => (
          <>
            {pages[0]?.entries.length === 0 ? (
              <Empty
                icon={IconHistory}
                title={
                  search === '' ? t(($) => $.operator.audit.none) : t(($) => $.common.nothingFound, { text: search })
                }
              />
            ) : (
              <ol className="deeds">
                {pages.flatMap((page) => page.entries.map((entry) => <AuditedDeed key={entry.id} entry={entry} />))}
              </ol>
            )}
            <NextPage query={found}>{t(($) => $.operator.audit.older)}</NextPage>
          </>
        )}
      </PageBody>
    </Page>
  );
}

function AuditedDeed({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const details = useDetails(entry);
  const nobody =
    entry.action === 'registration.documents_removed'
      ? t(($) => $.operator.audit.byItself)
      : t(($) => $.operator.audit.commandLine);
  const by = entry.by === '' ? nobody : entry.by;
  const isSelf = entry.action.startsWith('operator.') && entry.by === entry.subject;
  return (
    <Deed at={entry.at} details={details}>
      <strong>{by}</strong> · {t(($) => $.operator.audit.actions[entry.action])}
      {!isSelf && (
        <>
          {' · '}
          <strong>{entry.subject}</strong>
        </>
      )}
    </Deed>
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
