import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import type { MenuItem, MenuList } from './rows.ts';

/** The whole menu, as the editor shows it. */
export function useMenuList() {
  const trpc = useTRPC();
  // A dish also comes and goes with the clock: its hours begin, or its "back at" is reached.
  return useQuery(trpc.ordering.menu.list.queryOptions(undefined, { refetchInterval: 60_000 }));
}

/** Changes of dishes are sent one after the other: on a bad Wi-Fi the first of two may come last, and would stay. */
const oneByOne = { scope: { id: 'menu items' } };

/** Changes what is shown before the landing has answered, and back again if it refuses. */
function useOptimisticItem() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.ordering.menu.list.queryKey();
  return {
    show(itemId: string, change: (item: MenuItem) => MenuItem): () => void {
      const before = queryClient.getQueryData<MenuList>(queryKey);
      void queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData<MenuList>(
        queryKey,
        (menu) => menu && { ...menu, items: menu.items.map((item) => (item.id === itemId ? change(item) : item)) },
      );
      return () => queryClient.setQueryData(queryKey, before);
    },
    settle: () => queryClient.invalidateQueries({ queryKey }),
  };
}

/** Marks dishes sold out (86) or back; shown at once. */
export function useSetAvailability() {
  const trpc = useTRPC();
  const optimistic = useOptimisticItem();
  return useMutation(
    trpc.ordering.menu.setAvailability.mutationOptions({
      ...oneByOne,
      onMutate: ({ itemId, soldOut, backAt }) =>
        optimistic.show(itemId, (item) => ({
          ...item,
          soldOut,
          backAt: soldOut ? (backAt ?? null) : null,
          unavailable: soldOut ? 'sold_out' : null,
        })),
      onError: (error, _, takeBack) => {
        takeBack?.();
        noticeError(error);
      },
      onSettled: optimistic.settle,
    }),
  );
}

/** Sets how many portions are left, or stops counting; shown at once. */
export function useSetStock() {
  const trpc = useTRPC();
  const optimistic = useOptimisticItem();
  return useMutation(
    trpc.ordering.menu.setStock.mutationOptions({
      ...oneByOne,
      onMutate: ({ itemId, quantity }) => optimistic.show(itemId, (item) => ({ ...item, stock: quantity })),
      onError: (error, _, takeBack) => {
        takeBack?.();
        noticeError(error);
      },
      onSettled: optimistic.settle,
    }),
  );
}

/** Reads the menu anew after something was saved. */
export function useRefreshMenu(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.ordering.menu.list.queryKey() });
}
