import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isRefusal, useTRPC } from '../api.ts';
import { describeError, noticeError } from '../notices.tsx';
import { RequestKeys } from '../request-keys.ts';
import { type Approval, ApprovalDeclined, withApproval } from './approval/approval.ts';
import type { TabDetail } from './tab-detail.ts';

const keys = new RequestKeys(sessionStorage, () => crypto.randomUUID());

/** What a request carries besides itself: who vouches for it, and the key that makes it happen once. */
interface Extras {
  readonly approval?: Approval;
  /** A key for each part of a request that is sent as several. */
  readonly keyOf: (part?: string) => string;
}

interface Options<I> {
  /** Tells actions of the same input apart. */
  readonly name: string;
  /** What is done, in words, for the second person who approves it. */
  readonly what: (input: I) => string;
  readonly onDone?: (tab: TabDetail, input: I) => void;
  /** Says failures in a notice; a sheet that shows them itself leaves it out. */
  readonly notice?: boolean;
}

/** What a failed action says; nothing when it was put away by the person at the counter. */
export function failureOf(error: unknown): string | undefined {
  return error === null || error instanceof ApprovalDeclined ? undefined : describeError(error);
}

/**
 * An action on a tab: sent once however often it is pressed, approved by a second person where the landing asks for
 * one, and the receipt shows the answer. Whatever happens, the tab is read again: a refusal may mean that another
 * counter was faster.
 */
export function useTabAction<I extends { readonly tabId: string }>(
  send: (input: I, extras: Extras) => Promise<TabDetail>,
  { name, what, onDone, notice = false }: Options<I>,
) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { tabs, tables, shifts } = trpc.ordering;
  return useMutation({
    mutationFn: async (input: I) => {
      const used = new Set<readonly unknown[]>();
      const keyOf = (part = '') => {
        const request = [name, input, part];
        used.add(request);
        return keys.of(request);
      };
      const answered = () => {
        for (const request of used) keys.answered(request);
      };
      try {
        const tab = await withApproval(what(input), (approval) =>
          send(input, { keyOf, ...(approval && { approval }) }),
        );
        answered();
        return tab;
      } catch (error) {
        if (isRefusal(error) || error instanceof ApprovalDeclined) answered();
        throw error;
      }
    },
    onSuccess: (tab, input) => {
      queryClient.setQueryData(tabs.get.queryKey({ tabId: tab.id }), (known) =>
        known && known.revision > tab.revision ? known : tab,
      );
      onDone?.(tab, input);
    },
    onError: (error) => {
      if (notice && !(error instanceof ApprovalDeclined)) noticeError(error);
    },
    onSettled: (_tab, _error, input) => {
      for (const queryKey of [
        tabs.get.queryKey({ tabId: input.tabId }),
        tables.list.queryKey(),
        tabs.listTakeAway.queryKey(),
        tabs.listClosed.queryKey(),
        shifts.pathKey(),
      ]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    },
  });
}
