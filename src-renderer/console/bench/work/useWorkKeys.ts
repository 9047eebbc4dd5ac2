import { useEffect, useEffectEvent, useState } from 'react';
import { placeOf } from '../../../ui/keyPlace.ts';
import { ScanReader } from './scan.ts';

/** The keys of the bench, as people read them. */
export const workKeys = {
  numbers: '1 – 8',
  confirm: 'Enter',
  collect: 'C',
  all: 'Shift + C',
  other: 'O',
  order: 'B',
  away: 'Esc',
} as const;

/** What the keys do. */
export interface WorkActs {
  /** The n-th port, from 1. */
  readonly choose: (number: number) => void;
  /** What the card in front asks. */
  readonly main: () => void;
  readonly collect: () => void;
  readonly collectAll: () => void;
  readonly other: () => void;
  /** To the field of the order. */
  readonly order: () => void;
  readonly away: () => void;
  /** A hand scanner read something. */
  readonly scanned: (text: string) => void;
}

function actOf(event: KeyboardEvent, acts: WorkActs): (() => void) | undefined {
  const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (number && !event.shiftKey) return () => acts.choose(Number(number));
  switch (event.key.toLowerCase()) {
    case 'c':
      return event.shiftKey ? acts.collectAll : acts.collect;
    case 'o':
      return acts.other;
    case 'b':
      return acts.order;
    default:
      return undefined;
  }
}

/**
 * The bench by keyboard: a number chooses a port, Enter or Space does what the card asks, C and F8 collect, Esc puts away.
 * Keys rest in a field, under a sheet and while held; a focused button keeps Enter and Space for itself.
 */
export function useWorkKeys(acts: WorkActs): void {
  const scanned = useEffectEvent((text: string) => acts.scanned(text));
  const [reader] = useState(() => new ScanReader((text) => scanned(text)));
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { editing, onControl, sheetOpen } = placeOf(event.target);
    if (editing || sheetOpen) return;
    const { key } = event;
    const isSpace = key === ' ';
    if (key === 'Enter' || isSpace) {
      // The end of a scan presses no button either.
      if (key === 'Enter' && reader.enter()) return event.preventDefault();
      if (onControl) return;
      event.preventDefault();
      if (!event.repeat) acts.main();
    } else if (key === 'Escape') {
      event.preventDefault();
      if (!event.repeat) acts.away();
    } else if (key === 'F8') {
      event.preventDefault();
      if (!event.repeat) (event.shiftKey ? acts.collectAll : acts.collect)();
    } else if (key.length === 1) {
      const act = event.repeat ? undefined : actOf(event, acts);
      reader.character(key, act ?? (() => {}));
      if (act) event.preventDefault();
    }
  });
  useEffect(() => {
    // Before buttons hear it: a scan that ends on a focused button must not press it.
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen, true);
    return () => {
      removeEventListener('keydown', listen, true);
      reader.stop();
    };
  }, [reader]);
}
