import { useEffect, useEffectEvent } from 'react';
import { placeOf } from '../ui/keyPlace.ts';
import { type ShortcutAction, shortcutOf } from './shortcuts.ts';

const handlers = new Map<ShortcutAction, Set<() => void>>();

/**
 * Starts listening for shortcuts. Called before anything is shown, so that it hears a key before the sheets do: a
 * sheet that closes on this very press still counts as open.
 */
export function listenForShortcuts(): void {
  const listen = (event: KeyboardEvent) => {
    const action = shortcutOf(event, placeOf(event.target));
    const acting = action && handlers.get(action);
    if (!acting?.size) return;
    event.preventDefault();
    for (const handler of [...acting]) handler();
  };
  addEventListener('keydown', listen, true);
}

/** Runs `act` when the key of an action is pressed, while the component is shown. */
export function useShortcut(action: ShortcutAction, act: () => void): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    const handler = () => run();
    const acting = handlers.get(action) ?? new Set();
    handlers.set(action, acting.add(handler));
    return () => {
      acting.delete(handler);
    };
  }, [action]);
}
