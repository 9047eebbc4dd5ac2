import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, type Outputs, useTRPC } from '../api.ts';
import { useIsFollowed } from '../session.ts';

export type Ticket = Outputs['repairs']['list'][number];

/** Whoever follows no stream of changes asks this often. */
const askMs = 10_000;
/** As many as the landing gives at a time. */
const page = 50;

/** Tickets in the house or closed ones, those that match what is searched for. */
export function useTickets(open: boolean, search: string) {
  const trpc = useTRPC();
  const isFollowed = useIsFollowed();
  const wanted = { open, ...(search === '' ? {} : { search }) };
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...trpc.repairs.list.pathKey(), wanted],
      queryFn: ({ pageParam, signal }) => client.repairs.list.query({ ...wanted, ...pageParam }, { signal }),
      initialPageParam: {} as { before?: { receivedAt: number; id: string } },
      getNextPageParam: (last) => {
        const end = last.length < page ? undefined : last.at(-1);
        return end ? { before: { receivedAt: end.receivedAt, id: end.id } } : null;
      },
      refetchInterval: isFollowed ? false : askMs,
      placeholderData: (before) => before,
    }),
  );
}

/** All tickets of one terminal; nothing is asked for an empty serial number. */
export function useTicketsOf(serial: string) {
  const trpc = useTRPC();
  return useQuery(trpc.repairs.ofSerial.queryOptions({ serial }, { enabled: serial !== '' }));
}

function useRefresh() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.repairs.pathKey() });
}

export function useReceive(onDone: (ticket: Ticket) => void) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  return useMutation(trpc.repairs.receive.mutationOptions({ onSuccess: onDone, onSettled: refresh }));
}

export function useUpdateTicket(onDone?: () => void) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  return useMutation(
    trpc.repairs.update.mutationOptions({ onSettled: refresh, ...(onDone ? { onSuccess: onDone } : {}) }),
  );
}
