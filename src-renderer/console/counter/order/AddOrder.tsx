import { Drawer, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { CartPanel } from './CartPanel.tsx';
import { addLine, type CartLine, type Dish, groupsOf, type MenuDetail, priceCart } from './cart.ts';
import { useCart } from './carts.ts';
import { DishGrid } from './DishGrid.tsx';
import { OptionSheet } from './OptionSheet.tsx';
import { useSendOrder } from './useSendOrder.ts';
import './order.css';

/** The dish whose options are being asked for, and the cart line that is being changed. */
interface Asking {
  readonly dish: Dish;
  readonly line?: CartLine;
}

interface MakerProps {
  readonly tab: TabDetail;
  /** The landing whose tab it is, where that is another. */
  readonly home?: string | undefined;
  readonly asking: Asking | null;
  readonly onAsk: (asking: Asking | null) => void;
  readonly onClose: () => void;
}

/** The sheet in which staff put an order together by touch. */
export function AddOrder({
  tab,
  home,
  opened,
  onClose,
}: Pick<MakerProps, 'tab' | 'home' | 'onClose'> & { opened: boolean }) {
  const { t } = useTranslation();
  const table = tab.table
    ? t(($) => $.counter.receipt.tab, { table: tab.table.name })
    : t(($) => $.counter.receipt.takeAway);
  const title = t(($) => $.counter.order.title, { table });
  const [asking, setAsking] = useState<Asking | null>(null);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(1240px, 100%)"
      padding={0}
      withCloseButton={false}
      closeOnEscape={asking === null}
      attributes={{ content: { 'aria-label': title } }}
      classNames={{ content: 'sheet', body: 'sheet-body' }}
    >
      <SheetHead title={title} onClose={onClose} />
      <OrderMaker tab={tab} home={home} asking={asking} onAsk={setAsking} onClose={onClose} />
    </Drawer>
  );
}

function OrderMaker(props: MakerProps) {
  const trpc = useTRPC();
  const menu = useQuery(trpc.ordering.menu.list.queryOptions());
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  // What was read once stays: half an order is not thrown away because reading again failed.
  const failed = [menu, settings].find((query) => query.isError && query.data === undefined);
  if (failed) return <LoadFailed reason={describeError(failed.error)} onRetry={() => void failed.refetch()} />;
  if (!menu.data || !settings.data) return <Loader m="auto" />;
  return <OrderSheet {...props} menu={menu.data} rules={settings.data} />;
}

function OrderSheet({
  tab,
  home,
  asking,
  onAsk,
  onClose,
  menu,
  rules,
}: MakerProps & { menu: MenuDetail; rules: Parameters<typeof priceCart>[2] }) {
  const cart = useCart(tab.id);
  const [cartOpen, setCartOpen] = useState(false);
  const { currency } = tab.total;
  const sending = useSendOrder(
    tab.id,
    () => {
      cart.clear();
      onClose();
    },
    home,
  );
  const total = { amount: priceCart(menu, cart.lines, rules, tab.service).total, currency };
  const locked = sending.isPending || sending.unanswered !== undefined;

  const pick = (dish: Dish) => {
    if (groupsOf(menu, dish).length > 0 || dish.slots.length > 0 || dish.pricing !== 'fixed') onAsk({ dish });
    else {
      cart.setLines(
        addLine(cart.lines, { id: crypto.randomUUID(), itemId: dish.id, quantity: 1, options: [], note: '' }),
      );
    }
  };
  const counts = new Map<string, number>();
  for (const line of cart.lines) counts.set(line.itemId, (counts.get(line.itemId) ?? 0) + line.quantity);
  return (
    <div className="order-maker" data-cart-open={cartOpen} inert={sending.isPending}>
      <DishGrid menu={menu} counts={counts} currency={currency} disabled={locked} onPick={pick} />
      <CartPanel
        menu={menu}
        cart={cart}
        total={total}
        locked={locked}
        sending={sending}
        open={cartOpen}
        onToggle={() => setCartOpen(!cartOpen)}
        onEdit={(line) => {
          const dish = menu.items.find((item) => item.id === line.itemId);
          if (dish) onAsk({ dish, line });
        }}
      />
      <OptionSheet
        asking={asking}
        menu={menu}
        currency={currency}
        rules={rules}
        service={tab.service}
        onClose={() => onAsk(null)}
        onDone={(line) => {
          const others = asking?.line ? cart.lines.filter((other) => other.id !== asking.line?.id) : cart.lines;
          const held = asking?.line?.held && { held: true };
          cart.setLines(addLine(others, { ...line, ...held }));
          onAsk(null);
        }}
      />
    </div>
  );
}
