import { IconAlertTriangle, IconCloudCheck, IconCloudDown, IconCloudPause, IconCloudUp } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatClock } from '../../ui/time.ts';
import type { SyncNow } from './useSync.ts';

export type LivePhase = Exclude<SyncNow['phase'], 'off'>;

/** The colour and picture of a phase, everywhere the same. */
export const phases = {
  resting: { state: 'ready', icon: IconCloudCheck },
  working: { state: 'progress', icon: IconCloudUp },
  waiting: { state: 'new', icon: IconCloudPause },
  starting: { state: 'progress', icon: IconCloudDown },
  refused: { state: 'trouble', icon: IconAlertTriangle },
} as const satisfies Record<LivePhase, unknown>;

/** How much of a long way is done, from 0 to 1; null where it is not known. */
export function portionOf({ progress }: Pick<SyncNow, 'progress'>): number | null {
  return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
}

/** The light's few words. */
export function wordOf(state: SyncNow, phase: LivePhase, t: TFunction): string {
  const portion = portionOf(state);
  if (phase === 'waiting' && state.pending > 0) return t(($) => $.cloud.light.waiting, { count: state.pending });
  if (phase === 'waiting') return t(($) => $.cloud.light.waitingNone);
  if (phase === 'starting' && portion !== null) {
    const shown = new Intl.NumberFormat(currentLanguage(), { style: 'percent' }).format(portion);
    return t(($) => $.cloud.light.startingPart, { portion: shown });
  }
  return t(($) => $.cloud.light[phase]);
}

/** The sentence behind the light. */
export function hintOf({ lastAt, nextAt }: SyncNow, phase: LivePhase, t: TFunction): string {
  const clock = (at: number) => formatClock(at, currentLanguage());
  switch (phase) {
    case 'resting':
      return lastAt === null
        ? t(($) => $.cloud.state.resting)
        : t(($) => $.cloud.light.restingHint, { time: clock(lastAt) });
    case 'waiting':
      return nextAt === null
        ? t(($) => $.cloud.light.waitingSoon)
        : t(($) => $.cloud.light.waitingHint, { time: clock(nextAt) });
    case 'working':
      return t(($) => $.cloud.light.workingHint);
    case 'starting':
      return t(($) => $.cloud.light.startingHint);
    case 'refused':
      return t(($) => $.cloud.light.refusedHint);
  }
}
