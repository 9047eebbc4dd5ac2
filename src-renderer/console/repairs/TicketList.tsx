import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { usePersonName } from '../usePersonName.ts';
import { stateLooks } from './states.ts';
import type { Ticket } from './useRepairs.ts';

/** Tickets, the newest first: what it is, what is wrong, how far it is. */
export function TicketList({ tickets, onOpen }: { tickets: readonly Ticket[]; onOpen: (ticket: Ticket) => void }) {
  const { t } = useTranslation();
  const nameOf = usePersonName();
  return (
    <ul className="repair-list" aria-label={t(($) => $.repairs.title)}>
      {tickets.map((ticket) => {
        const { state, icon } = stateLooks[ticket.state];
        return (
          <li key={ticket.id}>
            <UnstyledButton className="repair" onClick={() => onOpen(ticket)}>
              <span className="repair-head">
                <span className="repair-serial">{ticket.serial}</span>
                <StateChip state={state} icon={icon}>
                  {t(($) => $.repairs.states[ticket.state])}
                </StateChip>
              </span>
              <span className="repair-fault">{ticket.fault}</span>
              <span className="hint">
                {[ticket.number, ticket.model, ticket.customer].filter((part) => part !== '').join(' · ')} ·{' '}
                <Age at={ticket.receivedAt} dated />
                {ticket.assignedTo !== null && ` · ${nameOf(ticket.assignedTo)}`}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
