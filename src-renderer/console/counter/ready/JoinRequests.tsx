import { Button } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';

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
        <li key={sessionId} className="call" data-kind="phones">
          <IconDeviceMobile size={24} aria-hidden />
          <span className="call-table">{table}</span>
          <span className="call-what">
            {t(($) => $.counter.ready.asks, { number })}
            <br />
            <Age at={at} />
          </span>
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
        </li>
      ))}
    </ul>
  );
}
