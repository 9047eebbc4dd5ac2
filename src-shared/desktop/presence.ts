import type { Language } from '../languages.ts';
import type { LandingState, TroubleReason } from './contract.ts';
import type { LandingStatus } from './landing-channel.ts';
import { type DesktopSentence, desktopSentence } from './sentences.ts';

/** How things stand, as an icon can say it: all is well, something waits for a person, or it does not work. */
export type Mood = 'fine' | 'waiting' | 'trouble';

/** What the desktop knows about its landing at a moment; no status while none runs. */
export interface Presence {
  readonly state: LandingState;
  readonly status: LandingStatus | undefined;
}

const isRestarting = (state: LandingState) =>
  state.phase === 'waiting' || (state.phase === 'starting' && state.attempt > 1);

/** How things stand. A pause counts as waiting: a pause that is forgotten costs the evening. */
export function moodOf({ state, status }: Presence): Mood {
  if (state.phase === 'trouble' || (status?.printersInTrouble ?? 0) > 0) return 'trouble';
  const waits = status && (status.waitingOrders > 0 || status.calls > 0 || status.paused);
  return waits || isRestarting(state) ? 'waiting' : 'fine';
}

/** How many things wait for a person: the figure of a badge. */
export function waitingCount(status: LandingStatus | undefined): number {
  return status ? status.waitingOrders + status.calls : 0;
}

/** “1 order waits” or “3 orders wait”: the sentence for one, or the one with a count. */
export function countSentence(
  count: number,
  language: Language,
  [one, many]: readonly [DesktopSentence, DesktopSentence],
): string {
  return desktopSentence(count === 1 ? one : many, language, { count });
}

export const ordersWait = ['orderWaits', 'ordersWait'] as const;
export const tablesCall = ['tableCalls', 'tablesCall'] as const;
export const printersFail = ['printerInTrouble', 'printersInTrouble'] as const;

const troubleTitles: Record<TroubleReason, DesktopSentence> = {
  crash_loop: 'crashLoopTitle',
  refused: 'refusedTitle',
  console_unreachable: 'consoleUnreachableTitle',
  safe_mode: 'safeModeTitle',
};

function stateSentence(state: LandingState): DesktopSentence {
  switch (state.phase) {
    case 'ready':
      return 'nothingWaits';
    case 'trouble':
      return troubleTitles[state.reason];
    case 'stopped':
      return 'stoppedTitle';
    default:
      return isRestarting(state) ? 'restartingTitle' : 'startingTitle';
  }
}

const sentence = (parts: readonly string[], language: Language) => {
  const text = parts.join(desktopSentence('listSeparator', language));
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** How things stand, in one line: “2 orders wait, 1 table calls, a printer is in trouble”. */
export function presenceSentence({ state, status }: Presence, language: Language): string {
  if (state.phase !== 'ready' || !status) return desktopSentence(stateSentence(state), language);
  const parts: string[] = [];
  if (status.waitingOrders > 0) parts.push(countSentence(status.waitingOrders, language, ordersWait));
  if (status.calls > 0) parts.push(countSentence(status.calls, language, tablesCall));
  if (status.printersInTrouble > 0) parts.push(countSentence(status.printersInTrouble, language, printersFail));
  if (status.paused) parts.push(desktopSentence('orderingPaused', language));
  return parts.length > 0 ? sentence(parts, language) : desktopSentence('nothingWaits', language);
}

/** What would be left undone by ending the landing now, in one line; undefined when nothing would. */
export function unfinishedSentence(status: LandingStatus | undefined, language: Language): string | undefined {
  if (!status || (status.holds.length === 0 && status.waitingOrders === 0)) return undefined;
  const parts: string[] = [];
  if (status.waitingOrders > 0) parts.push(countSentence(status.waitingOrders, language, ordersWait));
  else if (status.holds.includes('orders')) parts.push(desktopSentence('kitchenUnfinished', language));
  if (status.calls > 0) parts.push(countSentence(status.calls, language, tablesCall));
  if (status.holds.includes('shift')) parts.push(desktopSentence('shiftOpen', language));
  return sentence(parts, language);
}
