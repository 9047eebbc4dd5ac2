import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError, noticeInfo } from '../notices.tsx';
import { useRefreshMenu } from './useMenu.ts';

/** Takes a change of the menu back, and says what was left because somebody changed it since. */
export function useUndoChange(): (changeId: string) => void {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshMenu();
  const undo = useMutation(
    trpc.ordering.menu.undo.mutationOptions({
      onError: noticeError,
      onSuccess: ({ restored, kept }) => {
        const names = kept.map(({ name }) => localize(name, currentLanguage())).join(t(($) => $.common.listSeparator));
        if (kept.length > 0) noticeInfo(t(($) => $.menu.undone.kept, { names }));
        else noticeDone(t(($) => $.menu.undone.all, { count: restored }));
      },
      onSettled: refresh,
    }),
  );
  return (changeId) => undo.mutate({ changeId });
}

/** Says that something was done and, where it can be taken back, offers that. */
export function useNoticeChange(): (message: string, changeId: string | null) => void {
  const undo = useUndoChange();
  return (message, changeId) => noticeDone(message, changeId === null ? undefined : () => undo(changeId));
}
