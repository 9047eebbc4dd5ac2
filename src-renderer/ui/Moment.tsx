import type { ReactNode } from 'react';
import { currentLanguage } from './i18n/i18n.ts';
import { formatDateTime } from './time.ts';

interface MomentProps {
  /** UTC milliseconds. */
  readonly at: number;
  /** The words leave open when exactly it was: date and time are shown on hovering. */
  readonly exact?: boolean;
  /** The moment in words. */
  readonly children: ReactNode;
}

/** A moment in words, and for programs the moment itself. */
export function Moment({ at, exact = false, children }: MomentProps) {
  return (
    <time
      className="number"
      dateTime={new Date(at).toISOString()}
      title={exact ? formatDateTime(at, currentLanguage()) : undefined}
    >
      {children}
    </time>
  );
}
