import { IconShoppingBag, IconToolsKitchen2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { client, problemOf, useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { playSound } from '../../sounds.ts';
import { type ReadyOrder, readyKeys, readyOrders } from './ready.ts';
import './ready.css';

/** What the kitchen has put out and somebody must carry: one tap says it is served. Nothing when there is nothing. */
export function ReadyStrip() {
  const may = useMay();
  return may('ticket', 'read') ? <Strip mayServe={may('ticket', 'update')} /> : null;
}

function Strip({ mayServe }: { mayServe: boolean }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tickets = useQuery(trpc.ordering.tickets.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const orders = readyOrders(tickets.data ?? []);
  useReadySound(tickets.data && readyKeys(orders));
  const serve = useServe();
  if (orders.length === 0) return null;
  return (
    <section className="ready" aria-label={t(($) => $.counter.ready.title)} aria-live="polite">
      {orders.map((order) => (
        <button
          key={order.orderId}
          type="button"
          className="ready-order pressable"
          disabled={!mayServe}
          onClick={() => serve(order)}
        >
          <IconToolsKitchen2 size={24} aria-hidden />
          <span className="ready-table">
            {order.table ?? <IconShoppingBag size={24} aria-label={t(($) => $.counter.queue.takeAway)} />}
          </span>
          <span className="ready-what">
            {order.ready.length === order.of
              ? t(($) => $.counter.ready.all, { number: order.number })
              : t(($) => $.counter.ready.some, {
                  number: order.number,
                  count: order.ready.length,
                  of: order.of,
                })}
            <small>
              {order.ready.map(({ name, quantity }) => `${quantity}× ${name}`).join(t(($) => $.common.listSeparator))} ·{' '}
              <Age at={order.since} />
            </small>
          </span>
          {mayServe && <span className="ready-serve">{t(($) => $.counter.ready.serve)}</span>}
        </button>
      ))}
    </section>
  );
}

/** Heard once for each dish; not for those that were ready before this screen was opened. */
function useReadySound(keys: readonly string[] | undefined): void {
  const heard = useRef<Set<string> | null>(null);
  const joined = keys?.join(' ');
  useEffect(() => {
    if (joined === undefined) return;
    const now = joined.split(' ').filter((key) => key !== '');
    if (heard.current && now.some((key) => !heard.current?.has(key))) playSound('call');
    heard.current = new Set([...(heard.current ?? []), ...now]);
  }, [joined]);
}

/** Marks the ready dishes of an order as served, at once on the screen, with a way back. */
function useServe(): (order: ReadyOrder) => void {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const listKey = trpc.ordering.tickets.list.queryKey();
  const { serve, recall } = client.ordering.tickets;
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.ordering.tickets.pathKey() });
  return (order) => {
    const { orderId } = order;
    const lineIds = order.ready.map(({ id }) => id);
    queryClient.setQueryData(listKey, (tickets) =>
      tickets?.map((ticket) =>
        ticket.orderId === orderId
          ? {
              ...ticket,
              lines: ticket.lines.map((line) =>
                lineIds.includes(line.id) ? { ...line, state: 'served' as const } : line,
              ),
            }
          : ticket,
      ),
    );
    serve
      .mutate({ orderId, lineIds })
      .then(() =>
        noticeDone(
          t(($) => $.counter.ready.served, { number: order.number }),
          () => void recall.mutate({ orderId, lineIds, to: 'ready' }).catch(noticeError).finally(refresh),
        ),
      )
      // Somebody else carried it out a moment before.
      .catch((error: unknown) => problemOf(error)?.code === 'order_state' || noticeError(error))
      .finally(refresh);
  };
}
