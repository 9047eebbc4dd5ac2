import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { client, useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { draftOf, inputOf } from './itemDraft.ts';
import type { MenuItem, MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';

/** Puts a deleted dish back as it was, at its place, sold out or counted as before. */
async function restore(item: MenuItem): Promise<void> {
  const { id: _, ...input } = inputOf(draftOf(item));
  const { id } = await client.ordering.menu.saveItem.mutate({ ...input, position: item.position });
  if (item.soldOut)
    await client.ordering.menu.setAvailability.mutate({ itemId: id, soldOut: true, backAt: item.backAt });
  if (item.stock !== null) await client.ordering.menu.setStock.mutate({ itemId: id, quantity: item.stock });
}

/** Deletes a dish and offers to put it back. */
export function useDeleteItem(menu: MenuList) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshMenu();
  return useMutation(
    trpc.ordering.menu.deleteItem.mutationOptions({
      onSuccess: async (_, { id }) => {
        const item = menu.items.find((candidate) => candidate.id === id);
        await refresh();
        if (!item) return;
        noticeDone(
          t(($) => $.menu.item.deleted, { name: localize(item.name, currentLanguage()) }),
          () => {
            restore(item).catch(noticeError).finally(refresh);
          },
        );
      },
    }),
  );
}
