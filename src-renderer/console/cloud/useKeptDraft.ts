import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft } from '../settings/useDraft.ts';

/**
 * A draft that outlives its page: who looks elsewhere while the cloud is away finds what they typed. It lives with what
 * this window has read, and goes with it when another person signs in.
 */
export function useKeptDraft<T extends object>(name: string, saved: T): Draft<T> {
  const queryClient = useQueryClient();
  const queryKey = ['draft', name];
  // Shown from the component's own state: what comes by way of the cache comes a tick late, and moves the caret.
  const [edited, setEdited] = useState<T | null>(() => queryClient.getQueryData<T | null>(queryKey) ?? null);
  const value = edited ?? saved;
  const set = (next: T | null) => {
    setEdited(next);
    queryClient.setQueryDefaults(queryKey, { gcTime: Infinity });
    queryClient.setQueryData<T | null>(queryKey, next);
  };
  return {
    value,
    dirty: edited !== null && JSON.stringify(edited) !== JSON.stringify(saved),
    change: (part) => set({ ...value, ...part }),
    discard: () => set(null),
  };
}
