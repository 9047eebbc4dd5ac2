import type { Presence } from '#shared/desktop/presence.ts';
import type { DesktopSettings } from '#shared/desktop/settings.ts';

/** What has to stay awake beyond what the system would keep so. */
export type Wakefulness = 'as_usual' | 'computer' | 'screen';

/**
 * What has to stay awake. The screen, where the person wants it and phones can order. The computer, in any case, while a
 * shift is open or orders are under way: one that falls asleep takes ordering with it.
 */
export function wakefulness(
  { state, status }: Presence,
  { keepScreenAwake }: Pick<DesktopSettings, 'keepScreenAwake'>,
): Wakefulness {
  if (state.phase !== 'ready' || !status) return 'as_usual';
  if (keepScreenAwake && !status.paused) return 'screen';
  return status.holds.length > 0 ? 'computer' : 'as_usual';
}
