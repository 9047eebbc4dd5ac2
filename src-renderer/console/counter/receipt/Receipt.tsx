import { ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { describeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { openSheet, selectTab, useWindow } from '../../window.ts';
import { AddOrder } from '../order/AddOrder.tsx';
import { PaymentSheet } from '../payment/PaymentSheet.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { BillRows } from './BillRows.tsx';
import type { Dialog } from './dialog.ts';
import { linesOf, selectionOf, toggled } from './lines.ts';
import { OrderBlock } from './OrderBlock.tsx';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import { ClosedActions, OpenActions } from './ReceiptFoot.tsx';
import { ReceiptHead } from './ReceiptHead.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { ServeAll } from './ServeAll.tsx';
import { Totals } from './Totals.tsx';
import { useMergedAway } from './useMergedAway.ts';
import './receipt.css';

interface HeadProps {
  /** Buttons of the head, for changing who sits there and where. */
  readonly seat?: ReactNode;
  /** What stands between the head and the dishes. */
  readonly children?: ReactNode;
}

/** The selected tab as a receipt, its actions pinned at the bottom. */
export function Receipt({ tabId, ...head }: { tabId: string } & HeadProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  useMergedAway(tab.data);
  if (tab.isError && !tab.data) {
    return <LoadFailed reason={describeError(tab.error)} onRetry={() => void tab.refetch()} />;
  }
  if (!tab.data || tab.data.mergedInto !== null) {
    return (
      <Stack p="md" gap="sm" aria-label={t(($) => $.common.loading)}>
        <Skeleton h={36} w="50%" />
        <Skeleton h={96} />
        <Skeleton h={96} />
      </Stack>
    );
  }
  return <LoadedReceipt key={tabId} tab={tab.data} {...head} />;
}

const nothing: ReadonlySet<string> = new Set();

function LoadedReceipt({ tab, seat, children }: { tab: TabDetail } & HeadProps) {
  const { t } = useTranslation();
  const may = useMay();
  const sheet = useWindow((state) => state.sheet);
  const [selected, setSelected] = useState(nothing);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const isOpen = tab.state !== 'closed';
  const mayOrder = isOpen && may('order', 'create');
  const mayPay = isOpen && tab.balance.amount > 0 && may('payment', 'create');
  const mayAct = isOpen && (may('order', 'delete') || may('discount', 'create') || may('ticket', 'update'));
  const lines = linesOf(tab);
  const selection = selectionOf(lines, selected);
  useShortcut('addOrder', () => mayOrder && openSheet('order'));
  useShortcut('pay', () => mayPay && openSheet('pay'));
  useShortcut('closeReceipt', () => (selection.lines.length > 0 ? setSelected(nothing) : selectTab(null)));
  const closeDialog = () => setDialog(null);
  return (
    <div className="receipt">
      <ReceiptHead tab={tab} seat={seat} />
      {children}
      <ScrollArea className="receipt-scroll" type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap="sm" px="md" pb="md">
          {tab.orders.length === 0 && (
            <Text size="md" c="dimmed" ta="center" py="xl">
              {t(($) => $.counter.receipt.noOrders)}
            </Text>
          )}
          <ServeAll tab={tab} />
          {tab.orders.map((order) => (
            <OrderBlock
              key={order.id}
              tab={tab}
              order={order}
              lines={lines.filter((line) => line.order === order)}
              selected={selected}
              onToggle={mayAct ? (lineId) => setSelected(toggled(selected, lineId)) : undefined}
            />
          ))}
          <BillRows
            tab={tab}
            onWaive={(charge) => setDialog({ kind: 'waive', charge })}
            onRefund={(payment) => setDialog({ kind: 'refund', payment })}
          />
        </Stack>
      </ScrollArea>
      <div className="receipt-foot">
        {selection.lines.length > 0 ? (
          <SelectionBar tab={tab} selection={selection} onClear={() => setSelected(nothing)} onDialog={setDialog} />
        ) : (
          <>
            {tab.orders.length > 0 && <Totals tab={tab} />}
            {isOpen ? (
              <OpenActions tab={tab} mayOrder={mayOrder} mayPay={mayPay} onDialog={setDialog} />
            ) : (
              <ClosedActions tab={tab} onDialog={setDialog} />
            )}
          </>
        )}
      </div>
      <AddOrder tab={tab} opened={sheet === 'order'} onClose={() => openSheet(null)} />
      <PaymentSheet tab={tab} opened={sheet === 'pay'} onClose={() => openSheet(null)} />
      {dialog && (
        <ReceiptDialog
          tab={tab}
          selection={selection}
          dialog={dialog}
          onClose={closeDialog}
          onDone={() => {
            closeDialog();
            setSelected(nothing);
          }}
        />
      )}
    </div>
  );
}

export { NoReceipt } from './NoReceipt.tsx';
