import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Outputs, useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useIsFollowed } from '../session.ts';

export type ListedPrinter = Outputs['printing']['printers']['list'][number];
export type ListedJob = Outputs['printing']['jobs']['list'][number];

/** Whoever follows no stream of changes asks this often. */
const askMs = 10_000;

/** The printers with their live state. */
export function usePrinters() {
  const trpc = useTRPC();
  const isLive = useIsFollowed();
  return useQuery(trpc.printing.printers.list.queryOptions(undefined, { refetchInterval: isLive ? false : askMs }));
}

/** Jobs that are not over, or the last ones that are. */
export function useJobs(which: 'open' | 'recent', enabled = true) {
  const trpc = useTRPC();
  const input = which === 'open' ? {} : { states: ['printed' as const, 'cancelled' as const], limit: 20 };
  const isLive = useIsFollowed();
  const options = { enabled, refetchInterval: isLive ? false : askMs } as const;
  return useQuery(trpc.printing.jobs.list.queryOptions(input, options));
}

/** Reads everything about printing anew. */
export function useRefreshPrinting(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.printing.pathKey() });
}

/** What can be done with a job. */
export function useJobActions() {
  const trpc = useTRPC();
  const onSettled = useRefreshPrinting();
  const options = { onSettled, onError: noticeError };
  const retry = useMutation(trpc.printing.jobs.retry.mutationOptions(options));
  const moveTo = useMutation(trpc.printing.jobs.moveTo.mutationOptions(options));
  const confirm = useMutation(trpc.printing.jobs.confirm.mutationOptions(options));
  const cancel = useMutation(trpc.printing.jobs.cancel.mutationOptions(options));
  return { retry, moveTo, confirm, cancel };
}

/** Sends a test page. */
export function useTestPage(printer: { id: string; name: string }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshPrinting();
  return useMutation(
    trpc.printing.printers.testPage.mutationOptions({
      onSuccess: async () => {
        await refresh();
        noticeDone(t(($) => $.printing.testPageSent, { name: printer.name }));
      },
      onError: noticeError,
    }),
  );
}
