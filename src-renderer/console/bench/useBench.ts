import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { BenchView } from '#shared/bench/views.ts';
import { client, useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { playSound } from '../sounds.ts';
import { soundOf } from './work/news.ts';

/** A stream that ended is opened again after this long. */
const reopenMs = 2000;

/** What the bench shows right now; `live` is false while the main computer cannot be heard. */
export interface BenchNow {
  readonly view: BenchView | undefined;
  readonly live: boolean;
}

/**
 * Ports and terminals as they are. The computer holds its ports open while this listens, so the page listens also while
 * nobody sees it: a technician looks at a terminal, not at the screen.
 */
export function useBench(): BenchNow {
  const [now, setNow] = useState<BenchNow>({ view: undefined, live: false });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe: () => void } | undefined;
    let told: number | undefined;
    let before: BenchView | undefined;
    const open = () => {
      const again = () => {
        setNow(({ view }) => ({ view, live: false }));
        timer = setTimeout(open, reopenMs);
      };
      subscription = client.bench.watch.subscribe(undefined, {
        onData: (view) => {
          const last = view.events.at(-1);
          const isNew = told !== undefined && last !== undefined && last.id > told;
          const pulled = isNew && last.kind === 'unplugged' && last.working;
          const news = before && soundOf(before.collection.cards, view.collection.cards);
          const sound = pulled ? 'trouble' : news;
          if (sound) playSound(sound);
          before = view;
          told = last?.id ?? 0;
          setNow({ view, live: true });
        },
        onError: again,
        onComplete: again,
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      subscription?.unsubscribe();
    };
  }, []);
  return now;
}

/** Tries a port at once. */
export function useTryNow() {
  const trpc = useTRPC();
  return useMutation(trpc.bench.tryNow.mutationOptions({ onError: noticeError }));
}

/** Lets a line go that a person gave. */
export function useRemoveLine() {
  const trpc = useTRPC();
  return useMutation(trpc.bench.removeLine.mutationOptions({ onError: noticeError }));
}
