import { useEffect, useEffectEvent } from 'react';
import { placeOf, type ShortcutAction, shortcutOf } from '../shortcuts.ts';

/** Runs `act` when the key of an action is pressed. */
export function useShortcut(action: ShortcutAction, act: () => void): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (shortcutOf(event, placeOf(event.target)) !== action) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [action]);
}
