import { type Language, localize } from '../languages.ts';
import type { Money } from '../money.ts';
import type { OrderedLine } from './events.ts';
import type { OrderView, TabView } from './guest-api.ts';
import { lineState, type Order, standingQuantity } from './order.ts';
import { repricedAt, sumTaxes } from './pricing.ts';
import { type Tab, tabStanding, tabTotals } from './tab.ts';

function viewOptions(options: OrderedLine['options'], language: Language) {
  return options.map(({ groupId, optionId, name, quantity }) => ({
    groupId,
    optionId,
    name: localize(name, language),
    quantity,
  }));
}

/** An order as people see it, in one language. */
export function viewOrder(order: Order, currency: string, language: Language): OrderView {
  const money = (amount: number): Money => ({ amount, currency });
  const lines = order.lines.map((line) => {
    const quantity = standingQuantity(order, line);
    return { line, voided: line.quantity - quantity, price: repricedAt(line.price, line.price.unitTotal * quantity) };
  });
  const quote = sumTaxes(lines.map(({ price }) => price));
  return {
    id: order.id,
    number: order.number,
    state: order.state,
    source: order.source,
    remote: order.remote ? (order.remote.preOrder ? 'pre_order' : 'order') : null,
    placedAt: order.placedAt,
    changedAt: order.changedAt,
    lines: lines.map(({ line, voided, price }) => ({
      id: line.id,
      itemId: line.itemId,
      name: localize(line.name, language),
      quantity: line.quantity,
      voided,
      state: lineState(order, line),
      options: viewOptions(line.options, language),
      weightGrams: line.weightGrams ?? null,
      components: (line.components ?? []).map((component) => ({
        id: component.slotId,
        itemId: component.itemId,
        name: localize(component.name, language),
        quantity: component.quantity,
        options: viewOptions(component.options, language),
      })),
      note: line.note,
      unitPrice: money(line.price.unitTotal),
      total: money(price.total),
    })),
    note: order.note,
    subtotal: money(quote.subtotal),
    tax: money(quote.tax),
    total: money(quote.total),
    rejection: order.rejection,
    delayMinutes: order.delayMinutes,
  };
}

/** A tab as the people at its table see it. */
export function viewTab(tab: Tab, language: Language): TabView {
  const money = (amount: number): Money => ({ amount, currency: tab.currency });
  const totals = tabTotals(tab);
  return {
    id: tab.id,
    state: tabStanding(tab),
    revision: tab.revision,
    openedAt: tab.openedAt,
    orders: tab.orders.map((order) => viewOrder(order, tab.currency, language)),
    subtotal: money(totals.subtotal),
    discounts: totals.discounts.map(({ id, kind, amount }) => ({ id, kind, amount: money(amount) })),
    charges: totals.charges.map(({ kind, total }) => ({ kind, amount: money(total) })),
    taxes: totals.taxes.map((share) => ({ taxPpm: share.taxPpm, tax: money(share.tax) })),
    tax: money(totals.tax),
    total: money(totals.total),
    paid: money(totals.paid),
    balance: money(totals.balance),
    calls: tab.calls.filter((call) => call.answeredAt === null).map(({ id, kind, at }) => ({ id, kind, at })),
  };
}
