import { useState } from 'react';

/** A part of the settings while it is edited. */
export interface Draft<T> {
  readonly value: T;
  readonly dirty: boolean;
  readonly change: (part: Partial<T>) => void;
  readonly discard: () => void;
}

/** Keeps what somebody types apart from what is saved; what others save meanwhile shows until something is typed. */
export function useDraft<T extends object>(saved: T): Draft<T> {
  const [edited, setEdited] = useState<T | null>(null);
  const value = edited ?? saved;
  return {
    value,
    dirty: edited !== null && JSON.stringify(edited) !== JSON.stringify(saved),
    change: (part) => setEdited({ ...value, ...part }),
    discard: () => setEdited(null),
  };
}
