import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { CallCard } from '../queue/CallCard.tsx';

/** Phones that ask to join a table, where the house wants a nod: the guests there usually give it, else the staff. */
export function JoinRequests() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const enabled = useMay()('tab', 'update');
  const joins = useQuery(trpc.ordering.calls.joins.queryOptions(undefined, { enabled, refetchInterval: 60_000 }));
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.ordering.calls.joins.queryKey() });
  const admit = useMutation(trpc.ordering.calls.admit.mutationOptions({ onError: noticeError, onSettled: refresh }));
  if (!joins.data?.length) return null;
  return (
    <ul className="calls">
      {joins.data.map(({ sessionId, tabId, table, number, at }) => (
        <CallCard key={sessionId} kind="phones" table={table} what={t(($) => $.counter.ready.asks, { number })} at={at}>
          <Button
            h={48}
            px="sm"
            fz={16}
            variant="default"
            loading={admit.isPending && admit.variables.sessionId === sessionId}
            onClick={() => admit.mutate({ tabId, sessionId })}
          >
            {t(($) => $.counter.ready.admit)}
          </Button>
        </CallCard>
      ))}
    </ul>
  );
}
