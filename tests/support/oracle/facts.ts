/**
 * An accountant who reads the raw facts and knows nothing of the product's code: types of its own, whole numbers of
 * unlimited size. What it finds is what the reports must say.
 */
export type Big = bigint;

interface RawLine {
  readonly id: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly price: { readonly unitTotal: number; readonly taxPpm: number };
}

interface RawOrder {
  readonly id: string;
  readonly state?: string;
  readonly lines: readonly RawLine[];
  readonly voids?: readonly { lineId: string; quantity: number; reason: string; actor: string }[];
}

interface RawDiscount {
  readonly id: string;
  readonly kind: string;
  readonly rule: { readonly kind: string; readonly amount: number; readonly ppm: number; readonly cap: number | null };
  readonly scope: { readonly only: readonly string[] | null; readonly except: readonly string[] };
  readonly reason: string;
  readonly actor: string;
}

interface RawCharges {
  readonly service: { readonly ppm: number; readonly taxPpm: number } | null;
  readonly cover: { readonly amount: number; readonly taxPpm: number } | null;
  readonly minimum: { readonly amount: number; readonly per: string; readonly taxPpm: number } | null;
}

/** The data of a fact as it was parsed; which fields there are depends on its type. */
export interface RawData extends RawDiscount, Pick<RawOrder, 'lines'> {
  readonly businessDay?: string;
  readonly tableId: string | null;
  readonly service: string;
  readonly guests: number | null;
  readonly charges?: RawCharges;
  readonly orderId: string;
  readonly orderIds: readonly string[];
  readonly lineId: string;
  readonly quantity: number;
  readonly orders: readonly RawOrder[];
  readonly discounts: readonly RawDiscount[];
  readonly discountId: string;
  readonly charge: string;
  readonly method: string;
  readonly amount: number;
  readonly tip?: number;
  readonly shiftId?: string | null;
  readonly direction: string;
  readonly float: number;
}

export interface RawFact {
  readonly stream: string;
  readonly stream_id: string;
  readonly type: string;
  readonly at: number;
  readonly actor: string;
  readonly data: RawData;
}

export interface OracleLine {
  readonly id: string;
  readonly item: string;
  readonly unit: Big;
  readonly quantity: Big;
  readonly ppm: Big;
}

interface OracleVoid {
  readonly line: OracleLine;
  readonly quantity: Big;
  readonly reason: string;
  readonly actor: string;
}

interface OracleOrder {
  readonly id: string;
  rejected: boolean;
  readonly lines: readonly OracleLine[];
  readonly voids: OracleVoid[];
}

export interface OracleDiscount {
  readonly id: string;
  readonly kind: string;
  readonly reason: string;
  readonly actor: string;
  readonly amount: Big | null;
  readonly ppm: Big;
  readonly cap: Big | null;
  only: Set<string> | null;
  readonly except: Set<string>;
}

export interface OracleTab {
  readonly id: string;
  tableId: string | null;
  readonly service: string;
  readonly openedOn: string;
  guests: number | null;
  readonly charges: {
    readonly service: { readonly ppm: Big; readonly taxPpm: Big } | null;
    readonly cover: { readonly amount: Big; readonly taxPpm: Big } | null;
    readonly minimum: { readonly amount: Big; readonly per: string; readonly taxPpm: Big } | null;
  };
  orders: OracleOrder[];
  discounts: OracleDiscount[];
  readonly waived: Set<string>;
}

const big = BigInt;

function lineOf({ id, itemId, quantity, price }: RawLine): OracleLine {
  return { id, item: itemId, unit: big(price.unitTotal), quantity: big(quantity), ppm: big(price.taxPpm) };
}

function orderOf(raw: RawOrder): OracleOrder {
  const lines = raw.lines.map(lineOf);
  const voids = (raw.voids ?? []).map(({ lineId, quantity, reason, actor }) => {
    const line = lines.find(({ id }) => id === lineId);
    if (!line) throw new Error('a void of a line that is not there');
    return { line, quantity: big(quantity), reason, actor };
  });
  return { id: raw.id, rejected: raw.state === 'rejected', lines, voids };
}

function discountOf({ kind, reason, rule, scope }: RawDiscount, id: string, actor: string): OracleDiscount {
  return {
    id,
    kind,
    reason,
    actor,
    amount: rule.kind === 'amount' ? big(rule.amount) : null,
    ppm: rule.kind === 'percent' ? big(rule.ppm) : 0n,
    cap: rule.kind === 'percent' && rule.cap !== null ? big(rule.cap) : null,
    only: scope.only ? new Set(scope.only) : null,
    except: new Set(scope.except),
  };
}

function opened({ stream_id: id, data }: RawFact): OracleTab {
  const { service, cover, minimum } = data.charges ?? { service: null, cover: null, minimum: null };
  return {
    id,
    tableId: data.tableId,
    service: data.service,
    openedOn: data.businessDay ?? '',
    guests: data.guests,
    charges: {
      service: service ? { ppm: big(service.ppm), taxPpm: big(service.taxPpm) } : null,
      cover: cover ? { amount: big(cover.amount), taxPpm: big(cover.taxPpm) } : null,
      minimum: minimum ? { amount: big(minimum.amount), per: minimum.per, taxPpm: big(minimum.taxPpm) } : null,
    },
    orders: [],
    discounts: [],
    waived: new Set(),
  };
}

/** What each rounding of a tab takes off, in their order. */
export type RoundingOf = (tab: OracleTab) => readonly Big[];

/** Two tabs become one: each side's discounts stay with the dishes they were for, and what was rounded off stays as it is. */
function join(tab: OracleTab, data: RawData, roundingOf: RoundingOf): void {
  const rounded = [...roundingOf(tab)];
  tab.discounts = tab.discounts.flatMap((own) => {
    if (own.kind !== 'rounding') return [own];
    const amount = rounded.shift() ?? 0n;
    return amount > 0n ? [{ ...own, amount, ppm: 0n, cap: null }] : [];
  });
  const orders = data.orders.map(orderOf);
  const theirs = data.discounts.map((raw) => discountOf(raw, raw.id, raw.actor));
  const arrived = orders.flatMap(({ lines }) => lines.map(({ id }) => id));
  for (const own of tab.discounts) {
    if (own.kind === 'rounding' || own.only) continue;
    for (const id of arrived) own.except.add(id);
  }
  for (const discount of theirs) {
    if (discount.kind === 'rounding' || discount.only) continue;
    discount.only = new Set(arrived.filter((id) => !discount.except.has(id)));
  }
  const { guests } = data;
  tab.guests = tab.guests === null && guests === null ? null : (tab.guests ?? 0) + (guests ?? 0);
  tab.orders.push(...orders);
  tab.discounts.push(...theirs);
}

/** Follows one fact of a tab. */
export function follow(tabs: Map<string, OracleTab>, fact: RawFact, roundingOf: RoundingOf): OracleTab {
  const { data, type } = fact;
  if (type === 'tab.opened') tabs.set(fact.stream_id, opened(fact));
  const tab = tabs.get(fact.stream_id);
  if (!tab) throw new Error('a fact before its tab was opened');
  const order = tab.orders.find(({ id }) => id === data.orderId);
  switch (type) {
    case 'order.placed':
      tab.orders.push(orderOf({ id: data.orderId, lines: data.lines }));
      break;
    case 'order.rejected':
    case 'order.restored':
      if (order) order.rejected = type === 'order.rejected';
      break;
    case 'line.voided': {
      const line = order?.lines.find(({ id }) => id === data.lineId);
      if (line) order?.voids.push({ line, quantity: big(data.quantity), reason: data.reason, actor: fact.actor });
      break;
    }
    case 'orders.left':
      tab.orders = tab.orders.filter(({ id }) => !data.orderIds.includes(id));
      break;
    case 'orders.joined':
      tab.orders.push(...data.orders.map(orderOf));
      break;
    case 'tab.moved':
    case 'tab.reopened':
      tab.tableId = data.tableId;
      break;
    case 'guests.changed':
      tab.guests = data.guests;
      break;
    case 'tab.merged':
      join(tab, data, roundingOf);
      break;
    case 'tab.merged_into':
      tab.orders = [];
      tab.discounts = [];
      break;
    case 'discount.given':
      tab.discounts.push(discountOf(data, data.discountId, fact.actor));
      break;
    case 'discount.removed':
      tab.discounts = tab.discounts.filter(({ id }) => id !== data.discountId);
      break;
    case 'charge.waived':
      tab.waived.add(data.charge);
      break;
    case 'charge.restored':
      tab.waived.delete(data.charge);
      break;
  }
  return tab;
}
