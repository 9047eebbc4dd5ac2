import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { NoticeState } from '#shared/notices/kinds.ts';
import type { NoticeContact, NoticeList, NoticeSettings } from '#shared/notices/settings.ts';
import { call } from '../api.ts';

const lookMs = 10_000;

/** Notices of one state; pages go back in time from the newest. */
export const listOptions = (state: NoticeState, search: string) =>
  ({
    queryKey: ['notices', state, search],
    queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) => {
      const query = new URLSearchParams({ state, search, ...(pageParam === '' ? {} : { before: pageParam }) });
      return call<NoticeList>('GET', `/notices?${query}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last: NoticeList) => (last.more ? last.notices.at(-1)?.id : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: lookMs,
  }) as const;

export const settingsOptions = queryOptions({
  queryKey: ['notice-settings'],
  queryFn: ({ signal }) => call<NoticeSettings>('GET', '/notices/settings', { signal }),
});

/** Keeps a provider or the rules; the screen shows what the cloud has then. */
export function useSaveSettings(part: 'email' | 'sms' | 'rules') {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => call<NoticeSettings>('PUT', `/notices/settings/${part}`, { body }),
    onSuccess: (settings) => {
      queryClient.setQueryData(settingsOptions.queryKey, settings);
      return queryClient.invalidateQueries({ queryKey: ['notices'] });
    },
  });
}

export const contactOptions = (id: string) =>
  queryOptions({
    queryKey: ['notice-contact', id],
    queryFn: ({ signal }) => call<NoticeContact>('GET', `/notices/contacts/${id}`, { signal }),
  });
