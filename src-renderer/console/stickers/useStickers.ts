import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { StickerSettings } from '#shared/printing/sticker-entities.ts';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';

/** Everything the stickers' page shows. */
export function useStickers() {
  const trpc = useTRPC();
  return useQuery(trpc.stickers.get.queryOptions());
}

/** Where phones reach this landing. */
export function useReach() {
  const trpc = useTRPC();
  return useQuery(trpc.reach.state.queryOptions());
}

/** Reads the stickers anew after something was saved. */
export function useRefreshStickers(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.stickers.get.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.reach.state.queryKey() }),
    ]);
}

/** How long nothing is typed before what was changed is saved. */
const saveAfterMs = 700;

/** The look of the stickers while it is changed: shown at once, saved by itself a moment later. */
export interface StickerDraft {
  readonly settings: StickerSettings;
  readonly change: (part: Partial<StickerSettings>) => void;
  /** Saves what is not saved yet. */
  readonly flush: () => Promise<void>;
}

export function useStickerDraft(saved: StickerSettings): StickerDraft {
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const [edited, setEdited] = useState<Partial<StickerSettings>>({});
  const settings = useMemo(() => ({ ...saved, ...edited }), [saved, edited]);
  const update = useMutation(trpc.stickers.update.mutationOptions({ onError: noticeError }));
  const flush = async () => {
    if (Object.keys(edited).length === 0) return;
    await update.mutateAsync(edited);
    await refresh();
    setEdited((now) => (now === edited ? {} : now));
  };
  const save = useEffectEvent(() => {
    // Said by noticeError; the next change tries again.
    flush().catch(() => undefined);
  });
  useEffect(() => {
    if (Object.keys(edited).length === 0) return;
    const timer = setTimeout(() => save(), saveAfterMs);
    return () => clearTimeout(timer);
  }, [edited]);
  return {
    settings,
    change: (part) => setEdited({ ...edited, ...part }),
    flush,
  };
}
