import type { OrderView } from '#shared/ordering/guest-api.ts';
import type { ApiError } from '../api.ts';
import type { MenuItem } from '../cart.ts';
import { choiceWords } from '../choices.ts';
import { useSpeech } from '../context.ts';
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

/** The order on its way. Nothing here says "received". */
export function WaitingPanel({ pending, items, waiting, onTakeBack }: WaitingPanelProps) {
  const { t, format } = useSpeech();
  return (
    <>
      <div class={`outcome ${waiting ? 'amber' : 'blue'}`} role="status">
        {waiting ? <Icon name="offline" size={48} /> : <span class="spinner large" />}
        <p class="outcome-title">{waiting ? t.sendWaiting : t.sending}</p>
        <p>
          {waiting?.detail && <span dir="auto">{waiting.detail} </span>}
          {waiting ? t.sendWaitingHint : t.sendingHint}
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
      {waiting && (
        <button type="button" class="secondary" onClick={onTakeBack}>
          {t.takeBack}
        </button>
      )}
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
