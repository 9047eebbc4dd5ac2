import { IconDeviceMobile, IconHandStop, IconReceipt } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CallKind } from '#shared/ordering/events.ts';
import { Age } from '../../../ui/Age.tsx';
import './queue.css';

interface CallCardProps {
  readonly kind: CallKind | 'phones';
  readonly table: string;
  readonly what: string;
  /** Since when; absent where nobody knows. */
  readonly at?: number;
  /** What can be done about it. */
  readonly children: ReactNode;
}

const icons = { waiter: IconHandStop, bill: IconReceipt, phones: IconDeviceMobile };

/** Somebody at a table who wants something that is no order: one entry of a list of calls. */
export function CallCard({ kind, table, what, at, children }: CallCardProps) {
  const Icon = icons[kind];
  return (
    <li className="call" data-kind={kind}>
      <Icon size={24} aria-hidden />
      <span className="call-table">{table}</span>
      <span className="call-what">
        {what}
        {at !== undefined && (
          <>
            <br />
            <Age at={at} />
          </>
        )}
      </span>
      {children}
    </li>
  );
}
