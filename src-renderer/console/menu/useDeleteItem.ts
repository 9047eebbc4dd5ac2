import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useTRPC } from '../api.ts';
import type { MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

/** Deletes a dish and offers to put it back. */
export function useDeleteItem(menu: MenuList) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  return useMutation(
    trpc.ordering.menu.deleteItem.mutationOptions({
      onSuccess: async ({ changeId }, { id }) => {
        const item = menu.items.find((candidate) => candidate.id === id);
        await refresh();
        const name = localize(item?.name ?? {}, currentLanguage());
        notice(
          t(($) => $.menu.item.deleted, { name }),
          changeId,
        );
      },
    }),
  );
}
