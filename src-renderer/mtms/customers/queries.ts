import { queryOptions } from '@tanstack/react-query';
import type { CustomerView } from '#shared/bench/operator.ts';
import { call } from '../api.ts';

export const customersOptions = queryOptions({
  queryKey: ['customers'],
  queryFn: async ({ signal }) =>
    (await call<{ customers: CustomerView[] }>('GET', '/views/customers', { signal })).customers,
  refetchInterval: 30_000,
});
