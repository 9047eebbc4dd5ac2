import { useMutation } from '@tanstack/react-query';
import type { CollectionCard } from '#shared/bench/collection.ts';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import type { Front } from './front.ts';
import { canCollect, type Station } from './steps.ts';

/** What the technician does with a port and the card on it. */
export interface CollectionActs {
  readonly collect: (station: Station) => void;
  readonly collectAll: (stations: readonly Station[]) => void;
  readonly confirm: (card: CollectionCard) => void;
  readonly putAway: (port: string) => void;
}

/** The acts at the landing; a card that was confirmed leaves the front at once, and comes back when that failed. */
export function useCollection(front: Front): CollectionActs {
  const trpc = useTRPC();
  const collect = useMutation(trpc.bench.collect.mutationOptions({ onError: noticeError }));
  const confirm = useMutation(trpc.bench.confirm.mutationOptions({ onError: noticeError }));
  const dismiss = useMutation(trpc.bench.dismiss.mutationOptions({ onError: noticeError }));
  const start = (station: Station) => {
    const { terminal } = station.port;
    if (terminal && canCollect(station)) collect.mutate({ port: station.port.id, serial: terminal.serial });
  };
  return {
    collect: start,
    collectAll: (stations) => stations.forEach(start),
    confirm: (card) => {
      if (!card.operation) return;
      const { opId, customerCode } = card.operation;
      const takeBack = front.answer(card);
      confirm.mutate({ opId, customerCode }, { onError: takeBack });
    },
    putAway: (port) => dismiss.mutate({ port }, { onSuccess: () => front.choose(null) }),
  };
}
