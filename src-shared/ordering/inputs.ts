import { z } from 'zod';
import { languages } from '../languages.ts';
import { idSchema, minorUnitsSchema, moneySchema, typedText } from '../schemas.ts';
import {
  categoryEntity,
  itemEntity,
  optionGroupEntity,
  orderingSettingsSchema,
  serviceNoticeSchema,
  tableEntity,
  tablePlanSchema,
} from './entities.ts';
import { discountRuleSchema, paymentMethods, rejectReasons, serviceKinds } from './events.ts';
import { orderLimits, requestedLine } from './guest-api.ts';
import { chargeKinds, discountKinds, lineStates, orderStates } from './order.ts';
import { denominationSchema } from './shifts.ts';

/** An amount as a program may state it: bare minor units of the house's currency, or with the currency, which must match. */
export const amountInput = z.union([minorUnitsSchema, moneySchema.extend({ amount: minorUnitsSchema })]);
export type AmountInput = z.infer<typeof amountInput>;

const idempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/);
const reason = typedText({ min: 1, max: 200 });
/** Somebody with the right to approve, who typed their PIN. */
const approval = z.strictObject({ userId: idSchema, pin: z.string().min(1).max(20) }).optional();
/** `expectedTotal`: what it comes to, as the person was told, where charges change; of a merge both bills together. */
const chargeConsent = { expectedTotal: minorUnitsSchema.optional(), approval };
const guests = z.number().int().min(1).max(99);
const lineIds = z.array(idSchema).min(1).max(orderLimits.lines).optional();
const portions = z
  .array(z.strictObject({ lineId: idSchema, quantity: z.number().int().min(1).max(orderLimits.quantity) }))
  .max(1000);
const saved = { id: idSchema.optional(), position: z.number().int().optional() };

/** What the console may ask of ordering. */
export const orderingInputs = {
  tableId: z.strictObject({ tableId: idSchema }),
  tabId: z.strictObject({ tabId: idSchema }),
  orderId: z.strictObject({ orderId: idSchema }),
  /** The device id of another landing. */
  home: z.strictObject({ home: idSchema }),
  callId: z.strictObject({ callId: idSchema }),
  /** Letting a phone in that asks to join a table. */
  admit: z.strictObject({ tabId: idSchema, sessionId: idSchema }),
  openTab: z.strictObject({
    tableId: idSchema,
    guests: guests.optional(),
    service: z.enum(serviceKinds).optional(),
  }),
  /** `tabId` is the new tab's own id, chosen by who asks: asking again opens no second one. */
  openTakeAway: z.strictObject({ tabId: idSchema.optional() }).optional(),
  changeGuests: z.strictObject({ tabId: idSchema, guests: guests.nullable(), ...chargeConsent }),
  /** `onlyIfFree` refuses an occupied table instead of merging: whoever saw it free did not agree to a merge. */
  moveTab: z.strictObject({ tabId: idSchema, tableId: idSchema, onlyIfFree: z.boolean().optional(), ...chargeConsent }),
  mergeTab: z.strictObject({ tabId: idSchema, intoTabId: idSchema, ...chargeConsent }),
  moveOrders: z.strictObject({
    tabId: idSchema,
    intoTabId: idSchema,
    orderIds: z.array(idSchema).min(1).max(500),
    approval,
  }),
  reopenTab: z.strictObject({ tabId: idSchema, reason, approval }),
  voidLine: z.strictObject({
    tabId: idSchema,
    orderId: idSchema,
    lineId: idSchema,
    quantity: z.number().int().min(1).max(orderLimits.quantity),
    reason,
    approval,
    idempotencyKey,
  }),
  giveDiscount: z.strictObject({
    tabId: idSchema,
    kind: z.enum(discountKinds),
    rule: discountRuleSchema,
    lineIds,
    reason,
    approval,
    idempotencyKey,
  }),
  removeDiscount: z.strictObject({ tabId: idSchema, discountId: idSchema }),
  waiveCharge: z.strictObject({ tabId: idSchema, charge: z.enum(chargeKinds), reason, approval }),
  restoreCharge: z.strictObject({ tabId: idSchema, charge: z.enum(chargeKinds) }),
  shares: z.strictObject({
    tabId: idSchema,
    items: portions.optional(),
    people: z.number().int().min(1).max(99).optional(),
  }),
  refund: z.strictObject({
    tabId: idSchema,
    paymentId: idSchema,
    amount: amountInput,
    tip: amountInput.optional(),
    method: z.enum(paymentMethods).optional(),
    reason,
    approval,
    idempotencyKey,
  }),
  paymentQr: z.strictObject({ tabId: idSchema, amount: amountInput.optional(), tip: amountInput.optional() }),
  /** `authCode` is what the customer's payment code (付款码) says; `tip` comes on top of `amount`. */
  chargeCode: z.strictObject({
    tabId: idSchema,
    amount: amountInput,
    tip: amountInput.optional(),
    authCode: z.string().regex(/^[0-9A-Za-z]{10,64}$/),
    idempotencyKey,
  }),
  listClosed: z
    .strictObject({
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(200).optional(),
      /** A table's name, an order's number or an amount. */
      search: typedText({ max: 40 }).optional(),
    })
    .optional(),
  kitchenStep: z.strictObject({ orderId: idSchema, lineIds }),
  recall: z.strictObject({ orderId: idSchema, lineIds, to: z.enum(lineStates) }),
  serviceNotice: serviceNoticeSchema.pick({ delayMinutes: true }).extend({ paused: z.boolean() }).strict(),
  openShift: z.strictObject({ float: amountInput }),
  moveCash: z.strictObject({ direction: z.enum(['in', 'out']), amount: amountInput, reason, idempotencyKey }),
  closeShift: z.strictObject({
    /** The shift that was counted; the open one when absent. */
    shiftId: idSchema.optional(),
    counted: amountInput,
    denominations: z.array(denominationSchema).max(40).optional(),
    note: typedText({ max: 300 }).optional(),
  }),
  listShifts: z
    .strictObject({ before: z.number().int().optional(), limit: z.number().int().min(1).max(200).optional() })
    .optional(),
  shiftId: z.strictObject({ shiftId: idSchema }),
  arrangeTables: z
    .array(z.strictObject({ id: idSchema, plan: tablePlanSchema.nullable(), area: typedText({ max: 30 }).optional() }))
    .min(1)
    .max(500),
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
    /** Indexes of lines the kitchen waits with until they are fired. */
    held: z.array(z.number().int().min(0)).max(orderLimits.lines).optional(),
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
    tip: amountInput.optional(),
    tendered: amountInput.optional(),
    items: portions.optional(),
    reference: typedText({ max: 100 }).optional(),
    idempotencyKey,
  }),
  saveTable: tableEntity.schema.pick({ name: true, area: true, seats: true }).extend(saved).strict(),
  saveCategory: categoryEntity.schema
    .pick({ name: true, course: true })
    .partial({ course: true })
    .extend(saved)
    .strict(),
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
