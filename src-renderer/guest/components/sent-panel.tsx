import { useState } from 'preact/hooks';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { type ApiError, asApiError } from '../api.ts';
import type { MenuItem } from '../cart.ts';
import { choiceWords } from '../choices.ts';
import { useNow, useSpeech } from '../context.ts';
import type { Messages } from '../messages.ts';
import type { Pending } from '../submission.ts';
import { Icon } from './icons.tsx';
import { OrderLines } from './order-card.tsx';

interface WaitingPanelProps {
  readonly pending: Pending;
  readonly items: ReadonlyMap<string, MenuItem>;
  /** Why it is being sent again. */
  readonly waiting: ApiError | null;
  readonly onTakeBack: () => void;
}

/** How an order on its way is spoken of; `waiting` is why it is asked about again. */
export function waitingTitle(t: Messages, waiting: ApiError | null): string {
  if (!waiting) return t.sending;
  if (!waiting.orderWaiting) return t.sendWaiting;
  return waiting.orderWaiting.preOrder ? t.preOrderTitle : t.onItsWay;
}

/** The order on its way. Nothing here says "received". */
export function WaitingPanel({ pending, items, waiting, onTakeBack }: WaitingPanelProps) {
  const { t, format } = useSpeech();
  const now = useNow();
  const kept = waiting?.orderWaiting;
  const hint = kept?.preOrder
    ? t.preOrderHint(format.clock(kept.expiresAt, now))
    : waiting
      ? t.sendWaitingHint
      : t.sendingHint;
  return (
    <>
      <div class={`outcome ${waiting ? 'amber' : 'blue'}`} role="status">
        {kept?.preOrder ? (
          <Icon name="clock" size={48} />
        ) : waiting && !kept ? (
          <Icon name="offline" size={48} />
        ) : (
          <span class="spinner large" />
        )}
        <p class="outcome-title">{waitingTitle(t, waiting)}</p>
        <p>
          {waiting?.detail && <span dir="auto">{waiting.detail} </span>}
          {hint}
        </p>
      </div>
      <ul class="order-lines">
        {pending.cart.lines.map((line) => {
          const item = items.get(line.itemId);
          const words = choiceWords(item, line, items);
          return (
            <li key={line.id}>
              <span class="order-quantity">{line.quantity} ×</span>
              <span class="order-line-text">
                <bdi>{item?.name ?? line.name}</bdi>
                {words && <span class="muted">{words}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      <dl class="totals">
        <div class="total">
          <dt>{t.total}</dt>
          <dd>{format.money(pending.body.expectedTotal.amount)}</dd>
        </div>
      </dl>
      {kept?.preOrder && kept.mayWithdraw ? (
        <Withdraw />
      ) : (
        waiting && (
          <button type="button" class="secondary" onClick={onTakeBack}>
            {t.takeBack}
          </button>
        )
      )}
    </>
  );
}

/** Takes back for good what nobody has seen. */
function Withdraw() {
  const { t, visit } = useSpeech();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');

  async function withdraw(): Promise<void> {
    setBusy(true);
    setFailure('');
    try {
      await visit.checkout.withdraw();
    } catch (thrown) {
      setFailure(asApiError(thrown).detail || t.offline);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {failure && (
        <p class="foot-hint" role="alert">
          {failure}
        </p>
      )}
      <button type="button" class="secondary" disabled={busy} onClick={() => void withdraw()}>
        {t.preOrderWithdraw}
      </button>
    </>
  );
}

/** The landing has written the order to its disk. */
export function SentPanel({ order }: { order: OrderView }) {
  const { t, format } = useSpeech();
  return (
    <>
      <div class="outcome green">
        <span class="outcome-mark">
          <Icon name="check" size={48} />
        </span>
        <p class="outcome-title">{t.received}</p>
        <p>{t.receivedHint(order.number)}</p>
      </div>
      <OrderLines lines={order.lines} />
      <dl class="totals">
        <div class="total">
          <dt>{t.total}</dt>
          <dd>{format.money(order.total.amount)}</dd>
        </div>
      </dl>
    </>
  );
}
