import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ServiceNotice } from '#shared/ordering/entities.ts';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';

/** The waits the staff choose from, in minutes. */
export const delays = [10, 20, 30, 45] as const;

/** What all phones are told now, and how to change it. Screens that may not change it only show it. */
export function useServiceNotice() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const may = useMay();
  const key = trpc.ordering.notice.get.queryKey();
  const notice = useQuery(trpc.ordering.notice.get.queryOptions(undefined, { enabled: may('table', 'read') }));
  const update = useMutation(
    trpc.ordering.notice.update.mutationOptions({
      // One after the other: on a bad Wi-Fi the first of two changes may come last.
      scope: { id: 'service notice' },
      onMutate: async ({ paused, delayMinutes }) => {
        await queryClient.cancelQueries({ queryKey: key });
        const before = queryClient.getQueryData(key);
        const pausedAt = paused ? (before?.pausedAt ?? Date.now()) : null;
        queryClient.setQueryData(key, { pausedAt, delayMinutes });
        return before;
      },
      onError: (error, _, before) => {
        queryClient.setQueryData(key, before);
        noticeError(error);
      },
      onSuccess: (saved) => queryClient.setQueryData(key, saved),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: key }),
    }),
  );
  const now: ServiceNotice = notice.data ?? { pausedAt: null, delayMinutes: null };
  const change = (part: { paused?: boolean; delayMinutes?: number | null }) =>
    update.mutate({ paused: now.pausedAt !== null, delayMinutes: now.delayMinutes, ...part });
  return {
    ...now,
    isKnown: notice.data !== undefined,
    mayChange: may('ticket', 'update'),
    pause: () => change({ paused: true }),
    resume: () => {
      change({ paused: false });
      noticeDone(t(($) => $.floor.service.resumed));
    },
    setDelay: (delayMinutes: number | null) => change({ delayMinutes }),
  };
}
