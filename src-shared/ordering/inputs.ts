import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, minorUnitsSchema, moneySchema, typedText } from '../schemas.ts';
import { categoryEntity, itemEntity, optionGroupEntity, orderingSettingsSchema, tableEntity } from './entities.ts';
import { paymentMethods, rejectReasons, serviceKinds } from './events.ts';
import { orderLimits, requestedLine } from './guest-api.ts';
import { orderStates } from './tab.ts';

/** An amount as a program may state it: bare minor units of the house's currency, or with the currency, which must match. */
export const amountInput = z.union([minorUnitsSchema, moneySchema.extend({ amount: minorUnitsSchema })]);
export type AmountInput = z.infer<typeof amountInput>;

const idempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/);
const saved = { id: idSchema.optional(), position: z.number().int().optional() };

/** What the console may ask of ordering. */
export const orderingInputs = {
  tableId: z.strictObject({ tableId: idSchema }),
  tabId: z.strictObject({ tabId: idSchema }),
  orderId: z.strictObject({ orderId: idSchema }),
  callId: z.strictObject({ callId: idSchema }),
  openTab: z.strictObject({
    tableId: idSchema,
    guests: z.number().int().min(1).max(99).optional(),
    service: z.enum(serviceKinds).optional(),
  }),
  openTakeAway: z.strictObject({}).optional(),
  listOrders: z
    .strictObject({
      state: z.union([z.enum(orderStates), z.array(z.enum(orderStates)).min(1)]).optional(),
      limit: z.number().int().min(1).max(500).optional(),
      before: z.number().int().optional(),
    })
    .optional(),
  placeOrder: z.strictObject({
    tabId: idSchema,
    lines: z
      .array(
        requestedLine.extend({
          weightGrams: z.number().int().min(1).max(100_000).optional(),
          unitPrice: minorUnitsSchema.optional(),
        }),
      )
      .min(1)
      .max(orderLimits.lines),
    note: typedText({ max: orderLimits.noteLength }).optional(),
    idempotencyKey,
  }),
  rejectOrder: z.strictObject({
    orderId: idSchema,
    /** One of the known reasons, or the staff's own words. */
    reason: z.union([z.enum(rejectReasons), typedText({ min: 1, max: 200 })]),
    text: typedText({ max: 200 }).optional(),
  }),
  delayOrder: z.strictObject({ orderId: idSchema, minutes: z.number().int().min(1).max(240) }),
  takePayment: z.strictObject({
    tabId: idSchema,
    method: z.enum(paymentMethods),
    amount: amountInput,
    tendered: amountInput.optional(),
    reference: typedText({ max: 100 }).optional(),
    idempotencyKey,
  }),
  saveTable: tableEntity.schema.pick({ name: true, area: true, seats: true }).extend(saved).strict(),
  saveCategory: categoryEntity.schema.pick({ name: true }).extend(saved).strict(),
  saveOptionGroup: optionGroupEntity.schema.omit({ id: true, position: true }).extend(saved).strict(),
  saveItem: itemEntity.schema
    .omit({ id: true, position: true, soldOut: true, backAt: true })
    .extend({
      ...saved,
      pricing: itemEntity.schema.shape.pricing.default('fixed'),
      slots: itemEntity.schema.shape.slots.default([]),
    })
    .strict(),
  undoMenuChange: z.strictObject({ changeId: idSchema }),
  /** New prices, each with the one it replaces; `daypart` is the place of a daypart whose price it is, or null. */
  changePrices: z.strictObject({
    prices: z
      .array(
        z.strictObject({
          itemId: idSchema,
          daypart: z.number().int().min(0).max(19).nullable(),
          from: minorUnitsSchema,
          to: minorUnitsSchema,
        }),
      )
      .min(1)
      .max(20_000),
  }),
  /** The order of the categories, or of the dishes of one. */
  arrangeMenu: z.strictObject({ kind: z.enum(['category', 'item']), ids: z.array(idSchema).min(1).max(5000) }),
  /** Texts of the menu in one language each; `part` is a choice of a group or a slot of a combo. */
  saveTexts: z.strictObject({
    texts: z
      .array(
        z.strictObject({
          kind: z.enum(['item', 'category', 'option_group']),
          id: idSchema,
          part: idSchema.nullable(),
          field: z.enum(['name', 'description']),
          language: z.enum(languages),
          text: typedText({ max: 2000 }),
        }),
      )
      .min(1)
      .max(2000),
  }),
  /** Which dishes ask a group of choices. */
  assignGroup: z.strictObject({ groupId: idSchema, itemIds: z.array(idSchema).max(5000) }),
  recordId: z.strictObject({ id: idSchema }),
  setAvailability: z.strictObject({
    itemId: idSchema,
    soldOut: z.boolean(),
    backAt: z.number().int().nullable().optional(),
  }),
  setStock: z.strictObject({ itemId: idSchema, quantity: z.number().int().min(0).max(100_000).nullable() }),
  updateSettings: orderingSettingsSchema.partial().strict(),
} as const;
