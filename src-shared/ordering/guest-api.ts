import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, moneySchema, typedText } from '../schemas.ts';
import { callKinds, rejectReasons } from './events.ts';
import { chargeKinds, discountKinds, lineStates, orderStates } from './order.ts';
import { pricingKinds } from './order-lines.ts';

/** The guest's REST API (`/api/v1/guest`), as served in the OpenAPI document. */

export const createSessionBody = z.strictObject({
  /** From the sticker on the table. */
  tableToken: z.string().min(1).max(200),
  /** The four digits the staff tell, where the house asks for them. */
  code: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
});

const tabRefSchema = z.object({ id: idSchema, state: z.enum(['open', 'paid', 'closed']) });
const tableRefSchema = z.object({ id: idSchema, name: z.string() });

export const sessionResponse = z.object({
  sessionToken: z.string(),
  /** False while the staff have not opened the table; the event stream tells when it changes. */
  mayOrder: z.boolean(),
  /** The house asks for the table's four-digit code before anybody may order. */
  codeRequired: z.boolean(),
  table: tableRefSchema,
  tab: tabRefSchema.nullable(),
  currency: z.string(),
  /** Decimals of the currency's minor unit. */
  currencyExponent: z.number().int(),
  restaurant: z.string(),
  languages: z.array(z.enum(languages)),
  language: z.enum(languages),
});
export type SessionResponse = z.infer<typeof sessionResponse>;

export const menuQuery = z.object({ lang: z.enum(languages).optional() });

const optionSchema = z.object({
  id: idSchema,
  name: z.string(),
  priceDelta: moneySchema,
  available: z.boolean(),
  maxQuantity: z.number().int(),
  /** Chosen already when the dish is opened. */
  preset: z.boolean(),
});

const optionGroupSchema = z.object({
  id: idSchema,
  name: z.string(),
  min: z.number().int(),
  max: z.number().int(),
  options: z.array(optionSchema),
});

const itemSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  price: moneySchema,
  available: z.boolean(),
  /** Why it is not available, and from when on it will be (UTC ms), where the staff said so. */
  unavailable: z.enum(['sold_out', 'not_served_now', 'at_counter']).nullable(),
  /** How it gets its price; `market` and `weight` are ordered from the staff (then unavailable: at_counter). */
  pricing: z.enum(pricingKinds),
  backAt: z.number().int().nullable(),
  /** Portions left, where few are. */
  left: z.number().int().nullable(),
  /** Where its picture is served: 320 × 320, and at most 960 pixels wide or high. */
  picture: z.object({ small: z.string(), large: z.string() }).nullable(),
  allergens: z.array(z.string()),
  tags: z.array(z.string()),
  taxClass: z.string(),
  optionGroups: z.array(optionGroupSchema),
  /** The parts of a combo: one of each slot's choices is taken. Choices are items of this menu. */
  slots: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      choices: z.array(z.object({ itemId: idSchema, priceDelta: moneySchema, quantity: z.number().int() })),
    }),
  ),
});

export const menuResponse = z.object({
  currency: z.string(),
  currencyExponent: z.number().int(),
  language: z.enum(languages),
  pricing: z.object({
    taxMode: z.enum(['inclusive', 'exclusive']),
    taxClasses: z.array(z.object({ id: z.string(), eatInPpm: z.number().int(), takeAwayPpm: z.number().int() })),
  }),
  categories: z.array(z.object({ id: idSchema, name: z.string(), items: z.array(itemSchema) })),
});
export type MenuResponse = z.infer<typeof menuResponse>;

/** Limits of one submission. */
export const orderLimits = { lines: 200, quantity: 999, optionsPerLine: 50, slots: 20, noteLength: 300 } as const;

const requestedOptions = z
  .array(
    z.strictObject({
      groupId: idSchema,
      optionId: idSchema,
      quantity: z.number().int().min(1).max(99).optional(),
    }),
  )
  .max(orderLimits.optionsPerLine)
  .default([]);

export const requestedLine = z.strictObject({
  itemId: idSchema,
  quantity: z.number().int().min(1).max(orderLimits.quantity),
  options: requestedOptions,
  /** For a combo: what was chosen for its slots. */
  components: z
    .array(z.strictObject({ slotId: idSchema, itemId: idSchema, options: requestedOptions }))
    .max(orderLimits.slots)
    .optional(),
  note: typedText({ max: orderLimits.noteLength }).optional(),
});

export const requestedLines = z.array(requestedLine).min(1).max(orderLimits.lines);

export const placeOrderBody = z.strictObject({
  lines: requestedLines,
  note: typedText({ max: orderLimits.noteLength }).optional(),
  /** What the phone showed; another price on the landing answers 409 price_changed with the new quote. */
  expectedTotal: moneySchema,
});
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;

/** With the ids it was chosen by, so that a phone can put the line into its cart again. */
const chosenOption = z.object({ groupId: idSchema, optionId: idSchema, name: z.string(), quantity: z.number().int() });

const orderLineView = z.object({
  id: idSchema,
  itemId: idSchema,
  name: z.string(),
  quantity: z.number().int(),
  /** Portions of them that were taken off the bill since. */
  voided: z.number().int(),
  state: z.enum(lineStates),
  options: z.array(chosenOption),
  /** What a weighed portion weighs. */
  weightGrams: z.number().int().nullable(),
  /** A combo's dishes; `quantity` is portions in one combo. */
  components: z.array(
    z.object({
      /** The slot it was chosen for. */
      id: idSchema,
      itemId: idSchema,
      name: z.string(),
      quantity: z.number().int(),
      options: z.array(chosenOption),
    }),
  ),
  note: z.string(),
  unitPrice: moneySchema,
  /** Of the portions that stand. */
  total: moneySchema,
});

export const orderView = z.object({
  id: idSchema,
  number: z.number().int(),
  state: z.enum(orderStates),
  source: z.enum(['qr', 'counter']),
  placedAt: z.number().int(),
  changedAt: z.number().int(),
  lines: z.array(orderLineView),
  note: z.string(),
  subtotal: moneySchema,
  tax: moneySchema,
  total: moneySchema,
  rejection: z.object({ reason: z.enum(rejectReasons), text: z.string() }).nullable(),
  delayMinutes: z.number().int().nullable(),
});
export type OrderView = z.infer<typeof orderView>;

export const placeOrderResponse = z.object({ order: orderView });

export const tabView = z.object({
  id: idSchema,
  state: z.enum(['open', 'paid', 'closed']),
  revision: z.number().int(),
  openedAt: z.number().int(),
  orders: z.array(orderView),
  /** Σ dishes before discounts; subtotal − discounts + charges (+ exclusive tax) = total. */
  subtotal: moneySchema,
  discounts: z.array(z.object({ id: idSchema, kind: z.enum(discountKinds), amount: moneySchema })),
  charges: z.array(z.object({ kind: z.enum(chargeKinds), amount: moneySchema })),
  taxes: z.array(z.object({ taxPpm: z.number().int(), tax: moneySchema })),
  tax: moneySchema,
  total: moneySchema,
  paid: moneySchema,
  balance: moneySchema,
  calls: z.array(z.object({ id: idSchema, kind: z.enum(callKinds), at: z.number().int() })),
});
export type TabView = z.infer<typeof tabView>;

/** What a phone sees of its table: `tab` is null until the staff open it. The same document travels as SSE `tab` events. */
export const guestTabResponse = z.object({
  mayOrder: z.boolean(),
  /** The table is open, but this phone must start a session anew with the four digits before it may order. */
  codeNeeded: z.boolean(),
  /** This phone waits until somebody at the table lets it in; they see the same two digits. Null when it does not. */
  join: z.object({ number: z.number().int() }).nullable(),
  /** Phones that ask to be let in; any phone of the table may do so (POST /joins). */
  joins: z.array(z.object({ sessionId: idSchema, number: z.number().int(), at: z.number().int() })),
  table: tableRefSchema,
  tab: tabView.nullable(),
  /** Whether orders are taken at the moment, and how many minutes dishes take when it is longer than usual. */
  notice: z.object({ paused: z.boolean(), delayMinutes: z.number().int().nullable() }),
});
export type GuestTabResponse = z.infer<typeof guestTabResponse>;

export const joinBody = z.strictObject({ sessionId: idSchema });
export const joinResponse = z.object({ sessionId: idSchema });

export const callBody = z.strictObject({ kind: z.enum(callKinds) });
export const callResponse = z.object({
  call: z.object({ id: idSchema, kind: z.enum(callKinds), at: z.number().int() }),
});
