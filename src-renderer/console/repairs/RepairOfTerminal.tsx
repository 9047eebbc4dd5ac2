import { Button } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closedRepairStates } from '#shared/repairs/entities.ts';
import { useMay } from '../session.ts';
import { ReceiveSheet } from './ReceiveSheet.tsx';
import { TicketSheet } from './TicketSheet.tsx';
import { useTicketsOf } from './useRepairs.ts';

/** The repair ticket of the terminal before somebody, or the way to make one. */
export function RepairOfTerminal({ serial, model }: { serial: string; model: string }) {
  const may = useMay();
  return may('repair', 'read') ? <Repair key={serial} serial={serial} model={model} /> : null;
}

function Repair({ serial, model }: { serial: string; model: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [shown, setShown] = useState(false);
  const tickets = useTicketsOf(serial);
  if (!tickets.data) return null;
  const ticket = tickets.data.find(({ state }) => !closedRepairStates.includes(state));
  if (!ticket && !may('repair', 'create')) return null;
  return (
    <div className="bench-card-repair">
      <Button size="md" variant="subtle" maw="100%" leftSection={<IconTool size={18} />} onClick={() => setShown(true)}>
        {ticket
          ? t(($) => $.repairs.onBench, { number: ticket.number, fault: ticket.fault })
          : t(($) => $.repairs.receive.action)}
      </Button>
      {shown && ticket && <TicketSheet ticket={ticket} onClose={() => setShown(false)} />}
      {shown && !ticket && (
        <ReceiveSheet known={{ serial, model }} onClose={() => setShown(false)} onReceived={() => setShown(false)} />
      )}
    </div>
  );
}
