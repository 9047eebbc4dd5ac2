import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, localizedTextSchema, minorUnitsSchema } from '../schemas.ts';
import { chargeKinds, discountKinds, lineStates, orderStates, refundKinds } from './order.ts';

/** How money reached the house. `qr` is the merchant-presented EMV code, `wallet` the merchant's own collection code. */
export const paymentMethods = ['cash', 'card', 'qr', 'wallet'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

export const rejectReasons = ['sold_out', 'too_busy', 'closing', 'wrong_table', 'duplicate', 'other'] as const;
export type RejectReason = (typeof rejectReasons)[number];

export const callKinds = ['waiter', 'bill'] as const;
export type CallKind = (typeof callKinds)[number];

export const serviceKinds = ['eat_in', 'take_away'] as const;

const orderedOptions = z.array(
  z.object({
    groupId: idSchema,
    optionId: idSchema,
    name: localizedTextSchema,
    priceDelta: z.number().int(),
    quantity: z.number().int().positive(),
  }),
);

/** A dish within an ordered combo. */
const orderedComponentSchema = z.object({
  id: idSchema,
  slotId: idSchema,
  itemId: idSchema,
  name: localizedTextSchema,
  station: z.string(),
  /** Portions of it in one combo. */
  quantity: z.number().int().positive(),
  options: orderedOptions,
  /** Its share of the line's total. */
  total: minorUnitsSchema,
});

/** A line as it was ordered; it keeps the names and prices of that moment for good. */
export const orderedLineSchema = z.object({
  id: idSchema,
  itemId: idSchema,
  name: localizedTextSchema,
  station: z.string(),
  /** When it is served within the meal, 1 first; 0 or absent: as soon as it is ready. */
  course: z.number().int().min(0).max(9).optional(),
  quantity: z.number().int().positive(),
  note: z.string(),
  options: orderedOptions,
  /** What one weighed portion weighs; `unitPrice` is then for a kilogram. */
  weightGrams: z.number().int().positive().optional(),
  /** A combo's dishes, each for its own station; what is cooked is said by `cookedParts`. */
  components: z.array(orderedComponentSchema).min(1).optional(),
  unitPrice: minorUnitsSchema,
  price: z.object({
    unitTotal: minorUnitsSchema,
    total: minorUnitsSchema,
    net: minorUnitsSchema,
    tax: minorUnitsSchema,
    gross: minorUnitsSchema,
    taxPpm: z.number().int().nonnegative(),
    /** The rates of a combo that has several; read with `taxSharesOf`. */
    taxes: z
      .array(z.object({ taxPpm: z.number().int().nonnegative(), net: minorUnitsSchema, tax: minorUnitsSchema }))
      .optional(),
  }),
});
export type OrderedLine = z.infer<typeof orderedLineSchema>;

/**
 * What makes a write that is sent again recognisable. It stands in the fact itself, so it lasts as long as the fact;
 * the answer is not kept but derived again from the facts up to `revision`, and is therefore the same answer.
 */
export const retrySchema = z.object({
  /** Who may repeat it: a phone's session, or the counter. */
  scope: z.string(),
  key: z.string(),
  /** Hash of the request, to refuse the key for another one. */
  hash: z.string(),
  language: z.enum(languages),
  /** The tab's revision the answer was given at. */
  revision: z.number().int().positive(),
});
export type Retry = z.infer<typeof retrySchema>;

const orderRef = { orderId: idSchema };
const ppm = z.number().int().min(0).max(1_000_000);
const portions = z.array(z.object({ itemId: idSchema, quantity: z.number().int().positive() }));
/** Lines of an order, or dishes of a combo, a kitchen step is about; all of them when absent. */
const someLines = { lineIds: z.array(idSchema).min(1).optional() };
/** Who vouched for something beyond the actor's own limit; null when nobody had to. */
const approvedBy = z.string().nullable();
const reason = z.string();

/** What is charged besides the dishes, as it stood when the tab was opened; later settings do not reach back. */
export const chargeRulesSchema = z.object({
  taxMode: z.enum(['inclusive', 'exclusive']),
  /** Service charge in parts per million of the dishes after discounts. */
  service: z.object({ ppm, taxPpm: ppm }).nullable(),
  /** Seat or tea charge for each guest, minor units. */
  cover: z.object({ amount: minorUnitsSchema, taxPpm: ppm }).nullable(),
  /** Minimum spend of the tab or of each guest, minor units; what is missing is charged. */
  minimum: z.object({ amount: minorUnitsSchema, per: z.enum(['tab', 'guest']), taxPpm: ppm }).nullable(),
});

export const discountRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('amount'), amount: minorUnitsSchema.positive() }),
  z.object({ kind: z.literal('percent'), ppm: ppm.min(1), cap: minorUnitsSchema.positive().nullable() }),
]);

/** Which lines a discount reaches: the named ones, or (null) every line of the tab but the excepted ones. */
const discountScopeSchema = z.object({ only: z.array(idSchema).nullable(), except: z.array(idSchema) });

const discountSchema = z.object({
  id: idSchema,
  kind: z.enum(discountKinds),
  rule: discountRuleSchema,
  scope: discountScopeSchema,
  reason,
  approvedBy,
  at: z.number().int(),
  actor: z.string(),
});

/** An order that came over the internet; `preOrder`: it was made while this landing was away. */
const remoteSchema = z.object({ preOrder: z.boolean() });

const orderSchema = z.object({
  id: idSchema,
  number: z.number().int().positive(),
  businessDay: z.string(),
  state: z.enum(orderStates),
  source: z.enum(['qr', 'counter']),
  remote: remoteSchema.optional(),
  sessionId: z.string().nullable(),
  placedOn: idSchema,
  placedAt: z.number().int(),
  acceptedAt: z.number().int().nullable(),
  changedAt: z.number().int(),
  note: z.string(),
  lines: z.array(orderedLineSchema),
  voids: z.array(
    z.object({
      lineId: idSchema,
      quantity: z.number().int().positive(),
      reason,
      approvedBy,
      at: z.number().int(),
      actor: z.string(),
    }),
  ),
  progress: z.record(idSchema, z.enum(lineStates)),
  held: z.array(idSchema),
  firedAt: z.record(idSchema, z.number().int()),
  movedAt: z.record(idSchema, z.number().int()),
  urgedAt: z.number().int().nullable(),
  total: minorUnitsSchema,
  stock: portions,
  retry: retrySchema,
  ticketId: idSchema.nullable(),
  rejection: z.object({ reason: z.enum(rejectReasons), text: z.string() }).nullable(),
  delayMinutes: z.number().int().nullable(),
});

const paidItemSchema = z.object({ lineId: idSchema, quantity: z.number().int().positive() });

const paymentSchema = z.object({
  id: idSchema,
  takenOn: idSchema,
  method: z.enum(paymentMethods),
  amount: minorUnitsSchema,
  tip: minorUnitsSchema,
  tendered: minorUnitsSchema,
  change: minorUnitsSchema,
  reference: z.string(),
  items: z.array(paidItemSchema),
  shiftId: idSchema.nullable(),
  retry: retrySchema,
  at: z.number().int(),
  actor: z.string(),
});

const refundSchema = z.object({
  id: idSchema,
  paymentId: idSchema,
  kind: z.enum(refundKinds),
  method: z.enum(paymentMethods),
  amount: minorUnitsSchema,
  tip: minorUnitsSchema,
  reason,
  approvedBy,
  shiftId: idSchema.nullable(),
  at: z.number().int(),
  actor: z.string(),
});

const callSchema = z.object({
  id: idSchema,
  kind: z.enum(callKinds),
  at: z.number().int(),
  answeredAt: z.number().int().nullable(),
});

/** Charges that fall away by another tab's rules or with fewer guests, and who vouched; absent when nothing does. */
const chargesLetGo = { letGo: minorUnitsSchema.optional(), approvedBy: z.string().optional() };

/**
 * The facts of a tab, by type. Append-only: a fact is never changed, and old facts must stay readable, so a new field
 * is optional or has a default.
 */
export const tabEventSchemas = {
  'tab.opened': z.object({
    tableId: idSchema.nullable(),
    service: z.enum(serviceKinds),
    openedBy: z.enum(['staff', 'scan']),
    code: z.string(),
    guests: z.number().int().positive().nullable(),
    currency: z.string(),
    businessDay: z.string(),
    charges: chargeRulesSchema.optional(),
  }),
  'tab.moved': z.object({ tableId: idSchema }),
  'guests.changed': z.object({
    guests: z.number().int().positive().nullable(),
    ...chargesLetGo,
    /** What had fallen away with fewer guests and is charged again, minor units with tax; absent when nothing is. */
    owedAgain: minorUnitsSchema.optional(),
  }),
  /** Orders went to another tab; it tells of them in `orders.joined`. */
  'orders.left': z.object({
    toTabId: idSchema,
    orderIds: z.array(idSchema).min(1),
    /** Who vouched that what is left keeps its discounts; absent when nobody had to. */
    approvedBy: z.string().optional(),
  }),
  'orders.joined': z.object({ fromTabId: idSchema, orders: z.array(orderSchema).min(1), ...chargesLetGo }),
  /** The whole tab went into another one and is closed by that. */
  'tab.merged_into': z.object({ toTabId: idSchema }),
  'tab.merged': z.object({
    fromTabId: idSchema,
    guests: z.number().int().positive().nullable(),
    orders: z.array(orderSchema),
    payments: z.array(paymentSchema),
    refunds: z.array(refundSchema),
    discounts: z.array(discountSchema),
    calls: z.array(callSchema),
    /** Orders that had gone from it to a third tab, and may be sent to it again. */
    gone: z.array(orderSchema.pick({ id: true, placedOn: true, retry: true })).optional(),
    ...chargesLetGo,
  }),
  'order.placed': z.object({
    ...orderRef,
    number: z.number().int().positive(),
    businessDay: z.string(),
    source: z.enum(['qr', 'counter']),
    remote: remoteSchema.optional(),
    sessionId: z.string().nullable(),
    note: z.string(),
    lines: z.array(orderedLineSchema).min(1),
    /** Counted portions this order takes from stock. */
    stock: portions,
    /** Parts (`partIds`) the kitchen waits with until they are fired. */
    held: z.array(idSchema).optional(),
    retry: retrySchema,
  }),
  'order.accepted': z.object({ ...orderRef, ticketId: idSchema, automatic: z.boolean() }),
  'order.rejected': z.object({ ...orderRef, reason: z.enum(rejectReasons), text: z.string() }),
  'order.delayed': z.object({ ...orderRef, minutes: z.number().int().positive() }),
  /** A rejection taken back; counted stock is taken again. */
  'order.restored': z.object(orderRef),
  'order.started': z.object({ ...orderRef, ...someLines }),
  'order.prepared': z.object({ ...orderRef, ...someLines }),
  'order.served': z.object({ ...orderRef, ...someLines }),
  /** A step of the kitchen taken back. */
  'order.recalled': z.object({ ...orderRef, ...someLines, to: z.enum(lineStates) }),
  /** Held lines may be cooked now. */
  'order.fired': z.object({ ...orderRef, ...someLines }),
  /** The guests ask where their food is (催菜). */
  'order.urged': z.object(orderRef),
  'line.voided': z.object({
    ...orderRef,
    lineId: idSchema,
    quantity: z.number().int().positive(),
    reason,
    approvedBy,
    /** Counted portions that go back because nobody had begun to cook them. */
    stock: portions,
    retry: retrySchema,
  }),
  'discount.given': z.object({
    discountId: idSchema,
    kind: z.enum(discountKinds),
    rule: discountRuleSchema,
    scope: discountScopeSchema,
    reason,
    approvedBy,
    retry: retrySchema,
  }),
  'discount.removed': z.object({ discountId: idSchema }),
  'charge.waived': z.object({ charge: z.enum(chargeKinds), reason, approvedBy }),
  'charge.restored': z.object({ charge: z.enum(chargeKinds) }),
  'payment.taken': z.object({
    paymentId: idSchema,
    method: z.enum(paymentMethods),
    amount: minorUnitsSchema.positive(),
    tendered: minorUnitsSchema,
    change: minorUnitsSchema,
    reference: z.string(),
    /** The day the money came in, which may be after the tab's. */
    businessDay: z.string().optional(),
    /** Given on top of the amount; not part of the bill. */
    tip: minorUnitsSchema.optional(),
    /** The shift whose drawer took it; null when none was open. */
    shiftId: idSchema.nullable().optional(),
    /** What this payer pays for, where the bill is split by item. */
    items: z.array(paidItemSchema).optional(),
    retry: retrySchema,
  }),
  'payment.refunded': z.object({
    refundId: idSchema,
    paymentId: idSchema,
    /** `reversal`: the tab is open and will be paid otherwise. `return`: it is closed and less was sold. */
    kind: z.enum(refundKinds),
    method: z.enum(paymentMethods),
    amount: minorUnitsSchema,
    tip: minorUnitsSchema,
    reason,
    approvedBy,
    businessDay: z.string(),
    shiftId: idSchema.nullable(),
    retry: retrySchema,
  }),
  'call.raised': z.object({ callId: idSchema, kind: z.enum(callKinds) }),
  'call.answered': z.object({ callId: idSchema }),
  /** The day the sale counts to; absent in facts of before reports, where it is the tab's. */
  'tab.closed': z.object({ businessDay: z.string().optional() }),
  /** The day the sale is taken back on; absent in facts of before, where it is the day it was sold. */
  'tab.reopened': z.object({ tableId: idSchema.nullable(), reason, approvedBy, businessDay: z.string().optional() }),
} as const;

export type TabEventType = keyof typeof tabEventSchemas;
export type TabEventData<T extends TabEventType> = z.infer<(typeof tabEventSchemas)[T]>;

/** A fact of one tab. `at` is UTC milliseconds; `actor` is an id, never a name. */
export type TabEvent = {
  [T in TabEventType]: {
    readonly type: T;
    readonly at: number;
    readonly actor: string;
    readonly data: TabEventData<T>;
  };
}[TabEventType];

/** One more than that of the count it replaces, so that it follows that one whatever the clocks say; 0 when absent. */
const generation = z.number().int().nonnegative().optional();

/**
 * The facts of one item's counted stock, which every landing adds to. What is taken from it follows from the tabs' facts
 * as signed deltas, so that two counters' sales add up.
 */
export const stockEventSchemas = {
  'stock.counted': z.object({ itemId: idSchema, quantity: z.number().int().nonnegative(), generation }),
  'stock.uncounted': z.object({ itemId: idSchema, generation }),
} as const;
