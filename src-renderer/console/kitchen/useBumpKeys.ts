import { useEffect, useEffectEvent } from 'react';
import { placeOf } from '../../ui/keyPlace.ts';
import { useKitchenDevice } from './device.ts';

interface BumpKeys {
  /** Chooses the n-th ticket, from 0. */
  readonly select: (index: number) => void;
  readonly bump: () => void;
  readonly recall: () => void;
}

/** The keys of a bump bar: 1 to 9 choose a ticket, Enter bumps it, Backspace recalls the last one. */
export function useBumpKeys(keys: BumpKeys): void {
  const act = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const { editing, onControl, sheetOpen } = placeOf(event.target);
    if (editing || sheetOpen) return;
    if (/^[1-9]$/.test(event.key)) keys.select(Number(event.key) - 1);
    else if (event.key === 'Enter' && !onControl) keys.bump();
    else if (event.key === 'Backspace') keys.recall();
    else return;
    event.preventDefault();
    if (!useKitchenDevice.getState().keys) useKitchenDevice.setState({ keys: true });
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => act(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
