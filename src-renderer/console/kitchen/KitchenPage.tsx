import { Skeleton, Switch, Text, Title } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { playSound } from '../sounds.ts';
import { usePreferences } from '../window.ts';
import { TicketCard } from './TicketCard.tsx';
import './kitchen.css';

const columns = ['queued', 'cooking', 'ready'] as const;

/** The kitchen's tickets, oldest first; a tap moves one on. */
export default function KitchenPage() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  // Live changes make this stale at once; the slow poll only covers a clock that slept.
  const tickets = useQuery(trpc.ordering.tickets.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const dark = usePreferences((state) => state.kitchenDark);
  useNewTicketSound(tickets.data);
  const count = tickets.data?.length ?? 0;
  if (tickets.isError && !tickets.data) {
    return <LoadFailed reason={describeError(tickets.error)} onRetry={() => void tickets.refetch()} />;
  }
  return (
    <div className="kitchen">
      <div className="kitchen-head">
        <Title order={1} size="h3">
          {t(($) => $.kitchen.title)}
        </Title>
        <Text c="dimmed" size="md">
          {t(($) => $.kitchen.summary, { count })}
        </Text>
        <Switch
          className="touch-switch"
          ml="auto"
          size="md"
          checked={dark}
          label={t(($) => $.kitchen.dark)}
          onChange={(event) => usePreferences.setState({ kitchenDark: event.currentTarget.checked })}
        />
      </div>
      {tickets.isPending && (
        <div className="kitchen-columns" aria-hidden>
          {columns.map((state) => (
            <Skeleton key={state} h={220} />
          ))}
        </div>
      )}
      {tickets.isSuccess && count === 0 && (
        <div className="kitchen-quiet">
          <IconMoodSmile size={64} stroke={1.2} aria-hidden />
          <p>{t(($) => $.kitchen.empty)}</p>
        </div>
      )}
      {count > 0 && (
        <div className="kitchen-columns">
          {columns.map((state) => {
            const inColumn = tickets.data?.filter((ticket) => ticket.state === state) ?? [];
            return (
              <section
                key={state}
                className="kitchen-column"
                data-column={state}
                aria-label={t(($) => $.kitchen[state])}
              >
                <h2>
                  {t(($) => $.kitchen[state])}
                  <span>{inColumn.length}</span>
                </h2>
                {inColumn.length === 0 && <p className="kitchen-none">{t(($) => $.kitchen.emptyColumn)}</p>}
                <div className="tickets">
                  {inColumn.map((ticket) => (
                    <TicketCard key={ticket.id} ticket={ticket} />
                  ))}
                </div>
              </section>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** Tells the kitchen of tickets that were not there before; not of those found when the page opened. */
function useNewTicketSound(tickets: readonly { id: string; state: string }[] | undefined): void {
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!tickets) return;
    const before = known.current;
    known.current = new Set(tickets.map((ticket) => ticket.id));
    if (before && tickets.some((ticket) => ticket.state === 'queued' && !before.has(ticket.id))) playSound('newOrder');
  }, [tickets]);
}
