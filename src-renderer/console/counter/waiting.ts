import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { useDoes, useMay } from '../session.ts';

/** Orders that nobody has accepted or rejected yet, oldest first. */
export function useWaitingOrders() {
  const trpc = useTRPC();
  const isOn = useDoes()('landing_ordering');
  const enabled = useMay()('order', 'read') && isOn;
  return useQuery(trpc.ordering.orders.list.queryOptions({ state: 'placed' }, { enabled }));
}

/** Calls from tables that nobody has answered yet, oldest first. */
export function useWaitingCalls() {
  const trpc = useTRPC();
  const isOn = useDoes()('landing_ordering');
  const enabled = useMay()('tab', 'update') && isOn;
  return useQuery(trpc.ordering.calls.list.queryOptions(undefined, { enabled }));
}

/** How many things at the counter wait for a person. */
export function useWaitingCount(): number {
  const orders = useWaitingOrders();
  const calls = useWaitingCalls();
  return (orders.data?.length ?? 0) + (calls.data?.length ?? 0);
}
