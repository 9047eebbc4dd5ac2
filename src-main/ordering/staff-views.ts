import type { Language } from '#shared/languages.ts';
import { equalShares, itemShares, waivedCharges } from '#shared/ordering/bill.ts';
import { type Order, partIds } from '#shared/ordering/order.ts';
import { refundable } from '#shared/ordering/settlement.ts';
import { type Tab, tabTotals } from '#shared/ordering/tab.ts';
import { viewOrder, viewTab } from '#shared/ordering/views.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Floor } from './floor.ts';

/** An order as the staff see it: also what the kitchen waits with, and who took something off. */
export function staffOrderView(order: Order, currency: string, language: Language) {
  const view = viewOrder(order, currency, language);
  return {
    ...view,
    lines: order.lines.flatMap((line, index) => {
      const shown = view.lines[index];
      if (!shown) return [];
      const held = partIds(line).some((id) => order.held.includes(id));
      return [{ ...shown, course: line.course ?? 0, station: line.station, held }];
    }),
    acceptedAt: order.acceptedAt,
    urgedAt: order.urgedAt,
    voids: order.voids.map(({ lineId, quantity, reason, approvedBy, at, actor }) => ({
      lineId,
      quantity,
      reason,
      approvedBy,
      at,
      actor,
    })),
  };
}

/** The people whom a tab names: who took something off it or vouched for that, who took money. */
function peopleOn(identity: Names, tab: Tab) {
  const acts = [...tab.orders.flatMap(({ voids }) => voids), ...tab.discounts, ...tab.refunds];
  const ids = new Set([
    ...acts.flatMap(({ actor, approvedBy }) => (approvedBy === null ? [actor] : [actor, approvedBy])),
    ...tab.payments.map(({ actor }) => actor),
  ]);
  return [...ids].flatMap((id) => {
    const name = identity.nameOf(id);
    return name === undefined ? [] : [{ id, name }];
  });
}

type Names = Pick<IdentityService, 'nameOf'>;

/** A tab as the staff see it. */
export function staffTabView(deps: { readonly floor: Floor; readonly identity: Names }, tab: Tab, language: Language) {
  const table = tab.tableId ? deps.floor.find(tab.tableId) : undefined;
  const money = (amount: number) => ({ amount, currency: tab.currency });
  const orNothing = (amount: number | null) => (amount === null ? null : money(amount));
  const totals = tabTotals(tab);
  const taken = new Map(totals.discounts.map((discount) => [discount.id, discount]));
  return {
    ...viewTab(tab, language),
    orders: tab.orders.map((order) => staffOrderView(order, tab.currency, language)),
    table: tab.tableId ? { id: tab.tableId, name: table?.name ?? '' } : null,
    service: tab.service,
    openedBy: tab.openedBy,
    businessDay: tab.businessDay,
    guests: tab.guests,
    code: tab.code,
    closedAt: tab.closedAt,
    mergedInto: tab.mergedInto,
    discounts: tab.discounts.map(({ id, kind, rule, scope, reason, approvedBy, at, actor }) => ({
      id,
      kind,
      rule,
      lineIds: scope.only,
      reason,
      approvedBy,
      at,
      actor,
      amount: money(taken.get(id)?.amount ?? 0),
      /** What it was given as, where the bill has less than that left. */
      cappedFrom: orNothing(taken.get(id)?.cappedFrom ?? null),
    })),
    waived: tab.waived,
    /** What the charges that were let go would be. */
    waivedCharges: waivedCharges(tab).map(({ kind, total }) => ({ kind, amount: money(total) })),
    people: peopleOn(deps.identity, tab),
    /** Which lines a discount made cheaper, and by how much. */
    lineDiscounts: totals.lines
      .filter(({ discount }) => discount > 0)
      .map(({ line, discount }) => ({ lineId: line.id, amount: money(discount) })),
    tips: money(totals.tips),
    returned: money(totals.returned),
    payments: tab.payments.map((payment) => {
      const { id, method, amount, tip, tendered, change, at, reference, actor, shiftId } = payment;
      const left = refundable(tab, payment);
      return {
        id,
        method,
        amount: money(amount),
        tip: money(tip),
        tendered: money(tendered),
        change: money(change),
        refundable: { amount: money(left.amount), tip: money(left.tip) },
        reference,
        at,
        actor,
        shiftId,
      };
    }),
    refunds: tab.refunds.map(({ id, paymentId, kind, method, amount, tip, reason, approvedBy, at, actor }) => ({
      id,
      paymentId,
      kind,
      method,
      amount: money(amount),
      tip: money(tip),
      reason,
      approvedBy,
      at,
      actor,
    })),
  };
}

/** How a bill can be shared: each portion's price for splitting by item, and equal shares of what is left. */
export function sharesView(tab: Tab, people: number) {
  const money = (amount: number) => ({ amount, currency: tab.currency });
  const { balance } = tabTotals(tab);
  return {
    balance: money(balance),
    items: itemShares(tab).map(({ lineId, portions, paid }) => ({ lineId, paid, portions: portions.map(money) })),
    equal: equalShares(Math.max(0, balance), people).map(money),
  };
}
