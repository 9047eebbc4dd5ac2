import { isDeepStrictEqual } from 'node:util';
import type { Hold, LandingStatus } from '#shared/desktop/landing-channel.ts';
import type { Landing } from './landing.ts';

/** Bursts of changes within this many milliseconds are told as one. */
const gatherMs = 200;

/** How things stand in the shop at this moment. */
function statusOf({ identity, ordering, printing, guestAddress, lan }: Landing): LandingStatus {
  const printersInTrouble = printing.inTrouble();
  const { staffAddress } = lan;
  const addresses = { guestAddress, ...(staffAddress && { staffAddress }) };
  if (!identity.findEnterprise())
    return { waitingOrders: 0, calls: 0, printersInTrouble, paused: false, holds: [], ...addresses };
  const { waitingOrders, unfinishedOrders, calls, paused, shiftOpen } = ordering.pulse();
  const holds: Hold[] = [];
  if (shiftOpen) holds.push('shift');
  if (waitingOrders + unfinishedOrders > 0) holds.push('orders');
  return { waitingOrders, calls, printersInTrouble, paused, holds, ...addresses };
}

/**
 * Tells how things stand, now and after every change; nothing is told twice. What cannot be read at the moment goes to
 * `onError` and is tried again with the next change. Returns what ends it; to be called before the landing is closed.
 */
export function tellStatus(
  landing: Landing,
  tell: (status: LandingStatus) => void,
  onError: (error: unknown) => void,
): () => void {
  let last: LandingStatus | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = undefined;
    try {
      const status = statusOf(landing);
      if (isDeepStrictEqual(status, last)) return;
      last = status;
      tell(status);
    } catch (error) {
      onError(error);
    }
  };
  const unsubscribe = landing.opened.store.feed.subscribe(() => {
    timer ??= setTimeout(look, gatherMs).unref();
  });
  look();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
