import { Button, ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { OrderLines } from '../../orders/OrderLines.tsx';
import { useMay } from '../../session.ts';
import { openSheet, useWindow } from '../../window.ts';
import { AddOrder } from '../order/AddOrder.tsx';
import { ReceiptHead } from '../receipt/ReceiptHead.tsx';
import { Totals } from '../receipt/Totals.tsx';
import { nameOf } from './name.ts';
import type { Counter } from './useCounters.ts';
import '../receipt/receipt.css';

interface PaneProps {
  readonly tabId: string;
  readonly counter: Counter;
  readonly reachable: boolean;
}

/** A bill of another counter: to look at, and to add to. Its money is taken there. */
export function ElsewherePane({ tabId, counter, reachable }: PaneProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  const mayOrder = useMay()('order', 'create');
  const sheet = useWindow((state) => state.sheet);
  if (tab.isError && !tab.data) {
    return <LoadFailed reason={describeError(tab.error)} onRetry={() => void tab.refetch()} />;
  }
  if (!tab.data) return <Skeleton h={96} m="md" />;
  const isOpen = tab.data.state !== 'closed';
  return (
    <div className="tab-pane">
      <div className="receipt">
        <ReceiptHead tab={tab.data} />
        <ScrollArea className="receipt-scroll" type="auto" viewportProps={{ tabIndex: 0 }}>
          <Stack gap="sm" px="md" pb="md">
            {tab.data.orders.map((order) => (
              <article key={order.id} aria-label={t(($) => $.counter.queue.order, { number: order.number })}>
                <Text fw={650} size="md">
                  #{order.number} · {t(($) => $.counter.states[order.state])}
                </Text>
                <OrderLines lines={order.lines} />
              </article>
            ))}
            {tab.data.orders.length === 0 && (
              <Text size="md" c="dimmed" ta="center" py="xl">
                {t(($) => $.counter.receipt.noOrders)}
              </Text>
            )}
          </Stack>
        </ScrollArea>
        <div className="receipt-foot">
          {tab.data.orders.length > 0 && <Totals tab={tab.data} />}
          <Text size="sm" c="dimmed">
            {t(($) => $.elsewhere.money, { name: nameOf(counter, t) })}
          </Text>
          {isOpen && mayOrder && (
            <Button
              h={60}
              fz={20}
              fullWidth
              mt={8}
              leftSection={<IconPlus size={24} />}
              disabled={!reachable}
              onClick={() => openSheet('order')}
            >
              {t(($) => $.counter.receipt.addOrder)}
            </Button>
          )}
        </div>
        <AddOrder tab={tab.data} home={counter.id} opened={sheet === 'order'} onClose={() => openSheet(null)} />
      </div>
    </div>
  );
}
