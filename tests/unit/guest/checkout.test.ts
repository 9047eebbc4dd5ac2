import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type OrderRequest } from '#renderer/guest/api.ts';
import { type Basket, basketStorage, belongsToVisit, newBasket } from '#renderer/guest/basket.ts';
import { addLine } from '#renderer/guest/cart.ts';
import { createCheckout } from '#renderer/guest/checkout.ts';
import { randomKey } from '#renderer/guest/random.ts';
import type { VisitState } from '#renderer/guest/state.ts';
import { type SafeStorage, safeStorage } from '#renderer/guest/storage.ts';
import { createStore } from '#renderer/guest/store.ts';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { dish, menuOf } from './menu-fixture.ts';

const menu = menuOf([dish('a', 3800), dish('b', 300)]);

/** A landing that knows idempotency keys, can lose answers and can refuse. */
function fakeLanding() {
  const orders = new Map<string, { body: string; order: OrderView }>();
  const landing = {
    orders,
    requests: 0,
    loseAnswers: 0,
    refuse: null as ApiError | null,
    async placeOrder({ key, body, sessionToken }: OrderRequest): Promise<OrderView> {
      landing.requests += 1;
      const known = orders.get(`${sessionToken} ${key}`);
      if (known && known.body !== JSON.stringify(body)) throw new ApiError(409, { code: 'idempotency_key_reused' });
      if (!known && landing.refuse) throw landing.refuse;
      const number = orders.size + 1;
      const order = known?.order ?? ({ id: `order ${number}`, number, state: 'placed' } as OrderView);
      orders.set(`${sessionToken} ${key}`, { body: JSON.stringify(body), order });
      if (landing.loseAnswers > 0) {
        landing.loseAnswers -= 1;
        throw new TypeError('Failed to fetch');
      }
      return order;
    },
    async withdrawOrder({ key, sessionToken }: OrderRequest): Promise<void> {
      if (landing.orders.has(`${sessionToken} ${key}`)) throw new ApiError(409, { code: 'order_on_its_way' });
    },
  };
  return landing;
}

function memoryStorage(): SafeStorage {
  return safeStorage(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
}

/** A browser tab of the diner's phone. */
function browserTab(landing: ReturnType<typeof fakeLanding>, shared: SafeStorage, session = 'session') {
  const storage = basketStorage(shared, 'sticker');
  const store = createStore({
    basket: newBasket(randomKey, Date.now()),
    menu,
    notice: null,
    waiting: null,
  } as unknown as VisitState);
  const refusals: string[] = [];
  const checkout = createCheckout({
    store,
    storage,
    api: landing,
    sessionToken: () => session,
    onReceived: () => {},
    onRefused: (error) => refusals.push(error.code),
  });
  checkout.adopt({ newSession: false, tabId: 'tab' });
  const choose = (itemId: string) =>
    checkout.change((cart) => addLine(cart, { itemId, name: itemId, quantity: 1, options: [], note: '' }, randomKey));
  return { store, checkout, choose, refusals, stored: () => storage.read() as Basket };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = (ms = 60_000) => vi.advanceTimersByTimeAsync(ms);

describe('sending an order', () => {
  it('stores the submission before anything leaves the phone', () => {
    const landing = fakeLanding();
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    landing.placeOrder = async () => {
      const { pending, cart } = tab.stored();
      expect(pending?.body.expectedTotal).toEqual({ amount: 3800, currency: 'CNY' });
      expect(cart.lines).toEqual([]);
      throw new TypeError('Failed to fetch');
    };
    tab.checkout.send();
    expect(tab.stored().pending).not.toBeNull();
    expect(tab.store.get().placed).toBeNull();
    tab.checkout.stop();
  });

  it('makes one order of a double tap', async () => {
    const landing = fakeLanding();
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    tab.checkout.send();
    await settle();
    expect(landing.orders.size).toBe(1);
    expect(tab.stored()).toMatchObject({ pending: null, ownOrders: ['order 1'], cart: { lines: [] } });
  });

  it('makes one order of fifty lost answers', async () => {
    const landing = fakeLanding();
    landing.loseAnswers = 50;
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle(1_000_000);
    expect(landing.requests).toBe(51);
    expect(landing.orders.size).toBe(1);
    expect(tab.store.get().placed?.id).toBe('order 1');
  });

  it('makes one order of two browser tabs that send the same cart in the same moment', async () => {
    const landing = fakeLanding();
    const shared = memoryStorage();
    const one = browserTab(landing, shared);
    one.choose('a');
    const two = browserTab(landing, shared);
    const before = two.stored();
    one.checkout.send();
    // The second tab has read the store before the first one wrote.
    basketStorage(shared, 'sticker').write(before);
    two.checkout.send();
    await settle();
    expect(landing.requests).toBe(2);
    expect(landing.orders.size).toBe(1);
  });

  it('says received in both browser tabs, whichever was answered first', async () => {
    const landing = fakeLanding();
    const shared = memoryStorage();
    const one = browserTab(landing, shared);
    one.choose('a');
    const two = browserTab(landing, shared);
    const answer = landing.placeOrder;
    const delays = [1_000, 2_000];
    landing.placeOrder = async (request) => {
      const delay = delays.shift();
      const order = await answer(request);
      await new Promise((resolve) => setTimeout(resolve, delay));
      return order;
    };
    one.checkout.send();
    two.checkout.send();
    await settle(1_500);
    two.checkout.synchronise();
    await settle();
    expect([one, two].map((tab) => tab.store.get().placed?.id)).toEqual(['order 1', 'order 1']);
    expect(one.stored()).toMatchObject({ pending: null, ownOrders: ['order 1'] });
  });

  it('sends nothing the diner has not seen when another browser tab changed the cart', async () => {
    const landing = fakeLanding();
    const shared = memoryStorage();
    const one = browserTab(landing, shared);
    one.choose('a');
    const two = browserTab(landing, shared);
    one.choose('b');
    two.checkout.send();
    await settle();
    expect(landing.requests).toBe(0);
    expect(two.store.get().basket.cart.lines).toHaveLength(2);
  });

  it('goes on after a reload with the same key, within its session', async () => {
    const landing = fakeLanding();
    const shared = memoryStorage();
    const before = browserTab(landing, shared);
    before.choose('a');
    landing.loseAnswers = 1;
    before.checkout.send();
    await settle(10);
    before.checkout.stop();
    const after = browserTab(landing, shared);
    await settle();
    expect(landing.orders.size).toBe(1);
    expect(after.store.get().placed?.id).toBe('order 1');
  });

  it('asks the diner instead when the session is another one or long has passed', async () => {
    for (const later of ['session', 'other session']) {
      const landing = fakeLanding();
      const shared = memoryStorage();
      const before = browserTab(landing, shared);
      before.choose('a');
      landing.loseAnswers = 1;
      before.checkout.send();
      await settle(10);
      before.checkout.stop();
      if (later === 'session') vi.setSystemTime(Date.now() + 3_600_000);
      const after = browserTab(landing, shared, later);
      await settle();
      expect(landing.requests).toBe(1);
      expect(after.store.get().notice?.kind).toBe('unconfirmed');
      expect(after.stored()).toMatchObject({ pending: null, cart: { lines: [{ itemId: 'a' }] } });
      if (later !== 'session') continue;
      // Unchanged and sent again within the session, it is still the same request.
      after.checkout.send();
      await settle();
      expect(landing.orders.size).toBe(1);
    }
  });
});

describe('a refused order', () => {
  it('comes back to the cart with the named dishes marked, under a new key', async () => {
    const landing = fakeLanding();
    landing.refuse = new ApiError(409, { code: 'sold_out', detail: 'Sold out: b.', items: [{ id: 'b', name: 'b' }] });
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.choose('b');
    const { key } = tab.stored().cart;
    tab.checkout.send();
    await settle();
    expect(tab.stored().cart.lines.map((line) => line.refused)).toEqual([null, 'sold_out']);
    expect(tab.stored().cart.key).not.toBe(key);
    expect(tab.store.get().notice).toMatchObject({ kind: 'refused', error: { detail: 'Sold out: b.' } });
    expect(tab.refusals).toEqual(['sold_out']);
  });

  it('keeps what was added while it was on its way', async () => {
    const landing = fakeLanding();
    landing.refuse = new ApiError(507, { code: 'storage_full', detail: 'Disk full.' });
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    tab.choose('b');
    await settle();
    expect(tab.stored().cart.lines.map((line) => line.itemId)).toEqual(['a', 'b']);
    expect(tab.store.get().placed).toBeNull();
  });

  it('is sent at the new total once the diner has confirmed it', async () => {
    const landing = fakeLanding();
    landing.refuse = new ApiError(409, {
      code: 'price_changed',
      quote: { total: { amount: 4000, currency: 'CNY' }, subtotal: { amount: 4000, currency: 'CNY' } },
    });
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle();
    expect(tab.store.get().notice).toMatchObject({ kind: 'price', before: 3800, after: 4000 });
    landing.refuse = null;
    tab.checkout.send();
    await settle();
    const [kept] = landing.orders.values();
    expect(JSON.parse(kept?.body ?? '{}')).toMatchObject({ expectedTotal: { amount: 4000 } });
  });

  it('can be taken back while nothing answers, and sent again as the same request', async () => {
    const landing = fakeLanding();
    landing.loseAnswers = 3;
    const tab = browserTab(landing, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle(10);
    tab.checkout.takeBack();
    expect(tab.stored().cart.lines).toHaveLength(1);
    tab.checkout.send();
    await settle();
    expect(landing.orders.size).toBe(1);
  });
});

describe('whose cart it is', () => {
  const now = 10 * 3_600_000;
  const basket = (tabId: string | null, age = 0): Basket => ({ ...newBasket(() => 'k', now - age), tabId });

  it('stays with a session that goes on, wherever the tab went', () => {
    expect(belongsToVisit(basket('one'), { newSession: false, tabId: 'two', now })).toBe(true);
  });

  it('never passes to a later tab, and stays with its own', () => {
    expect(belongsToVisit(basket('one'), { newSession: true, tabId: 'two', now })).toBe(false);
    expect(belongsToVisit(basket('one'), { newSession: true, tabId: null, now })).toBe(false);
    expect(belongsToVisit(basket('one'), { newSession: true, tabId: 'one', now })).toBe(true);
  });

  it('filled before the table was open is kept for a while', () => {
    expect(belongsToVisit(basket(null, 20 * 60_000), { newSession: true, tabId: 'one', now })).toBe(true);
    expect(belongsToVisit(basket(null, 4 * 3_600_000), { newSession: true, tabId: 'one', now })).toBe(false);
  });
});

describe('an order that the cloud keeps', () => {
  const waiting = { preOrder: true, mayWithdraw: true, expiresAt: Date.now() + 3_600_000 };

  /** A cloud whose landing is away: it keeps each order until it is let go on. */
  function keepingCloud() {
    const cloud = fakeLanding();
    const place = cloud.placeOrder.bind(cloud);
    const state = { away: true };
    cloud.placeOrder = async (request) => {
      if (state.away) throw new ApiError(202, { code: 'order_waiting', waiting }, 10_000);
      return place(request);
    };
    return { cloud, state };
  }

  it('is asked about until it is answered, also by a page that is opened an hour later', async () => {
    const { cloud, state } = keepingCloud();
    const shared = memoryStorage();
    const tab = browserTab(cloud, shared);
    tab.choose('a');
    tab.checkout.send();
    await settle();
    expect(tab.store.get().waiting?.orderWaiting).toEqual(waiting);
    expect(tab.stored().pending).toMatchObject({ kept: true });
    tab.checkout.stop();
    await settle(3_600_000);
    state.away = false;
    const later = browserTab(cloud, shared);
    await settle(0);
    expect(cloud.orders.size).toBe(1);
    expect(later.stored()).toMatchObject({ pending: null, ownOrders: ['order 1'] });
  });

  it('can be taken back into the cart, and is another order when it is sent again', async () => {
    const { cloud, state } = keepingCloud();
    const tab = browserTab(cloud, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle();
    const key = tab.stored().pending?.key;
    await tab.checkout.withdraw();
    expect(tab.stored()).toMatchObject({ pending: null, cart: { lines: [{ itemId: 'a' }] } });
    expect(tab.store.get().notice).toBeNull();
    state.away = false;
    tab.checkout.send();
    expect(tab.stored().pending?.key).not.toBe(key);
    await settle();
    expect(cloud.orders.size).toBe(1);
  });

  it('stays on its way when it was seen meanwhile, and its answer is shown', async () => {
    const { cloud, state } = keepingCloud();
    const tab = browserTab(cloud, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle();
    state.away = false;
    const { pending } = tab.stored();
    if (pending) await cloud.placeOrder(pending);
    await expect(tab.checkout.withdraw()).rejects.toMatchObject({ code: 'order_on_its_way' });
    await settle(0);
    expect(tab.stored()).toMatchObject({ pending: null, ownOrders: ['order 1'] });
  });

  it('told as not sent comes back to the cart at once', async () => {
    const cloud = fakeLanding();
    cloud.placeOrder = async () => {
      throw new ApiError(503, { code: 'landing_away', detail: 'away' });
    };
    const tab = browserTab(cloud, memoryStorage());
    tab.choose('a');
    tab.checkout.send();
    await settle(0);
    expect(tab.stored()).toMatchObject({ pending: null, cart: { lines: [{ itemId: 'a' }] } });
    expect(tab.store.get().notice).toMatchObject({ kind: 'refused', error: { code: 'landing_away' } });
  });
});
