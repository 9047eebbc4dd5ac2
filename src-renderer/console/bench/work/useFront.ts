import { useEffect, useState, useSyncExternalStore } from 'react';
import { Front, type FrontNow } from './front.ts';
import type { Station } from './steps.ts';

/** Follows which card is in front. */
export function useFront(stations: readonly Station[]): { readonly front: Front; readonly now: FrontNow } {
  const [front] = useState(() => new Front());
  useEffect(() => front.show(stations.flatMap(({ card }) => card ?? [])), [front, stations]);
  return { front, now: useSyncExternalStore(front.subscribe, front.now) };
}
