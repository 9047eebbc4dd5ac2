import { Drawer, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { TabDetail } from '../receipt/Receipt.tsx';
import { CartPanel } from './CartPanel.tsx';
import { addLine, type CartLine, type Dish, groupsOf, type MenuDetail, priceCart } from './cart.ts';
import { useCart } from './carts.ts';
import { DishGrid } from './DishGrid.tsx';
import { OptionSheet } from './OptionSheet.tsx';
import { useSendOrder } from './useSendOrder.ts';
import './order.css';

/** The sheet in which staff put an order together by touch. */
export function AddOrder({ tab, opened, onClose }: { tab: TabDetail; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const table = tab.table
    ? t(($) => $.counter.receipt.tab, { table: tab.table.name })
    : t(($) => $.counter.receipt.takeAway);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(1240px, 100%)"
      padding={0}
      title={<span className="sheet-title">{t(($) => $.counter.order.title, { table })}</span>}
      closeButtonProps={{ 'aria-label': t(($) => $.common.close), size: 44, iconSize: 24 }}
      classNames={{ content: 'sheet', body: 'sheet-body', header: 'sheet-header' }}
    >
      <OrderMaker tab={tab} onClose={onClose} />
    </Drawer>
  );
}

function OrderMaker({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const trpc = useTRPC();
  const menu = useQuery(trpc.ordering.menu.list.queryOptions());
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const failed = menu.isError ? menu : settings.isError ? settings : undefined;
  if (failed) return <LoadFailed reason={describeError(failed.error)} onRetry={() => void failed.refetch()} />;
  if (!menu.data || !settings.data) return <Loader m="auto" />;
  return <OrderSheet tab={tab} menu={menu.data} rules={settings.data} onClose={onClose} />;
}

function OrderSheet({
  tab,
  menu,
  rules,
  onClose,
}: {
  tab: TabDetail;
  menu: MenuDetail;
  rules: Parameters<typeof priceCart>[2];
  onClose: () => void;
}) {
  const cart = useCart(tab.id);
  const [asking, setAsking] = useState<{ dish: Dish; line?: CartLine } | null>(null);
  const [cartOpen, setCartOpen] = useState(false);
  const { currency } = tab.total;
  const sending = useSendOrder(tab.id, () => {
    cart.clear();
    onClose();
  });
  const total = { amount: priceCart(menu, cart.lines, rules, tab.service).total, currency };
  const locked = sending.isPending || sending.unanswered !== undefined;

  const pick = (dish: Dish) => {
    if (groupsOf(menu, dish).length > 0) setAsking({ dish });
    else {
      cart.setLines(addLine(cart.lines, { id: crypto.randomUUID(), itemId: dish.id, quantity: 1, options: [], note: '' }));
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
          if (dish) setAsking({ dish, line });
        }}
      />
      <OptionSheet
        asking={asking}
        menu={menu}
        currency={currency}
        onClose={() => setAsking(null)}
        onDone={(line) => {
          const others = asking?.line ? cart.lines.filter((other) => other.id !== asking.line?.id) : cart.lines;
          cart.setLines(addLine(others, line));
          setAsking(null);
        }}
      />
    </div>
  );
}
