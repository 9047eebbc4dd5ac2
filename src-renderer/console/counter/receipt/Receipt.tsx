import { Badge, Button, Group, ScrollArea, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCash, IconDoorExit, IconPlus, IconReceipt2, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { Money } from '../../../ui/money.tsx';
import { formatClock } from '../../../ui/time.ts';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { describeError } from '../../notices.tsx';
import { PrintReceiptButton } from '../../printing/PrintReceiptButton.tsx';
import { useMay } from '../../session.ts';
import { openSheet, selectTab, useWindow } from '../../window.ts';
import { AddOrder } from '../order/AddOrder.tsx';
import { PaymentSheet } from '../payment/PaymentSheet.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { useCloseTab } from '../useCloseTab.ts';
import { OrderBlock } from './OrderBlock.tsx';
import { ServeAll } from './ServeAll.tsx';
import { Totals } from './Totals.tsx';
import './receipt.css';

/** The selected tab as a receipt, its actions pinned at the bottom. */
export function Receipt({ tabId }: { tabId: string }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  if (tab.isError && !tab.data) {
    return <LoadFailed reason={describeError(tab.error)} onRetry={() => void tab.refetch()} />;
  }
  if (!tab.data) {
    return (
      <Stack p="md" gap="sm" aria-label={t(($) => $.common.loading)}>
        <Skeleton h={36} w="50%" />
        <Skeleton h={96} />
        <Skeleton h={96} />
      </Stack>
    );
  }
  return <OpenReceipt key={tabId} tab={tab.data} />;
}

function OpenReceipt({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const sheet = useWindow((state) => state.sheet);
  const isOpen = tab.state !== 'closed';
  const mayOrder = isOpen && may('order', 'create');
  const mayPay = isOpen && tab.balance.amount > 0 && may('payment', 'create');
  useShortcut('addOrder', () => mayOrder && openSheet('order'));
  useShortcut('pay', () => mayPay && openSheet('pay'));
  useShortcut('closeReceipt', () => selectTab(null));
  return (
    <div className="receipt">
      <ReceiptHead tab={tab} />
      <ScrollArea className="receipt-scroll" type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap="sm" px="md" pb="md">
          {tab.orders.length === 0 && (
            <Text size="md" c="dimmed" ta="center" py="xl">
              {t(($) => $.counter.receipt.noOrders)}
            </Text>
          )}
          <ServeAll tab={tab} />
          {tab.orders.map((order) => (
            <OrderBlock key={order.id} order={order} tabId={tab.id} />
          ))}
        </Stack>
      </ScrollArea>
      <div className="receipt-foot">
        {tab.orders.length > 0 && <Totals tab={tab} />}
        {tab.orders.length > 0 && <PrintReceiptButton tab={tab} fullWidth mb={8} />}
        {isOpen ? (
          <Actions
            tab={tab}
            mayOrder={mayOrder}
            mayPay={mayPay}
            onOrder={() => openSheet('order')}
            onPay={() => openSheet('pay')}
          />
        ) : (
          <Badge size="xl" color="done" variant="light" fullWidth>
            {t(($) => $.counter.receipt.closed)}
          </Badge>
        )}
      </div>
      <AddOrder tab={tab} opened={sheet === 'order'} onClose={() => openSheet(null)} />
      <PaymentSheet tab={tab} opened={sheet === 'pay'} onClose={() => openSheet(null)} />
    </div>
  );
}

function ReceiptHead({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const time = formatClock(tab.openedAt, currentLanguage());
  return (
    <div className="receipt-head">
      <Button
        variant="subtle"
        color="done"
        h={44}
        w={44}
        p={0}
        aria-label={t(($) => $.common.close)}
        onClick={() => selectTab(null)}
      >
        <IconArrowLeft size={22} />
      </Button>
      <div className="receipt-title">
        <Title order={2} fz={28} lh={1.1}>
          {tab.table
            ? t(($) => $.counter.receipt.tab, { table: tab.table.name })
            : t(($) => $.counter.receipt.takeAway)}
        </Title>
        <Group gap="sm" c="dimmed" fz={14}>
          <span>{t(($) => $.counter.receipt.since, { time })}</span>
          {tab.guests !== null && (
            <Group gap={4}>
              <IconUsers size={16} aria-hidden />
              {t(($) => $.counter.receipt.guests, { count: tab.guests })}
            </Group>
          )}
        </Group>
      </div>
      {settings.data?.requireTableCode && tab.table && tab.state !== 'closed' && (
        <div className="receipt-code">
          <span>{t(($) => $.counter.receipt.code)}</span>
          <strong>{tab.code}</strong>
        </div>
      )}
    </div>
  );
}

function Actions({
  tab,
  mayOrder,
  mayPay,
  onOrder,
  onPay,
}: {
  tab: TabDetail;
  mayOrder: boolean;
  mayPay: boolean;
  onOrder: () => void;
  onPay: () => void;
}) {
  const { t } = useTranslation();
  const { close, isClosing } = useCloseTab(tab);
  const pending = tab.orders.some((order) => order.state === 'placed');
  const settled = tab.balance.amount <= 0;
  const empty = tab.orders.length === 0;
  const closeWord = tab.table ? t(($) => $.counter.receipt.closeTable) : t(($) => $.counter.receipt.closeTakeAway);
  // One primary action per state, always in the lower row: order first, then money, then the table.
  return (
    <Stack gap={8}>
      {pending && (
        <Text size="md" c="var(--new-ink)" fw={600}>
          {t(($) => $.counter.receipt.pendingFirst)}
        </Text>
      )}
      <Group gap={8} grow>
        {!empty && mayOrder && (
          <Button variant="default" h={48} fz={16} leftSection={<IconPlus size={20} />} onClick={onOrder}>
            {t(($) => $.counter.receipt.addOrder)}
          </Button>
        )}
        {(empty || !settled) && (
          <Button
            variant="default"
            h={48}
            fz={16}
            leftSection={<IconDoorExit size={20} />}
            disabled={pending || !settled}
            loading={isClosing}
            onClick={close}
          >
            {closeWord}
          </Button>
        )}
      </Group>
      {empty ? (
        mayOrder && (
          <Button h={60} fz={20} leftSection={<IconPlus size={24} />} onClick={onOrder}>
            {t(($) => $.counter.receipt.addOrder)}
          </Button>
        )
      ) : settled ? (
        <Button
          h={60}
          fz={20}
          leftSection={<IconDoorExit size={24} />}
          disabled={pending}
          loading={isClosing}
          onClick={close}
        >
          {closeWord}
        </Button>
      ) : (
        <Button h={60} fz={20} leftSection={<IconCash size={26} />} disabled={!mayPay} onClick={onPay}>
          {t(($) => $.counter.receipt.pay)}
          <Money value={tab.balance} style={{ marginLeft: 12 }} />
        </Button>
      )}
    </Stack>
  );
}

/** Shown while no tab is selected. */
export function NoReceipt() {
  const { t } = useTranslation();
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" p="xl" ta="center">
      <IconReceipt2 size={56} stroke={1.2} color="var(--muted)" aria-hidden />
      <Text size="lg" fw={600}>
        {t(($) => $.counter.receipt.none)}
      </Text>
      <Text size="md" c="dimmed">
        {t(($) => $.counter.receipt.noneDetail)}
      </Text>
    </Stack>
  );
}
