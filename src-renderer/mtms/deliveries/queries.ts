import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { DeliveryScope, deliveryListSchema } from '#shared/bench/operator.ts';
import { call } from '../api.ts';
import { liveMs } from '../queries.ts';

type DeliveryList = z.infer<typeof deliveryListSchema>;

/** Deliveries of one kind. What waits is in the order it is tried in, and shown as far as a page goes. */
export function useDeliveries(scope: DeliveryScope, search: string) {
  return useInfiniteQuery({
    queryKey: ['deliveries', scope, search],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        scope,
        search,
        ...(pageParam === 0 ? {} : { before: String(pageParam) }),
      });
      return call<DeliveryList>('GET', `/views/deliveries?${query}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last: DeliveryList) =>
      last.more && scope !== 'waiting' ? last.deliveries.at(-1)?.number : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: liveMs,
  });
}
