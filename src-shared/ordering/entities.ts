import { z } from 'zod';
import { defineEntity } from '../entities.ts';
import { languages } from '../languages.ts';
import { idSchema, localizedTextSchema, minorUnitsSchema, optionalLocalizedTextSchema, typedText } from '../schemas.ts';
import { parseTimeOfDay } from '../time.ts';
import { paymentMethods } from './events.ts';
import { pricingKinds } from './order-lines.ts';

/** The fourteen allergens of EU Regulation 1169/2011, Annex II. */
export const allergens = [
  'gluten',
  'crustaceans',
  'eggs',
  'fish',
  'peanuts',
  'soy',
  'milk',
  'nuts',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
] as const;
export type Allergen = (typeof allergens)[number];

export const dietaryTags = ['vegetarian', 'vegan', 'spicy', 'halal', 'gluten_free', 'signature', 'new'] as const;
export type DietaryTag = (typeof dietaryTags)[number];

const timeOfDay = z.string().refine((text) => parseTimeOfDay(text) !== undefined, 'HH:MM');
const position = z.number().int();

export const daypartSchema = z.object({
  weekdays: z.array(z.number().int().min(0).max(6)).max(7),
  from: timeOfDay,
  to: timeOfDay,
  price: minorUnitsSchema.optional(),
});

export const categoryEntity = defineEntity({
  name: 'category',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    name: localizedTextSchema,
    /** When its dishes are served within the meal, 1 first; 0 as soon as they are ready. */
    course: z.number().int().min(0).max(9),
    position,
  }),
  personal: [],
  right: 'menu',
  audience: 'everyone',
});

export const optionSchema = z.object({
  id: idSchema,
  name: localizedTextSchema,
  /** Minor units added to the item's price; may be negative, but never below a free item. */
  priceDelta: z.number().int().min(-1_000_000_000).max(1_000_000_000),
  available: z.boolean(),
  maxQuantity: z.number().int().min(1).max(99),
  /** Chosen already when a guest opens the dish. */
  preset: z.boolean().optional(),
});

/** A place in a combo: guests take one of its choices; a slot with one choice is a fixed part. */
export const slotSchema = z.object({
  id: idSchema,
  name: localizedTextSchema,
  choices: z
    .array(
      z.object({
        itemId: idSchema,
        priceDelta: z.number().int().min(-1_000_000_000).max(1_000_000_000),
        quantity: z.number().int().min(1).max(99),
      }),
    )
    .min(1)
    .max(50),
});
export type Slot = z.infer<typeof slotSchema>;

export const optionGroupEntity = defineEntity({
  name: 'option_group',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    name: localizedTextSchema,
    min: z.number().int().min(0).max(50),
    max: z.number().int().min(1).max(50),
    options: z.array(optionSchema).min(1).max(100),
    position,
  }),
  personal: [],
  right: 'menu',
  audience: 'everyone',
});

export const itemEntity = defineEntity({
  name: 'item',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    categoryId: idSchema,
    name: localizedTextSchema,
    description: optionalLocalizedTextSchema,
    price: minorUnitsSchema,
    taxClass: z.string().min(1).max(40),
    station: z.string().min(1).max(40),
    /** The id of its picture (see `pictureUrl`). */
    picture: z.string().max(80).nullable(),
    allergens: z.array(z.enum(allergens)),
    tags: z.array(z.enum(dietaryTags)),
    dayparts: z.array(daypartSchema).max(20),
    optionGroupIds: z.array(idSchema).max(20),
    pricing: z.enum(pricingKinds),
    /** The parts of a combo; empty for a dish. */
    slots: z.array(slotSchema).max(20),
    /** 86: sold out by hand; `backAt` says when it returns by itself (UTC ms), null = until somebody says so. */
    soldOut: z.boolean(),
    backAt: z.number().int().nullable(),
    position,
  }),
  personal: [],
  right: 'menu',
  fieldRights: { soldOut: 'stock', backAt: 'stock' },
  audience: 'everyone',
});

/** Where a table stands on the floor plan of its area, in steps of the plan's grid (about 20 cm each). */
export const tablePlanSchema = z.object({
  x: z.number().int().min(0).max(200),
  y: z.number().int().min(0).max(200),
  width: z.number().int().min(2).max(40),
  height: z.number().int().min(2).max(40),
  shape: z.enum(['square', 'round']),
});
export type TablePlan = z.infer<typeof tablePlanSchema>;

export const tableEntity = defineEntity({
  name: 'dining_table',
  policy: 'record',
  schema: z.object({
    id: idSchema,
    name: typedText({ min: 1, max: 20 }),
    area: typedText({ max: 30 }),
    seats: z.number().int().min(1).max(99),
    /** What the sticker carries: 128 random bits or more, base64url. */
    token: z.string().min(22),
    position,
    /** Null until somebody puts it on the plan. */
    plan: tablePlanSchema.nullable(),
  }),
  personal: [],
  right: 'table',
  audience: 'everyone',
});

/** The merchant's own EMV code, shown on the counter and on paper. */
export const merchantQrSettings = z
  .object({
    templateId: z.string().regex(/^(2[6-9]|[34]\d|5[01])$/),
    globalId: z.string().min(1).max(32),
    accountId: z.string().min(1).max(60),
    categoryCode: z.string().regex(/^\d{4}$/),
    countryCode: z.string().regex(/^[A-Z]{2}$/),
    merchantName: z.string().min(1).max(25),
    merchantCity: z.string().min(1).max(15),
    localName: z.string().max(25),
  })
  .refine(({ globalId, accountId }) => globalId.length + accountId.length <= 91, {
    path: ['accountId'],
    // Both share one template, whose length has two digits (EMVCo MPM 1.1, §4.7).
    message: 'globalId and accountId together: at most 91 characters',
  });

/** A wallet's collection code: the wallet's name, and the text that the code carries. */
const collectionCodeSchema = z.object({
  name: typedText({ min: 1, max: 30 }),
  text: z.string().min(1).max(500),
});

export const codeProviders = ['none', 'bridge', 'practice'] as const;

const ppm = z.number().int().min(0).max(1_000_000);
const taxClass = z.string().min(1).max(40);

export const orderingSettingsSchema = z.object({
  /** Who opens a table: the staff, or the first phone that scans (then its first order always waits for a person). */
  opening: z.enum(['staff', 'scan']),
  /** Whether a phone must type the tab's four digits before it may order. */
  requireTableCode: z.boolean(),
  /**
   * Whether a phone that scans an open table waits until one that sits there, or the staff, let it in. Where the code is
   * asked for, the code decides.
   */
  requireNod: z.boolean(),
  autoAccept: z.boolean(),
  taxMode: z.enum(['inclusive', 'exclusive']),
  taxClasses: z
    .array(
      z.object({
        id: z.string().min(1).max(40),
        name: localizedTextSchema,
        eatInPpm: z.number().int().min(0).max(1_000_000),
        takeAwayPpm: z.number().int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(20),
  paymentMethods: z.array(z.enum(paymentMethods)).min(1),
  merchantQr: merchantQrSettings.nullable(),
  /** The merchant's own collection codes (收款码): what each says, to be shown large at the counter. */
  collectionCodes: z.array(collectionCodeSchema).max(6),
  /** Who charges a customer's payment code (付款码): a bridge program over files, practice, or nobody. */
  codeProvider: z.enum(codeProviders),
  serviceCharge: z.object({ ppm: ppm.min(1), taxClass, takeAway: z.boolean() }).nullable(),
  /** Seat or tea charge for each guest who eats in. */
  coverCharge: z.object({ amount: minorUnitsSchema.positive(), taxClass }).nullable(),
  minimumSpend: z.object({ amount: minorUnitsSchema.positive(), per: z.enum(['tab', 'guest']), taxClass }).nullable(),
  /** Up to where the staff decide alone; beyond it somebody with the right to approve gives a PIN. Null: no limit. */
  approvalLimits: z.object({
    discountPpm: ppm.nullable(),
    voidAmount: minorUnitsSchema.nullable(),
    refundAmount: minorUnitsSchema.nullable(),
  }),
  /** The round amount a bill may be taken down to (抹零), minor units; 0 where that is not done. */
  roundingStep: z.number().int().min(0).max(1_000_000),
  /** After how many minutes a kitchen ticket turns amber and red. */
  kitchenTimers: z
    .object({ amberMinutes: z.number().int().min(1).max(240), redMinutes: z.number().int().min(1).max(240) })
    .refine(({ amberMinutes, redMinutes }) => amberMinutes < redMinutes, {
      path: ['redMinutes'],
      message: 'red > amber',
    }),
  /** Whether money may only be taken while a shift is open. */
  shiftRequired: z.boolean(),
  /** The languages this house keeps its menu in; the editor asks for these only. */
  menuLanguages: z.array(z.enum(languages)).min(1),
  /** Orders over the internet, through the cloud. */
  remoteOrdering: z.strictObject({
    /** The landing that takes them (its device id); null where nobody does. */
    landing: idSchema.nullable(),
    /** Whether the cloud takes orders while that landing is away, to wait for it. */
    preOrders: z.boolean(),
    /** How long such an order waits at most; never longer than its business day. */
    preOrderMinutes: z.number().int().min(5).max(1_440),
  }),
});
export type OrderingSettings = z.infer<typeof orderingSettingsSchema>;

export const defaultOrderingSettings: OrderingSettings = {
  opening: 'staff',
  requireTableCode: false,
  requireNod: false,
  autoAccept: false,
  taxMode: 'inclusive',
  taxClasses: [{ id: 'standard', name: { en: 'Standard', 'zh-CN': '标准税率' }, eatInPpm: 0, takeAwayPpm: 0 }],
  paymentMethods: ['cash', 'card'],
  merchantQr: null,
  collectionCodes: [],
  codeProvider: 'none',
  serviceCharge: null,
  coverCharge: null,
  minimumSpend: null,
  approvalLimits: { discountPpm: 100_000, voidAmount: null, refundAmount: 0 },
  roundingStep: 100,
  kitchenTimers: { amberMinutes: 10, redMinutes: 20 },
  shiftRequired: false,
  menuLanguages: [...languages],
  remoteOrdering: { landing: null, preOrders: false, preOrderMinutes: 120 },
};

/** What the staff tell all phones at once: orders are not taken at the moment, or take longer. */
export const serviceNoticeSchema = z.object({
  /** Since when no orders are taken (UTC ms); null when they are. */
  pausedAt: z.number().int().nullable(),
  /** How long dishes take at the moment, minutes; null when it is the usual. */
  delayMinutes: z.number().int().min(1).max(240).nullable(),
});
export type ServiceNotice = z.infer<typeof serviceNoticeSchema>;

const orderingSettingsEntity = defineEntity({
  name: 'ordering_settings',
  policy: 'record',
  schema: orderingSettingsSchema.extend({ id: idSchema }),
  personal: [],
  right: 'enterprise',
  audience: 'everyone',
});

const serviceNoticeEntity = defineEntity({
  name: 'service_notice',
  policy: 'record',
  schema: serviceNoticeSchema.extend({ id: idSchema }),
  personal: [],
  right: 'ticket',
  audience: 'enterprise',
});

/** Every record entity of this room; its facts are in `events.ts`. */
export const orderingEntities = [
  categoryEntity,
  optionGroupEntity,
  itemEntity,
  tableEntity,
  orderingSettingsEntity,
  serviceNoticeEntity,
] as const;
