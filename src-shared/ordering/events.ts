import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, localizedTextSchema, minorUnitsSchema } from '../schemas.ts';

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
  }),
  'order.placed': z.object({
    ...orderRef,
    number: z.number().int().positive(),
    businessDay: z.string(),
    source: z.enum(['qr', 'counter']),
    sessionId: z.string().nullable(),
    note: z.string(),
    lines: z.array(orderedLineSchema).min(1),
    /** Counted portions this order takes from stock. */
    stock: z.array(z.object({ itemId: idSchema, quantity: z.number().int().positive() })),
    retry: retrySchema,
  }),
  'order.accepted': z.object({ ...orderRef, ticketId: idSchema, automatic: z.boolean() }),
  'order.rejected': z.object({ ...orderRef, reason: z.enum(rejectReasons), text: z.string() }),
  'order.delayed': z.object({ ...orderRef, minutes: z.number().int().positive() }),
  'order.started': z.object(orderRef),
  'order.prepared': z.object(orderRef),
  'order.served': z.object(orderRef),
  'payment.taken': z.object({
    paymentId: idSchema,
    method: z.enum(paymentMethods),
    amount: minorUnitsSchema.positive(),
    tendered: minorUnitsSchema,
    change: minorUnitsSchema,
    reference: z.string(),
    /** The day the money came in, which may be after the tab's. */
    businessDay: z.string().optional(),
    retry: retrySchema,
  }),
  'call.raised': z.object({ callId: idSchema, kind: z.enum(callKinds) }),
  'call.answered': z.object({ callId: idSchema }),
  'tab.closed': z.object({}),
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

/** The facts of one item's counted stock: signed deltas, so that two counters' sales add up. */
export const stockEventSchemas = {
  'stock.counted': z.object({ itemId: idSchema, quantity: z.number().int().nonnegative() }),
  'stock.uncounted': z.object({ itemId: idSchema }),
} as const;
