import type { Language } from '#shared/languages.ts';
import type {
  GuestTabResponse,
  MenuResponse,
  OrderView,
  RemoteState,
  SessionResponse,
} from '#shared/ordering/guest-api.ts';
import type { ApiError } from './api.ts';
import type { Basket } from './basket.ts';
import type { LinkState } from './link.ts';

/**
 * Which page the diner is on. `code`: the house asks for the table's four digits. `expired`: the session ran out
 * while the page lay open; only the diner may begin a new one, since the table may be somebody else's by now.
 */
export type Phase = 'starting' | 'unreachable' | 'unknown_table' | 'code' | 'failed' | 'open' | 'expired' | 'closed';

/** Why a submission came back to the cart. `price` waits for the diner's word on the new total (minor units). */
export type Notice =
  | { readonly kind: 'price'; readonly cartKey: string; readonly before: number; readonly after: number }
  | { readonly kind: 'refused'; readonly error: ApiError }
  | { readonly kind: 'unconfirmed' };

/** Everything the page shows. */
export interface VisitState {
  readonly phase: Phase;
  /** The landing's answer behind `code`, `failed` and `unknown_table`. */
  readonly problem: ApiError | null;
  readonly busy: boolean;
  readonly language: Language;
  readonly session: SessionResponse | null;
  readonly menu: MenuResponse | null;
  /** The last snapshot of the table; stays as the receipt after the tab is closed. */
  readonly table: GuestTabResponse | null;
  readonly link: LinkState;
  /** Over the internet: whether the landing can be reached; null on its own Wi-Fi. */
  readonly remote: RemoteState | null;
  readonly basket: Basket;
  /** Why a begun submission is being repeated, or null. */
  readonly waiting: ApiError | null;
  readonly notice: Notice | null;
  /** The order the landing has just confirmed. */
  readonly placed: OrderView | null;
  /** The table the staff moved these guests to, until they have read it. */
  readonly moved: string | null;
  /** Landing's clock minus the phone's, in ms. */
  readonly clockOffset: number;
}

/** Whether an order may be sent now, and whether it would wait for a landing that is away. */
export function sending(state: Pick<VisitState, 'table' | 'session' | 'remote'>): 'no' | 'order' | 'pre_order' {
  if (state.remote?.landing === 'away') return state.remote.preOrders ? 'pre_order' : 'no';
  return (state.table?.mayOrder ?? state.session?.mayOrder) ? 'order' : 'no';
}

/** The tab's orders with the one just confirmed, in case its snapshot is still on the way. */
export function ordersOf(state: Pick<VisitState, 'table' | 'placed'>): readonly OrderView[] {
  const orders = state.table?.tab?.orders ?? [];
  const { placed } = state;
  return placed && !orders.some((order) => order.id === placed.id) ? [...orders, placed] : orders;
}

/**
 * The order the bottom bar speaks of: this phone's latest refused or unfinished one, else its latest, else the
 * table's latest.
 */
export function orderInFocus(
  orders: readonly OrderView[],
  own: readonly string[],
  dismissed: readonly string[],
): OrderView | null {
  const latestFirst = orders.filter((order) => !dismissed.includes(order.id)).reverse();
  const mine = latestFirst.filter((order) => own.includes(order.id));
  return (
    mine.find((order) => order.state === 'rejected') ??
    mine.find((order) => order.state !== 'served') ??
    mine[0] ??
    latestFirst.find((order) => order.state !== 'rejected') ??
    null
  );
}
