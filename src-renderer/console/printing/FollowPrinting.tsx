import { useEffect, useEffectEvent } from 'react';
import { client } from '../api.ts';
import { useRefreshPrinting } from './usePrinting.ts';

/** A stream that ended without its session having ended is opened again after this long. */
const reopenMs = 2000;

/** Keeps what the screen says about printing as it is, while it is mounted. */
export function FollowPrinting() {
  const refresh = useRefreshPrinting();
  const changed = useEffectEvent(() => void refresh());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe: () => void } | undefined;
    const open = () => {
      const again = () => {
        timer = setTimeout(open, reopenMs);
      };
      subscription = client.printing.watch.subscribe(undefined, {
        onData: () => changed(),
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
  return null;
}
