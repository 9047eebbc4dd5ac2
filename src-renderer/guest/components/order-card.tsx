import type { OrderView } from '#shared/ordering/guest-api.ts';
import { useNow, useSpeech } from '../context.ts';
import { Icon, type IconName } from './icons.tsx';

type OrderState = OrderView['state'];

const looks: Readonly<Record<OrderState, { readonly colour: string; readonly icon: IconName }>> = {
  placed: { colour: 'amber', icon: 'send' },
  accepted: { colour: 'blue', icon: 'check' },
  cooking: { colour: 'blue', icon: 'pot' },
  ready: { colour: 'green', icon: 'bell' },
  served: { colour: 'grey', icon: 'serve' },
  rejected: { colour: 'red', icon: 'alert' },
  voided: { colour: 'grey', icon: 'x' },
};
const steps: readonly OrderState[] = ['placed', 'accepted', 'cooking', 'ready', 'served'];

/** Colour and icon of an order's state, the same everywhere. */
export const lookOf = (state: OrderState) => looks[state];

/** How many dishes are ready or served, of those that stand. */
function readyCount(order: OrderView): { readonly done: number; readonly of: number } {
  const standing = order.lines.filter((line) => line.quantity > line.voided);
  return { done: standing.filter(({ state }) => state === 'ready' || state === 'served').length, of: standing.length };
}

/** What the diner is told about a state: the delay, the reason of a refusal, else what happens next. */
export function stateWords(t: ReturnType<typeof useSpeech>['t'], order: OrderView): string {
  if (order.rejection) return order.rejection.text || t.reason[order.rejection.reason];
  const { done, of } = readyCount(order);
  if (done > 0 && done < of) return t.readyOf(done, of);
  if (order.delayMinutes !== null && order.state !== 'ready' && order.state !== 'served') {
    return t.delay(order.delayMinutes);
  }
  return t.stateHint[order.state];
}

/** The way of an order in five steps; the words beside it say the same. */
export function Progress({ state }: { state: OrderState }) {
  const reached = steps.indexOf(state);
  return (
    <span class="progress" aria-hidden="true">
      {steps.map((step, index) => (
        <i key={step} class={index <= reached ? 'done' : ''} />
      ))}
    </span>
  );
}

interface OrderLinesProps {
  readonly lines: OrderView['lines'];
  /** Says of each dish where it stands. */
  readonly withStates?: boolean;
}

export function OrderLines({ lines, withStates = false }: OrderLinesProps) {
  const { t, format } = useSpeech();
  return (
    <ul class="order-lines">
      {lines.map((line) => (
        <li key={line.id}>
          <span class="order-quantity">{Math.max(1, line.quantity - line.voided)} ×</span>
          <span class="order-line-text">
            {line.quantity > line.voided ? <bdi>{line.name}</bdi> : <s dir="auto">{line.name}</s>}
            {line.voided > 0 && <span class="muted">{t.takenOff(line.voided)}</span>}
            {withStates && line.quantity > line.voided && line.state !== 'queued' && (
              <span class={`line-state ${looks[line.state].colour}`}>
                <Icon name={looks[line.state].icon} size={16} />
                {t.state[line.state]}
              </span>
            )}
            {line.weightGrams !== null && <span class="muted">{t.weight((line.weightGrams / 1000).toFixed(3))}</span>}
            {line.components.map((part) => (
              <span key={part.id} class="muted" dir="auto">
                {[
                  part.quantity > 1 ? `${part.quantity} × ${part.name}` : part.name,
                  ...part.options.map((o) => o.name),
                ].join(' · ')}
              </span>
            ))}
            {line.options.length > 0 && (
              <span class="muted" dir="auto">
                {line.options.map((o) => (o.quantity > 1 ? `${o.quantity} × ${o.name}` : o.name)).join(' · ')}
              </span>
            )}
            {line.note && (
              <span class="muted quoted" dir="auto">
                {line.note}
              </span>
            )}
          </span>
          <span class="price">{format.money(line.total.amount)}</span>
        </li>
      ))}
    </ul>
  );
}

interface OrderCardProps {
  readonly order: OrderView;
  readonly isOwn: boolean;
  /** Takes a refused order of this phone into its cart again. */
  readonly onPutBack?: (order: OrderView) => void;
  /** A finished visit shows what was had, not what is going on. */
  readonly finished?: boolean;
}

/** One submission of the table with where it stands. */
export function OrderCard({ order, isOwn, onPutBack, finished = false }: OrderCardProps) {
  const { t, format } = useSpeech();
  const now = useNow();
  const look = lookOf(order.state);
  const isRejected = order.state === 'rejected';
  const { done, of } = readyCount(order);
  const isPartial = order.state === 'cooking' && done > 0 && done < of;
  const origin = order.source === 'counter' ? t.fromCounter : isOwn ? t.fromYou : null;
  return (
    <article class={`order ${isRejected ? 'rejected' : ''}`}>
      <header>
        <h3>{t.orderNumber(order.number)}</h3>
        <p class="muted">{[origin, format.since(order.placedAt, now)].filter(Boolean).join(' · ')}</p>
        {(!finished || isRejected) && (
          <span class={`pill large ${look.colour}`}>
            <Icon name={look.icon} size={18} />
            {t.state[order.state]}
          </span>
        )}
      </header>
      {!finished && !isRejected && <Progress state={order.state} />}
      {!finished && order.state !== 'served' && (
        <p class={`state-words ${isRejected ? 'red' : order.delayMinutes === null ? '' : 'amber'}`} dir="auto">
          {stateWords(t, order)}
        </p>
      )}
      <OrderLines lines={order.lines} withStates={!finished && isPartial} />
      {order.note && (
        <p class="muted quoted" dir="auto">
          {order.note}
        </p>
      )}
      {isRejected && isOwn && onPutBack && (
        <button type="button" class="secondary" onClick={() => onPutBack(order)}>
          {t.putBack}
        </button>
      )}
    </article>
  );
}
