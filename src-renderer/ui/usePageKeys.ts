import { useEffect, useRef } from 'react';
import { placeOf } from './keyPlace.ts';

/** Single keys of a page, such as `/` for its search; they rest while somebody types or a sheet is open. */
export function usePageKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { editing, sheetOpen } = placeOf(event.target);
      const action = current.current[event.key.toLowerCase()];
      if (editing || sheetOpen || !action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
