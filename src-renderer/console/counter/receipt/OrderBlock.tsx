import { Button, Group } from '@mantine/core';
import {
  IconBellRinging,
  IconCheck,
  IconChecks,
  IconCircleX,
  IconDeviceMobile,
  IconFlame,
  IconNotes,
  IconThumbUp,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StateName } from '#renderer/ui/theme.ts';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import type { OrderState } from '#shared/ordering/order.ts';
import { Age } from '../../../ui/Age.tsx';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { OrderLines } from '../../orders/OrderLines.tsx';
import { useMay } from '../../session.ts';
import { useOrderActions } from '../queue/useOrderActions.ts';

const looks: Record<OrderState, { state: StateName; icon: typeof IconCheck }> = {
  placed: { state: 'new', icon: IconBellRinging },
  accepted: { state: 'progress', icon: IconThumbUp },
  cooking: { state: 'progress', icon: IconFlame },
  ready: { state: 'ready', icon: IconCheck },
  served: { state: 'done', icon: IconChecks },
  rejected: { state: 'trouble', icon: IconCircleX },
  voided: { state: 'done', icon: IconCircleX },
};

/** One submission on the receipt, with what can be done about it next. */
export function OrderBlock({ order, tabId }: { order: OrderView; tabId: string }) {
  const { t } = useTranslation();
  const { state, icon: Icon } = looks[order.state];
  const SourceIcon = order.source === 'qr' ? IconDeviceMobile : IconNotes;
  return (
    <article
      className="order-block"
      data-state={state}
      data-rejected={order.state === 'rejected'}
      aria-label={t(($) => $.counter.queue.order, { number: order.number })}
    >
      <div className="order-block-head">
        <span className="order-block-number">#{order.number}</span>
        <SourceIcon
          size={16}
          aria-label={
            order.source === 'qr' ? t(($) => $.counter.queue.fromPhone) : t(($) => $.counter.queue.fromCounter)
          }
        />
        <Age at={order.placedAt} />
        <span className="state-word" data-state={state}>
          <Icon size={16} aria-hidden />
          {t(($) => $.counter.states[order.state])}
        </span>
      </div>
      <OrderLines lines={order.lines} />
      {order.note && (
        <p className="order-note">
          <strong>{t(($) => $.counter.queue.note)}</strong> {order.note}
        </p>
      )}
      {order.rejection && (
        <p className="order-rejection">
          {t(($) => $.counter.receipt.rejectedBecause, {
            reason: order.rejection.text || t(($) => $.counter.reasons[order.rejection?.reason ?? 'other']),
          })}
        </p>
      )}
      <Steps order={order} tabId={tabId} />
    </article>
  );
}

function Steps({ order, tabId }: { order: OrderView; tabId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { accept } = useOrderActions();
  const { start, ready, serve } = useProgress(tabId);
  if (order.state === 'placed' && may('order', 'update')) {
    return (
      <Button fullWidth h={48} fz={16} mt={8} onClick={() => accept(order.id)}>
        {t(($) => $.counter.queue.accept)}
      </Button>
    );
  }
  if (!['accepted', 'cooking', 'ready'].includes(order.state) || !may('ticket', 'update')) return null;
  return (
    <Group gap={6} mt={8} grow preventGrowOverflow={false}>
      {order.state === 'accepted' && (
        <Button variant="default" h={44} px={8} fz={15} onClick={() => start(order.id)}>
          {t(($) => $.counter.receipt.start)}
        </Button>
      )}
      {order.state !== 'ready' && (
        <Button variant="default" h={44} px={8} fz={15} onClick={() => ready(order.id)}>
          {t(($) => $.counter.receipt.ready)}
        </Button>
      )}
      <Button
        variant={order.state === 'ready' ? 'light' : 'default'}
        h={44}
        px={8}
        fz={15}
        onClick={() => serve(order.id)}
      >
        {t(($) => $.counter.receipt.serve)}
      </Button>
    </Group>
  );
}

/** Moves orders of a tab on; the receipt shows it at once. */
export function useProgress(tabId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const key = trpc.ordering.tabs.get.queryKey({ tabId });
  const step = (next: OrderState) => ({
    onMutate: async ({ orderId }: { orderId: string }) => {
      await queryClient.cancelQueries({ queryKey: key });
      queryClient.setQueryData(
        key,
        (tab) =>
          tab && {
            ...tab,
            orders: tab.orders.map((order) => (order.id === orderId ? { ...order, state: next } : order)),
          },
      );
    },
    onError: noticeError,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: key });
    },
  });
  const { tickets } = trpc.ordering;
  const start = useMutation(tickets.start.mutationOptions(step('cooking')));
  const ready = useMutation(tickets.ready.mutationOptions(step('ready')));
  const serve = useMutation(tickets.serve.mutationOptions(step('served')));
  return {
    start: (orderId: string) => start.mutate({ orderId }),
    ready: (orderId: string) => ready.mutate({ orderId }),
    serve: (orderId: string) => serve.mutate({ orderId }),
  };
}
