import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconClipboardCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { describeError } from '../api.ts';
import { takeLastBack, useDecisions } from './decisions.ts';
import { QueueList } from './QueueList.tsx';
import { type QueueState, queueOptions, registrationOptions } from './queries.ts';
import { RegistrationView } from './RegistrationView.tsx';
import './registrations.css';

const states: readonly QueueState[] = ['pending', 'asked_again', 'rejected', 'approved'];

/** The queue of registrations and the one that is looked at; after a decision the next one follows. */
export function RegistrationsPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [, params] = useRoute('/registrations/:id');
  const isPhone = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const [state, setState] = useState<QueueState>('pending');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const queue = useQuery(queueOptions(state, search));
  const taken = useDecisions((store) => store.taken);
  const entries = queue.data?.entries.filter((entry) => !taken.has(entry.enterpriseId)) ?? [];
  const chosen = params?.id;
  const place = entries.findIndex((entry) => entry.enterpriseId === chosen);
  const open = (id: string | undefined, replace = false) =>
    navigate(id === undefined ? '/registrations' : `/registrations/${id}`, { replace });
  const step = (by: number) => {
    const to = entries[place < 0 ? 0 : Math.min(entries.length - 1, Math.max(0, place + by))];
    if (to) open(to.enterpriseId, true);
  };

  // On a desk something is always open: the one that has waited longest.
  const first = entries[0]?.enterpriseId;
  useEffect(() => {
    if (!isPhone && chosen === undefined && first !== undefined) navigate(`/registrations/${first}`, { replace: true });
  }, [isPhone, chosen, first, navigate]);
  // Whatever comes next is there when it is asked for.
  const next = entries[place + 1]?.enterpriseId;
  useEffect(() => {
    if (next !== undefined) void queryClient.prefetchQuery(registrationOptions(next));
  }, [next, queryClient]);

  usePageKeys({
    j: () => step(1),
    k: () => step(-1),
    arrowdown: () => step(1),
    arrowup: () => step(-1),
    z: () => {
      const back = takeLastBack();
      if (back !== undefined) open(back);
    },
  });

  const onDecided = () => {
    const following = entries[place + 1] ?? entries[place - 1];
    open(isPhone ? undefined : following?.enterpriseId, true);
  };
  const counts = queue.data?.counts;
  const showList = !isPhone || chosen === undefined;
  return (
    <Page
      title={t(($) => $.operator.registrations.title)}
      tools={
        showList && (
          <>
            <SegmentedControl
              size="sm"
              aria-label={t(($) => $.operator.enterprises.state)}
              value={state}
              onChange={(value) => {
                setState(states.find((known) => known === value) ?? 'pending');
                open(undefined, true);
              }}
              data={states.map((known) => ({
                value: known,
                label: `${t(($) => $.operator.registrations.states[known])}${counts && counts[known] > 0 ? ` ${counts[known]}` : ''}`,
              }))}
            />
            <SearchField label={t(($) => $.operator.registrations.search)} value={typed} onChange={setTyped} />
          </>
        )
      }
    >
      {queue.isError && !queue.data ? (
        <LoadFailed reason={describeError(queue.error)} onRetry={() => void queue.refetch()} />
      ) : (
        <div className="audit">
          {showList && (
            <section className="audit-queue" aria-label={t(($) => $.operator.registrations.list)}>
              {queue.data ? (
                <QueueList
                  entries={entries}
                  chosen={chosen}
                  state={state}
                  search={search}
                  more={queue.data.more}
                  onOpen={(id) => open(id, !isPhone)}
                />
              ) : (
                <ListSkeleton rows={6} height={72} />
              )}
            </section>
          )}
          {chosen !== undefined ? (
            <RegistrationView
              key={chosen}
              id={chosen}
              onBack={isPhone ? () => open(undefined) : undefined}
              onDecided={onDecided}
              onUndo={() => open(chosen)}
            />
          ) : (
            !isPhone &&
            entries.length > 0 && <Empty icon={IconClipboardCheck} title={t(($) => $.operator.registrations.choose)} />
          )}
        </div>
      )}
    </Page>
  );
}
