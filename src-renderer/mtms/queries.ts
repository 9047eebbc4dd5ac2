import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Overview } from '#shared/bench/operator.ts';
import { call, noticeError } from './api.ts';

/** What moves by itself is asked for so often while it is looked at. */
export const liveMs = 3_000;

export const overviewOptions = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => call<Overview>('GET', '/views/overview', { signal }),
  refetchInterval: liveMs,
});

/** A change: everything on the page may look different afterwards. Without `onError` its refusal is shown as a notice. */
export function useChange<Variables, Result = unknown>(
  mutationFn: (variables: Variables) => Promise<Result>,
  options: { readonly quiet?: boolean } = {},
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queryClient.invalidateQueries(),
    ...(options.quiet ? {} : { onError: noticeError }),
  });
}

/** Brings a sealed key to its KMS again, or tries at once what waits. */
export const useDeliver = () => useChange((opId: string) => call('POST', `/keys/${encodeURIComponent(opId)}/deliver`));
