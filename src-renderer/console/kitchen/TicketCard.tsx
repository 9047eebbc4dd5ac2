import { Button } from '@mantine/core';
import { IconCheck, IconChecks, IconFlame, IconShoppingBag } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatElapsed, minutesSince, useSeconds } from '../../ui/time.ts';
import { client, type Outputs, useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { OrderLines } from '../orders/OrderLines.tsx';
import { useMay } from '../session.ts';
import { urgencyOf } from './urgency.ts';

type Ticket = Outputs['ordering']['tickets']['list'][number];

/** One ticket: table, dishes, how long it waits; the button moves it on. */
export function TicketCard({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const now = useSeconds();
  const mayUpdate = useMay()('ticket', 'update');
  const { move, isPending } = useMove(ticket);
  const urgency = ticket.state === 'ready' ? 'calm' : urgencyOf(minutesSince(ticket.at, now));
  const { word, icon: Icon } = {
    queued: { word: t(($) => $.kitchen.start), icon: IconFlame },
    cooking: { word: t(($) => $.kitchen.done), icon: IconCheck },
    ready: { word: t(($) => $.kitchen.serve), icon: IconChecks },
    served: { word: t(($) => $.kitchen.serve), icon: IconChecks },
    voided: { word: t(($) => $.kitchen.serve), icon: IconChecks },
  }[ticket.state];
  return (
    <article
      className="ticket"
      data-urgency={urgency}
      aria-label={t(($) => $.kitchen.order, { number: ticket.number })}
    >
      <div className="ticket-head">
        <span className="ticket-table">
          {ticket.table ?? <IconShoppingBag size={28} aria-label={t(($) => $.kitchen.takeAway)} />}
        </span>
        <span className="ticket-number">#{ticket.number}</span>
        <time className="ticket-age number" dateTime={new Date(ticket.at).toISOString()}>
          {formatElapsed(ticket.at, now)}
        </time>
      </div>
      <div className="ticket-body">
        <OrderLines lines={ticket.lines} compact />
        {ticket.note && <p className="order-note">{ticket.note}</p>}
      </div>
      {mayUpdate && (
        <Button
          className="ticket-move"
          h={56}
          fz={18}
          fullWidth
          variant={ticket.state === 'queued' ? 'default' : 'filled'}
          leftSection={<Icon size={22} />}
          disabled={isPending}
          onClick={move}
        >
          {word}
        </Button>
      )}
    </article>
  );
}

const { tickets: procedures } = client.ordering;

/** What a tap does to a ticket, and where it then stands; undefined when it leaves the board. */
const steps = {
  queued: { move: procedures.start.mutate, next: 'cooking' },
  cooking: { move: procedures.ready.mutate, next: 'ready' },
  ready: { move: procedures.serve.mutate, next: undefined },
  served: { move: procedures.serve.mutate, next: undefined },
  voided: { move: procedures.serve.mutate, next: undefined },
} as const;

/** Moves a ticket to its next state; the board shows it at once. */
function useMove(ticket: Ticket): { move: () => void; isPending: boolean } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const key = trpc.ordering.tickets.list.queryKey();
  const { move, next } = steps[ticket.state];
  const mutation = useMutation({
    mutationFn: () => move({ orderId: ticket.orderId }),
    onMutate: async () => {
      await queryClient.cancelQueries({ queryKey: key });
      const before = queryClient.getQueryData(key);
      queryClient.setQueryData(key, (tickets) =>
        tickets?.flatMap((other) => (other.id !== ticket.id ? [other] : next ? [{ ...other, state: next }] : [])),
      );
      return before;
    },
    onError: (error, _, before) => {
      queryClient.setQueryData(key, before);
      noticeError(error);
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: key });
    },
  });
  return { move: () => mutation.mutate(), isPending: mutation.isPending };
}
