import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LineState } from '#shared/ordering/order.ts';
import { client, type Outputs, problemOf, useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { recallSteps, withStates } from './board.ts';

export type Ticket = Outputs['ordering']['tickets']['list'][number];
export type TicketLine = Ticket['lines'][number];

const { tickets: procedures } = client.ordering;
const moves = { cooking: procedures.start.mutate, ready: procedures.ready.mutate, served: procedures.serve.mutate };

/** A step that can be taken back: the lines as they were before it. */
interface Done {
  readonly ticket: Ticket;
  readonly before: readonly { readonly id: string; readonly state: LineState }[];
  /** Whether the landing took the step; who takes it back in the same breath waits for that. */
  readonly taken: Promise<boolean>;
}

const undoLimit = 50;
/** What was bumped at this screen, newest last. */
const done: Done[] = [];
let running = 0;

/** The steps of the kitchen; the board shows each at once and takes it back if the landing refuses. */
export function useSteps() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMemo(() => {
    const listKey = trpc.ordering.tickets.list.queryKey();

    function show(ticketId: string, change: (ticket: Ticket) => Ticket): void {
      queryClient.setQueryData(listKey, (tickets) =>
        tickets?.map((ticket) => (ticket.id === ticketId ? change(ticket) : ticket)),
      );
    }

    async function run(
      ticket: Ticket,
      change: (ticket: Ticket) => Ticket,
      send: () => Promise<unknown>,
    ): Promise<boolean> {
      running += 1;
      await queryClient.cancelQueries({ queryKey: listKey });
      show(ticket.id, change);
      try {
        await send();
        return true;
      } catch (error) {
        show(ticket.id, () => ticket);
        // Another screen was faster: what it did is what was wanted.
        if (problemOf(error)?.code !== 'order_state') noticeError(error);
        return false;
      } finally {
        running -= 1;
        // An answer read while further taps are on their way would show their tickets as they were.
        if (running === 0) void queryClient.invalidateQueries({ queryKey: trpc.ordering.tickets.pathKey() });
      }
    }

    const ids = (lines: readonly TicketLine[]) => lines.map(({ id }) => id);
    const all = (lines: readonly TicketLine[], state: LineState) =>
      Object.fromEntries(ids(lines).map((id) => [id, state]));

    return {
      /** Moves lines on. */
      async move(ticket: Ticket, lines: readonly TicketLine[], to: keyof typeof moves): Promise<void> {
        if (lines.length === 0) return;
        const before = lines.map(({ id, state }) => ({ id, state }));
        const change = (known: Ticket) => withStates<TicketLine, Ticket>(known, all(lines, to), Date.now());
        const taken = run(ticket, change, () => moves[to]({ orderId: ticket.orderId, lineIds: ids(lines) }));
        const step: Done = { ticket, before, taken };
        done.splice(0, Math.max(0, done.push(step) - undoLimit));
        if (!(await taken) && done.includes(step)) done.splice(done.indexOf(step), 1);
      },

      /** Takes lines back to an earlier state. */
      async recall(ticket: Ticket, lines: readonly TicketLine[], to: LineState): Promise<void> {
        const change = (known: Ticket) => withStates<TicketLine, Ticket>(known, all(lines, to), Date.now());
        await run(ticket, change, () => procedures.recall.mutate({ orderId: ticket.orderId, to, lineIds: ids(lines) }));
      },

      /** Takes the newest step of this screen back (of one ticket, where it is named); false when there is none. */
      async undo(ticketId?: string): Promise<boolean> {
        const index = done.findLastIndex(({ ticket }) => ticketId === undefined || ticket.id === ticketId);
        const [last] = index >= 0 ? done.splice(index, 1) : [];
        if (!last) return false;
        const states = Object.fromEntries(last.before.map(({ id, state }) => [id, state]));
        const change = (known: Ticket) => withStates<TicketLine, Ticket>(known, states, Date.now());
        await run(last.ticket, change, async () => {
          if (!(await last.taken)) return;
          for (const step of recallSteps(last.before)) {
            await procedures.recall.mutate({ orderId: last.ticket.orderId, ...step });
          }
        });
        return true;
      },

      /** Lets lines be cooked that were held (叫起). */
      async fire(ticket: Ticket, lines: readonly TicketLine[]): Promise<void> {
        const fired = ids(lines);
        const change = (known: Ticket) => ({
          ...known,
          lines: known.lines.map((line) =>
            fired.includes(line.id) ? { ...line, held: false, firedAt: Date.now() } : line,
          ),
        });
        await run(ticket, change, () => procedures.fire.mutate({ orderId: ticket.orderId, lineIds: fired }));
      },
    };
  }, [trpc, queryClient]);
}
