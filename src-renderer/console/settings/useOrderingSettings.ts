import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';

/** How this house takes orders. */
export function useOrderingSettings() {
  const trpc = useTRPC();
  return useQuery(trpc.ordering.settings.get.queryOptions());
}

/** Saves a part of the settings and offers to undo it; `onSaved` runs when the new state has been read. */
export function useSaveOrdering(saved: Partial<OrderingSettings>, onSaved: () => void) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.ordering.settings.get.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.ordering.menu.list.queryKey() }),
    ]);
  const restore = useMutation(
    trpc.ordering.settings.update.mutationOptions({ onSettled: refresh, onError: noticeError }),
  );
  return useMutation(
    trpc.ordering.settings.update.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onSaved();
        noticeDone(
          t(($) => $.office.saved),
          () => restore.mutate(saved),
        );
      },
    }),
  );
}
