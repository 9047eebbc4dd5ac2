import type { ReactNode } from 'react';
import { currentLanguage } from './i18n/i18n.ts';
import { formatDateTime } from './time.ts';
import './deeds.css';

interface DeedProps {
  /** Its number in the record, where the record is counted. */
  readonly number?: number;
  readonly at: number;
  /** What else is known of it. */
  readonly details: string;
  /** Who did what. */
  readonly children: ReactNode;
}

/** One deed of a record, in a list of the class `deeds`. */
export function Deed({ number, at, details, children }: DeedProps) {
  return (
    <li className="deed" data-numbered={number !== undefined || undefined}>
      {number !== undefined && <span className="hint number">{number}</span>}
      <time className="hint number" dateTime={new Date(at).toISOString()}>
        {formatDateTime(at, currentLanguage())}
      </time>
      <div>
        {children}
        {details !== '' && <p className="hint deed-details">{details}</p>}
      </div>
    </li>
  );
}
