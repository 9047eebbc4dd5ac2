import type { Checksums } from '#shared/sync/checksum.ts';
import type { SyncTime } from './time.ts';

const everyMs = 60 * 60_000;

/** When to compare next: about hourly, not all landings at once (ms). */
export function checksumDelay(time: Pick<SyncTime, 'random'>): number {
  return Math.round(everyMs * (0.75 + 0.5 * time.random()));
}

/** The entities of which two sides hold different things; one that only one side has counts when it has rows. */
export function differing(ours: Checksums['entities'], theirs: Checksums['entities']): string[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names]
    .filter((name) => {
      const [a, b] = [ours[name], theirs[name]];
      return (a?.rows ?? 0) !== (b?.rows ?? 0) || (a && b ? a.sum !== b.sum : false);
    })
    .sort();
}
