import { powerMonitor, powerSaveBlocker } from 'electron';
import type { Wakefulness } from './wakefulness.ts';

/** When a computer that woke up looks around, in milliseconds after it did: its Wi-Fi comes late. */
const looks = [0, 5_000, 20_000];

/**
 * Has the landing look at clock and network when the computer wakes up or is unlocked, instead of when its own timers
 * come round. A network that changes while the computer is awake is the landing's own affair: it looks every few seconds.
 */
export function lookAroundAfterSleep(lookAround: () => void): void {
  let timers: NodeJS.Timeout[] = [];
  const woke = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = looks.map((after) => setTimeout(lookAround, after).unref());
  };
  powerMonitor.on('resume', woke);
  powerMonitor.on('unlock-screen', woke);
}

/** Keeps screen or computer awake as long as it is told to. */
export class SleepBlocker {
  #now: Wakefulness = 'as_usual';
  #id: number | undefined;

  keep(wanted: Wakefulness): void {
    if (wanted === this.#now) return;
    if (this.#id !== undefined) powerSaveBlocker.stop(this.#id);
    this.#now = wanted;
    this.#id =
      wanted === 'as_usual'
        ? undefined
        : powerSaveBlocker.start(wanted === 'screen' ? 'prevent-display-sleep' : 'prevent-app-suspension');
  }
}
