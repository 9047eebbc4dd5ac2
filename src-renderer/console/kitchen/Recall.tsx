import { Button } from '@mantine/core';
import { IconArrowBackUp, IconShoppingBag } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { useMay } from '../session.ts';
import { finishedAt, linesAt } from './board.ts';
import { type Ticket, useSteps } from './useSteps.ts';

interface RecallProps {
  readonly tickets: readonly Ticket[];
  readonly stations: readonly string[];
  readonly onClose: () => void;
}

/** What left this screen lately, newest first: one tap brings back what went out by mistake. */
export function Recall({ tickets, stations, onClose }: RecallProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const recent = useQuery(trpc.ordering.tickets.recent.queryOptions());
  const finished = finishedAt([...tickets, ...(recent.data ?? [])], stations);
  return (
    <Sheet title={t(($) => $.kitchen.recall.title)} opened onClose={onClose} size={480}>
      {recent.isPending && <ListSkeleton />}
      {recent.isSuccess && finished.length === 0 && (
        <Empty icon={IconArrowBackUp} title={t(($) => $.kitchen.recall.empty)} />
      )}
      <ul className="recall-list">
        {finished.map(({ ticket, at }) => (
          <Finished key={ticket.id} ticket={ticket} stations={stations} at={at} />
        ))}
      </ul>
    </Sheet>
  );
}

interface FinishedProps {
  readonly ticket: Ticket;
  readonly stations: readonly string[];
  readonly at: number;
}

function Finished({ ticket, stations, at }: FinishedProps) {
  const { t } = useTranslation();
  const steps = useSteps();
  const mayUpdate = useMay()('ticket', 'update');
  const lines = linesAt(ticket, stations).filter(({ quantity }) => quantity > 0);
  const dishes = lines.map((line) => `${line.quantity}× ${line.name}`).join(t(($) => $.common.listSeparator));
  return (
    <li className="recall">
      <div className="recall-what">
        <p>
          <b className="recall-table">
            {ticket.table ?? <IconShoppingBag size={22} aria-label={t(($) => $.kitchen.takeAway)} />}
          </b>{' '}
          #{ticket.number} · <Age at={at} />
        </p>
        <p className="recall-dishes">{dishes}</p>
      </div>
      {mayUpdate && (
        <Button
          h={52}
          fz={16}
          variant="default"
          leftSection={<IconArrowBackUp size={20} />}
          // What was carried out goes back to the pass; what a station finished goes back to its stove.
          onClick={() => void steps.recall(ticket, lines, stations.length === 0 ? 'ready' : 'cooking')}
        >
          {t(($) => $.kitchen.recall.action)}
        </Button>
      )}
    </li>
  );
}
