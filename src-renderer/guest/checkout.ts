import type { OrderView } from '#shared/ordering/guest-api.ts';
import type { Api, ApiError } from './api.ts';
import { type Basket, type basketStorage, belongsToVisit, newBasket, resumeWithin, takeBack } from './basket.ts';
import { type Cart, emptyCart, idempotencyKey, markRefused, orderBody, quoteCart } from './cart.ts';
import { randomKey } from './random.ts';
import type { VisitState } from './state.ts';
import type { Store } from './store.ts';
import { type Submission, submit } from './submission.ts';

interface CheckoutOptions {
  readonly store: Store<VisitState>;
  readonly storage: ReturnType<typeof basketStorage>;
  readonly api: Pick<Api, 'placeOrder' | 'withdrawOrder'>;
  /** The session all browser tabs of this phone share. */
  readonly sessionToken: () => string;
  readonly onReceived: (order: OrderView) => void;
  /** A refusal that concerns more than the cart: the menu is out of date, the session or the tab has ended. */
  readonly onRefused: (error: ApiError) => void;
}

/** The cart and the way an order leaves the phone. The stored basket is the truth; browser tabs share it. */
export function createCheckout({ store, storage, api, sessionToken, onReceived, onRefused }: CheckoutOptions) {
  let running: { readonly key: string; readonly submission: Submission } | null = null;

  function save(basket: Basket): void {
    const saved = { ...basket, savedAt: Date.now() };
    storage.write(saved);
    store.set({ basket: saved });
  }

  /** What is stored now; another browser tab may have changed it a moment ago. */
  const stored = (): Basket => storage.read() ?? store.get().basket;

  function stop(): void {
    running?.submission.stop();
    running = null;
    store.set({ waiting: null });
  }

  function settle(key: string, change: (basket: Basket) => Basket): boolean {
    const basket = stored();
    const settledHere = basket.pending?.key === key;
    save(settledHere ? change(basket) : basket);
    store.set({ waiting: null });
    return settledHere;
  }

  function refuse(key: string, error: ApiError): void {
    const marked = (cart: Cart): Cart => {
      // The landing may remember its answer to a key: what comes back is sent under a new one.
      const fresh = { ...cart, key: randomKey() };
      if (error.code !== 'sold_out' && error.code !== 'not_served_now') return fresh;
      return markRefused(
        fresh,
        error.items.map((item) => item.id),
        error.code,
      );
    };
    const before = stored().pending?.body.expectedTotal.amount ?? 0;
    // The landing wrote nothing and may answer otherwise next time: the same key stays safe.
    const keepKey = error.status >= 500;
    if (!settle(key, (basket) => takeBack(basket, key, randomKey, keepKey ? undefined : marked))) return;
    const total = error.quotedTotal;
    const cartKey = store.get().basket.cart.key;
    store.set({
      notice:
        error.code === 'price_changed' && total
          ? { kind: 'price', cartKey, before, after: total.amount }
          : { kind: 'refused', error },
    });
    onRefused(error);
  }

  /** Notes that the cloud keeps the order: it is asked about until it is answered, however long that takes. */
  function keep(key: string): void {
    const basket = stored();
    if (basket.pending?.key === key) save({ ...basket, pending: { ...basket.pending, kept: true } });
  }

  function resume(): void {
    const { pending } = store.get().basket;
    if (!pending || running?.key === pending.key) return;
    stop();
    const submission = submit(pending, {
      place: api.placeOrder,
      onWaiting: (error) => {
        store.set({ waiting: error });
        if (error.orderWaiting?.preOrder && !stored().pending?.kept) keep(pending.key);
      },
    });
    running = { key: pending.key, submission };
    void submission.done.then((outcome) => {
      if (running?.submission === submission) running = null;
      if (outcome?.kind === 'received') {
        const { order } = outcome;
        settle(pending.key, (basket) => ({
          ...basket,
          pending: null,
          ownOrders: [...basket.ownOrders.filter((id) => id !== order.id), order.id],
        }));
        store.set({ placed: order, notice: null });
        onReceived(order);
      } else if (outcome) refuse(pending.key, outcome.error);
    });
  }

  /** Another browser tab changed the basket. */
  function synchronise(): void {
    const basket = storage.read();
    if (!basket) return;
    // Received over there: the answer to the same request is on its way here too, to be shown.
    const isReceived = basket.ownOrders.length > store.get().basket.ownOrders.length;
    if (running && basket.pending?.key !== running.key && !isReceived) stop();
    store.set({ basket });
    resume();
  }

  return {
    /** Takes up what this phone had chosen before a reload, if it belongs to this visit. */
    adopt(visit: { readonly newSession: boolean; readonly tabId: string | null }): void {
      const now = Date.now();
      const basket = storage.read() ?? store.get().basket;
      const own = belongsToVisit(basket, { ...visit, now }) ? basket : newBasket(randomKey, now);
      const { pending } = own;
      const tabId = visit.tabId ?? own.tabId;
      // Its answer is known within its session only; after another one began, the diner decides.
      const isForeign = pending !== null && pending.sessionToken !== sessionToken();
      const isOld = pending !== null && !pending.kept && now - pending.startedAt > resumeWithin;
      if (pending && (isForeign || isOld)) {
        save({ ...takeBack(own, pending.key, randomKey), tabId });
        store.set({ notice: { kind: 'unconfirmed' } });
      } else {
        save({ ...own, tabId });
        resume();
      }
    },

    /** The table moved or was opened: the cart follows. */
    follow(tabId: string | null): void {
      const basket = stored();
      if (tabId !== null && basket.tabId !== tabId) save({ ...basket, tabId });
    },

    change(edit: (cart: Cart) => Cart): void {
      const basket = stored();
      save({ ...basket, cart: edit(basket.cart) });
      if (store.get().notice?.kind !== 'unconfirmed') store.set({ notice: null });
    },

    synchronise,

    /** Sends the cart as it is shown. The submission is stored before it leaves. */
    send(): void {
      const { menu, basket: shown, notice } = store.get();
      const basket = stored();
      // Another browser tab was faster: show what there is now instead of sending something unseen.
      if (basket.pending || basket.cart.key !== shown.cart.key) {
        synchronise();
        return;
      }
      if (!menu || basket.cart.lines.length === 0) return;
      const confirmed = notice?.kind === 'price' && notice.cartKey === basket.cart.key ? notice.after : null;
      const total = confirmed ?? quoteCart(basket.cart, menu).total;
      const pending = {
        key: idempotencyKey(basket.cart, total),
        body: orderBody(basket.cart, total, menu.currency),
        sessionToken: sessionToken(),
        cart: basket.cart,
        startedAt: Date.now(),
      };
      store.set({ notice: null, placed: null, waiting: null });
      save({ ...basket, cart: emptyCart(randomKey), pending });
      resume();
    },

    /** Stops waiting for an answer; the same cart sent again still repeats the same request. */
    takeBack(): void {
      const basket = stored();
      stop();
      if (basket.pending) {
        save(takeBack(basket, basket.pending.key, randomKey));
        store.set({ notice: { kind: 'unconfirmed' } });
      } else store.set({ basket });
    },

    /** Takes an order back that nobody has seen; rejects with `ApiError` when that is no longer possible. */
    async withdraw(): Promise<void> {
      const { pending } = stored();
      if (!pending) return;
      try {
        await api.withdrawOrder(pending);
      } catch (error) {
        running?.submission.wake();
        throw error;
      }
      stop();
      // Its key is spent: what is sent again is another order.
      save(takeBack(stored(), pending.key, randomKey, (cart) => ({ ...cart, key: randomKey() })));
    },

    wake: (): void => running?.submission.wake(),
    stop,

    /** Forgets the cart: the tab it was for is closed. */
    clear(): void {
      stop();
      save(newBasket(randomKey, Date.now()));
    },
  };
}
