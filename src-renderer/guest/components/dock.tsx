import type { OrderView } from '#shared/ordering/guest-api.ts';
import { portions } from '../cart.ts';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { Icon } from './icons.tsx';
import { wordsFor } from './notice-panel.tsx';
import { lookOf, Progress, stateWords } from './order-card.tsx';
import { waitingTitle } from './sent-panel.tsx';

interface DockProps {
  readonly state: VisitState;
  readonly total: number;
  readonly order: OrderView | null;
  readonly onCart: () => void;
  readonly onTable: () => void;
  readonly onDismiss: (order: OrderView) => void;
}

/** The bar under the thumb: the cart while something is chosen, else where the order stands. */
export function Dock({ state, total, order, onCart, onTable, onDismiss }: DockProps) {
  const { t } = useSpeech();
  const { cart, pending } = state.basket;
  const hasCart = cart.lines.length > 0;
  const calls = state.table?.tab?.calls.length ?? 0;
  const isBusy = pending !== null || hasCart;
  return (
    <div class="dock">
      {order && (isBusy || order.state === 'rejected') && (
        <StatusLine order={order} onOpen={onTable} onDismiss={onDismiss} slim />
      )}
      <div class="dock-row">
        <button type="button" class="dock-table" onClick={onTable}>
          <Icon name="receipt" size={24} />
          <span>{t.myTable}</span>
          {calls > 0 && <i class="dot" />}
        </button>
        <DockMain state={state} total={total} order={order} onCart={onCart} onTable={onTable} onDismiss={onDismiss} />
      </div>
    </div>
  );
}

function DockMain({ state, total, order, onCart, onTable, onDismiss }: DockProps) {
  const { t, format } = useSpeech();
  const { cart, pending } = state.basket;
  const count = portions(cart);
  if (pending) {
    return (
      <button type="button" class={`dock-main status ${state.waiting ? 'amber' : 'blue'}`} onClick={onCart}>
        {state.waiting ? <Icon name="offline" size={24} /> : <span class="spinner" />}
        <span class="dock-words">
          <strong>{waitingTitle(t, state.waiting)}</strong>
        </span>
        <Icon name="right" />
      </button>
    );
  }
  if (count > 0) {
    return (
      <button type="button" class="dock-main cart" onClick={onCart}>
        <span class="badge">
          <Icon name={state.notice ? 'alert' : 'basket'} size={24} />
          <b aria-hidden="true">{count}</b>
          <span class="sr-only">{t.portions(count)}</span>
        </span>
        <span class="dock-words">{state.notice ? wordsFor(t, format, state.notice).title : t.viewCart}</span>
        <span class="price">{format.money(total)}</span>
      </button>
    );
  }
  if (state.table?.tab?.state === 'paid') {
    return (
      <button type="button" class="dock-main status green" onClick={onTable}>
        <Icon name="check" size={24} />
        <span class="dock-words">
          <strong>{t.paidTitle}</strong>
        </span>
        <Icon name="right" />
      </button>
    );
  }
  if (order && order.state !== 'rejected') return <StatusLine order={order} onOpen={onTable} onDismiss={onDismiss} />;
  return (
    <button type="button" class="dock-main quiet" onClick={onCart}>
      <Icon name="basket" size={24} />
      <span class="dock-words">{t.cartEmpty}</span>
    </button>
  );
}

interface StatusLineProps {
  readonly order: OrderView;
  readonly onOpen: () => void;
  readonly onDismiss: (order: OrderView) => void;
  readonly slim?: boolean;
}

function StatusLine({ order, onOpen, onDismiss, slim = false }: StatusLineProps) {
  const { t } = useSpeech();
  const look = lookOf(order.state);
  const isRejected = order.state === 'rejected';
  return (
    <div class={`status-line ${slim ? 'slim' : ''} ${look.colour}`}>
      <button type="button" class={`dock-main status ${look.colour}`} onClick={onOpen}>
        <Icon name={look.icon} size={24} />
        <span class="dock-words">
          <strong>
            {t.orderNumber(order.number)} · {t.state[order.state]}
          </strong>
          {(!slim || isRejected || order.delayMinutes !== null) && <span dir="auto">{stateWords(t, order)}</span>}
          {!slim && <Progress state={order.state} />}
        </span>
        {!isRejected && <Icon name="right" />}
      </button>
      {isRejected && (
        <button type="button" class="text-button" onClick={() => onDismiss(order)}>
          {t.dismiss}
        </button>
      )}
    </div>
  );
}
