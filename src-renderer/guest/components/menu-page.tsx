import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { addLine, addOrder, itemsById, type MenuItem, portions, quoteCart, sectionsByHour } from '../cart.ts';
import { useSpeech } from '../context.ts';
import { randomKey } from '../random.ts';
import { searchMenu } from '../search.ts';
import { orderInFocus, ordersOf, type VisitState } from '../state.ts';
import { perBrowserTab, readJson } from '../storage.ts';
import { announce } from './announcer.tsx';
import { CartSheet } from './cart-sheet.tsx';
import { Chips } from './chips.tsx';
import { Dock } from './dock.tsx';
import { Header } from './header.tsx';
import { Icon } from './icons.tsx';
import { ItemSheet } from './item-sheet.tsx';
import { MenuList } from './menu-list.tsx';
import { MenuSkeleton } from './pages.tsx';
import { PaidSheet } from './paid-sheet.tsx';
import { TableNews } from './table-news.tsx';
import { TableSheet } from './table-sheet.tsx';
import { OfflineBanner } from './wait-card.tsx';

type OpenSheet = { readonly kind: 'item'; readonly itemId: string } | { readonly kind: 'cart' | 'table' | 'paid' };

/** Refusals the diner has read. */
const dismissedName = 'ld.dismissed';
const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

/** The menu with everything a seated diner can do. */
export function MenuPage({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  const { menu, basket } = state;
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const [query, setQuery] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<readonly string[]>(
    () => readJson(perBrowserTab, dismissedName, isList) ?? [],
  );
  const closeSheet = useCallback(() => setSheet(null), []);

  const items = useMemo(() => (menu ? itemsById(menu) : null), [menu]);
  const sections = useMemo(() => (menu ? sectionsByHour(menu) : []), [menu]);
  const categories = useMemo(
    () => searchMenu(sections, query ?? '', (code) => t.tag[code] ?? code),
    [sections, query, t],
  );
  const total = useMemo(() => (menu ? quoteCart(basket.cart, menu).total : 0), [menu, basket.cart]);
  const order = orderInFocus(ordersOf(state), basket.ownOrders, dismissed);
  const isPaid = state.table?.tab?.state === 'paid';

  useEffect(() => {
    if (isPaid) setSheet((open) => open ?? { kind: 'paid' });
    else setSheet((open) => (open?.kind === 'paid' ? null : open));
  }, [isPaid]);
  useEffect(() => {
    // What came back must be seen, also by a diner who went on reading the menu.
    if (state.notice) setSheet((open) => open ?? { kind: 'cart' });
  }, [state.notice]);
  const progress = order ? `${t.orderNumber(order.number)}: ${t.state[order.state]}` : '';
  const found = query ? t.searchFound(categories.reduce((sum, category) => sum + category.items.length, 0)) : '';
  useEffect(() => {
    if (progress) announce(progress);
  }, [progress]);
  useEffect(() => {
    if (found) announce(found);
  }, [found]);

  const open = useCallback((item: MenuItem) => setSheet({ kind: 'item', itemId: item.id }), []);
  const add = useCallback(
    (item: MenuItem) => {
      visit.checkout.change((cart) =>
        addLine(cart, { itemId: item.id, name: item.name, quantity: 1, options: [], note: '' }, randomKey),
      );
      announce(`${item.name}: ${t.inCart(portions(visit.store.get().basket.cart))}`);
    },
    [visit, t],
  );

  function dismiss(refused: OrderView): void {
    const ids = [...dismissed, refused.id];
    setDismissed(ids);
    perBrowserTab.set(dismissedName, JSON.stringify(ids));
  }

  /** A refused order goes into the cart again, to be changed and sent anew. */
  function putBack(refused: OrderView): void {
    visit.checkout.change((cart) => addOrder(cart, refused, randomKey));
    dismiss(refused);
    setSheet({ kind: 'cart' });
  }

  const openItem = sheet?.kind === 'item' ? items?.get(sheet.itemId) : undefined;
  return (
    <>
      <header class="head">
        <OfflineBanner link={state.link} />
        <Header state={state} query={query} onQuery={setQuery} />
        {query === null && sections.length > 1 && <Chips categories={sections} />}
      </header>
      <main class="menu">
        <TableNews state={state} />
        {!menu && <MenuSkeleton />}
        {menu && menu.categories.length === 0 && <EmptyMenu text={t.menuEmpty} />}
        {menu && query && categories.length === 0 && <EmptyMenu text={t.searchNothing(query)} />}
        <MenuList categories={categories} cart={basket.cart} onOpen={open} onAdd={add} />
      </main>
      <Dock
        state={state}
        total={total}
        order={order}
        onCart={() => setSheet({ kind: 'cart' })}
        onTable={() => setSheet({ kind: 'table' })}
        onDismiss={dismiss}
      />
      {menu && items && openItem && (
        <ItemSheet
          key={openItem.id}
          item={openItem}
          items={items}
          line={null}
          pricing={menu.pricing}
          onChoose={(choice) => visit.checkout.change((cart) => addLine(cart, choice, randomKey))}
          onClosed={closeSheet}
        />
      )}
      {menu && sheet?.kind === 'cart' && <CartSheet state={state} menu={menu} onClosed={closeSheet} />}
      {sheet?.kind === 'table' && <TableSheet state={state} onPutBack={putBack} onClosed={closeSheet} />}
      {sheet?.kind === 'paid' && <PaidSheet state={state} onClosed={closeSheet} />}
    </>
  );
}

function EmptyMenu({ text }: { text: string }) {
  return (
    <div class="empty">
      <Icon name="bowl" size={40} />
      <p>{text}</p>
    </div>
  );
}
