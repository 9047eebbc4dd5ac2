import { useEffect, useRef } from 'react';
import { playSound } from '../sounds.ts';
import { soundsOf } from './board.ts';
import type { Ticket } from './useSteps.ts';

/**
 * Tells the stations of this screen once of each new ticket, fired or voided dish and each urging; not of those found
 * when the page opened or other stations were chosen.
 */
export function useKitchenSounds(
  tickets: readonly Ticket[] | undefined,
  stations: readonly string[],
  voidsSeen: Readonly<Record<string, number>>,
): void {
  const heard = useRef<{ readonly stations: readonly string[]; readonly keys: Set<string> } | null>(null);
  useEffect(() => {
    if (!tickets) return;
    const sounds = soundsOf(tickets, stations, voidsSeen);
    const known = heard.current?.stations === stations ? heard.current.keys : null;
    heard.current = { stations, keys: new Set([...(known ?? []), ...sounds.keys()]) };
    if (!known) return;
    const news = [...sounds].filter(([key]) => !known.has(key)).map(([, sound]) => sound);
    const [first] = news;
    if (first) playSound(news.includes('newOrder') ? 'newOrder' : first);
  }, [tickets, stations, voidsSeen]);
}
