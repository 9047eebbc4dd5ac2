import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { EnterpriseChange, EnterpriseDetail, enterpriseListSchema } from '#shared/enterprises/operator.ts';
import { call, noticeError } from '../api.ts';

type EnterpriseList = z.infer<typeof enterpriseListSchema>;
export type Standing = 'all' | 'active' | 'suspended';

export const enterprisesOptions = (state: Standing, search: string) =>
  queryOptions({
    queryKey: ['enterprises', state, search],
    queryFn: ({ signal }) =>
      call<EnterpriseList>('GET', `/enterprises?state=${state}&search=${encodeURIComponent(search)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const enterpriseOptions = (id: string) =>
  queryOptions({
    queryKey: ['enterprise', id],
    queryFn: ({ signal }) => call<EnterpriseDetail>('GET', `/enterprises/${id}`, { signal }),
    refetchInterval: 30_000,
  });

/** Changes an enterprise; the screen shows it at once and goes back if it was refused. */
export function useChangeEnterprise(id: string) {
  const queryClient = useQueryClient();
  const { queryKey } = enterpriseOptions(id);
  return useMutation({
    mutationFn: (change: EnterpriseChange) => call<EnterpriseDetail>('PATCH', `/enterprises/${id}`, { body: change }),
    onMutate: async ({ switches, state }) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      if (before) {
        queryClient.setQueryData(queryKey, {
          ...before,
          ...(state ? { state } : {}),
          switches: { ...before.switches, ...switches },
        });
      }
      return before;
    },
    onSuccess: (changed) => queryClient.setQueryData(queryKey, changed),
    onError: (error, change, before) => {
      if (before) queryClient.setQueryData(queryKey, before);
      // A code that is taken is said beside its field.
      if (change.code === undefined) noticeError(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['enterprises'] }),
  });
}
