import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EnrolmentView } from '#shared/bench/enrolment-view.ts';
import { useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';

/**
 * It changes a few times a day, so it is asked for: a browser has six connections to a computer, and a stream more beside
 * those of the page would leave none for what a person does.
 */
const lookMs = 5_000;

/** How the bench stands with its MTMS; undefined until that is known. */
export function useEnrolment(): EnrolmentView | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.bench.enrolment.get.queryOptions(undefined, { refetchInterval: lookMs, staleTime: 0 })).data;
}

/** Puts what the computer answered in the place of what was known. */
function useTake() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return (view: EnrolmentView) => queries.setQueryData(trpc.bench.enrolment.get.queryKey(), view);
}

/** Connects by a code; the failure is the form's to show. */
export function useEnrol(connected: (view: EnrolmentView) => void) {
  const trpc = useTRPC();
  const take = useTake();
  const queries = useQueryClient();
  return useMutation(
    trpc.bench.enrolment.enrol.mutationOptions({
      onSuccess: (view) => {
        take(view);
        connected(view);
      },
      // What it says of a try that is under way is over.
      onError: () => queries.invalidateQueries({ queryKey: trpc.bench.enrolment.get.queryKey() }),
    }),
  );
}

/** Tries again at once what did not succeed. */
export function useRetryEnrolment() {
  const trpc = useTRPC();
  const take = useTake();
  return useMutation(trpc.bench.enrolment.retry.mutationOptions({ onSuccess: take, onError: noticeError }));
}

export function useDisconnect(said: string) {
  const trpc = useTRPC();
  const take = useTake();
  return useMutation(
    trpc.bench.enrolment.disconnect.mutationOptions({
      onSuccess: (view) => {
        take(view);
        noticeDone(said);
      },
      onError: noticeError,
    }),
  );
}
