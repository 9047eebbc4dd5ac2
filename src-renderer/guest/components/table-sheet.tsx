import { useState } from 'preact/hooks';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { asApiError } from '../api.ts';
import { useSpeech } from '../context.ts';
import { ordersOf, type VisitState } from '../state.ts';
import { announce } from './announcer.tsx';
import { Icon } from './icons.tsx';
import { OrderCard } from './order-card.tsx';
import { Sheet } from './sheet.tsx';
import { TabTotals } from './totals.tsx';

type CallKind = 'waiter' | 'bill';

interface TableSheetProps {
  readonly state: VisitState;
  readonly onPutBack: (order: OrderView) => void;
  readonly onClosed: () => void;
}

/** Everything on the table's bill, from all phones, and the two calls. */
export function TableSheet({ state, onPutBack, onClosed }: TableSheetProps) {
  const { t, visit } = useSpeech();
  const tab = state.table?.tab ?? null;
  const orders = [...ordersOf(state)].reverse();
  const [calling, setCalling] = useState<CallKind | null>(null);
  const [failure, setFailure] = useState('');

  async function call(kind: CallKind): Promise<void> {
    setCalling(kind);
    setFailure('');
    try {
      await visit.call(kind);
      announce(kind === 'bill' ? t.billAsked : t.waiterCalled);
    } catch (thrown) {
      setFailure(asApiError(thrown).detail || t.offline);
    } finally {
      setCalling(null);
    }
  }

  return (
    <Sheet
      title={t.myTable}
      onClosed={onClosed}
      kind="table-sheet"
      footer={
        tab
          ? () => (
              <>
                {failure && (
                  <p class="foot-hint red" role="alert">
                    <Icon name="alert" size={18} />
                    {failure}
                  </p>
                )}
                {(['waiter', 'bill'] as const).map((kind) => {
                  const heard = tab.calls.some((raised) => raised.kind === kind);
                  return (
                    <button
                      key={kind}
                      type="button"
                      class={`call ${heard ? 'heard' : ''}`}
                      aria-disabled={heard || calling !== null}
                      onClick={() => {
                        if (!heard && calling === null) void call(kind);
                      }}
                    >
                      {calling === kind ? (
                        <span class="spinner" />
                      ) : (
                        <Icon name={heard ? 'check' : kind === 'bill' ? 'receipt' : 'hand'} />
                      )}
                      <span>
                        {kind === 'bill' ? (heard ? t.billAsked : t.askBill) : heard ? t.waiterCalled : t.callWaiter}
                        {heard && <small>{t.heard}</small>}
                      </span>
                    </button>
                  );
                })}
              </>
            )
          : undefined
      }
    >
      {() => (
        <>
          {tab?.state === 'paid' && (
            <div class="panel green">
              <Icon name="check" size={24} />
              <div>
                <p class="panel-title">{t.paidTitle}</p>
                <p>{t.paidHint}</p>
              </div>
            </div>
          )}
          {orders.length === 0 && (
            <div class="empty">
              <Icon name="receipt" size={40} />
              <p>{tab ? t.noOrders : t.waitTitle}</p>
            </div>
          )}
          {orders.map((order) => (
            <OrderCard
              key={order.id}
              order={order}
              isOwn={state.basket.ownOrders.includes(order.id)}
              onPutBack={onPutBack}
            />
          ))}
          {tab && orders.length > 0 && (
            <>
              <TabTotals tab={tab} />
              {tab.balance.amount > 0 && <p class="muted centre">{t.payHint}</p>}
            </>
          )}
        </>
      )}
    </Sheet>
  );
}
