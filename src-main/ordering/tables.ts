import { sql } from 'drizzle-orm';
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { type LocalizedText, languages } from '#shared/languages.ts';
import type { Daypart } from '#shared/ordering/dayparts.ts';
import type { Allergen, DietaryTag, OrderingSettings, optionSchema, Slot } from '#shared/ordering/entities.ts';
import type { CallKind, PaymentMethod } from '#shared/ordering/events.ts';
import type { PricingKind } from '#shared/ordering/order-lines.ts';
import type { ServiceKind } from '#shared/ordering/pricing.ts';
import type { OrderState } from '#shared/ordering/tab.ts';

export const categoryTable = sqliteTable('category', {
  id: text('id').primaryKey(),
  name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
  position: integer('position').notNull(),
});

export const optionGroupTable = sqliteTable('option_group', {
  id: text('id').primaryKey(),
  name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
  min: integer('min').notNull(),
  max: integer('max').notNull(),
  options: text('options', { mode: 'json' }).$type<z.infer<typeof optionSchema>[]>().notNull(),
  position: integer('position').notNull(),
});

export const itemTable = sqliteTable(
  'item',
  {
    id: text('id').primaryKey(),
    categoryId: text('category_id').notNull(),
    name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
    description: text('description', { mode: 'json' }).$type<LocalizedText>().notNull(),
    price: integer('price').notNull(),
    taxClass: text('tax_class').notNull(),
    station: text('station').notNull(),
    picture: text('picture'),
    allergens: text('allergens', { mode: 'json' }).$type<Allergen[]>().notNull(),
    tags: text('tags', { mode: 'json' }).$type<DietaryTag[]>().notNull(),
    dayparts: text('dayparts', { mode: 'json' }).$type<Daypart[]>().notNull(),
    optionGroupIds: text('option_group_ids', { mode: 'json' }).$type<string[]>().notNull(),
    pricing: text('pricing').$type<PricingKind>().notNull().default('fixed'),
    slots: text('slots', { mode: 'json' }).$type<Slot[]>().notNull().default([]),
    soldOut: integer('sold_out', { mode: 'boolean' }).notNull(),
    backAt: integer('back_at'),
    position: integer('position').notNull(),
  },
  (t) => [index('item_category').on(t.categoryId)],
);

/**
 * The dishes' pictures as WebP files, named by their content. Local: a copy of the file holds them, and other landings
 * fetch by name what they lack (docs/decisions/0011).
 */
export const pictureTable = sqliteTable('picture', {
  id: text('id').primaryKey(),
  /** Since when no dish shows it (UTC ms). */
  unusedSince: integer('unused_since'),
  small: blob('small', { mode: 'buffer' }).notNull(),
  large: blob('large', { mode: 'buffer' }).notNull(),
});

export const diningTableTable = sqliteTable(
  'dining_table',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    area: text('area').notNull(),
    seats: integer('seats').notNull(),
    token: text('token').notNull(),
    position: integer('position').notNull(),
  },
  (t) => [uniqueIndex('dining_table_name').on(t.name), uniqueIndex('dining_table_token').on(t.token)],
);

/** One row, whose id is the enterprise's. */
export const orderingSettingsTable = sqliteTable('ordering_settings', {
  id: text('id').primaryKey(),
  opening: text('opening').$type<OrderingSettings['opening']>().notNull(),
  requireTableCode: integer('require_table_code', { mode: 'boolean' }).notNull(),
  autoAccept: integer('auto_accept', { mode: 'boolean' }).notNull(),
  taxMode: text('tax_mode').$type<OrderingSettings['taxMode']>().notNull(),
  taxClasses: text('tax_classes', { mode: 'json' }).$type<OrderingSettings['taxClasses']>().notNull(),
  paymentMethods: text('payment_methods', { mode: 'json' }).$type<PaymentMethod[]>().notNull(),
  merchantQr: text('merchant_qr', { mode: 'json' }).$type<NonNullable<OrderingSettings['merchantQr']>>(),
  menuLanguages: text('menu_languages', { mode: 'json' })
    .$type<OrderingSettings['menuLanguages']>()
    .notNull()
    .default([...languages]),
});

// The tables below are projections: folded from the facts, never written by anything but the projector.

export const tabTable = sqliteTable(
  'tab',
  {
    id: text('id').primaryKey(),
    tableId: text('table_id'),
    state: text('state').$type<'open' | 'closed'>().notNull(),
    standing: text('standing').$type<'open' | 'paid' | 'closed'>().notNull(),
    service: text('service').$type<ServiceKind>().notNull(),
    businessDay: text('business_day').notNull(),
    currency: text('currency').notNull(),
    code: text('code').notNull(),
    guests: integer('guests'),
    openedAt: integer('opened_at').notNull(),
    closedAt: integer('closed_at'),
    total: integer('total').notNull(),
    paid: integer('paid').notNull(),
    revision: integer('revision').notNull(),
  },
  (t) => [
    // One open tab per table, whatever the code above believes.
    uniqueIndex('tab_open_table').on(t.tableId).where(sql`state = 'open'`),
    index('tab_state').on(t.state, t.openedAt),
  ],
);

export const orderTable = sqliteTable(
  'tab_order',
  {
    id: text('id').primaryKey(),
    tabId: text('tab_id').notNull(),
    tableId: text('table_id'),
    number: integer('number').notNull(),
    businessDay: text('business_day').notNull(),
    state: text('state').$type<OrderState>().notNull(),
    placedAt: integer('placed_at').notNull(),
    total: integer('total').notNull(),
  },
  (t) => [
    index('tab_order_state').on(t.state, t.placedAt),
    index('tab_order_placed').on(t.placedAt),
    uniqueIndex('tab_order_number').on(t.businessDay, t.number),
  ],
);

/** What the kitchen cooks: one ticket for each accepted submission. */
export const ticketTable = sqliteTable(
  'ticket',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id').notNull(),
    state: text('state').$type<'queued' | 'cooking' | 'ready' | 'served'>().notNull(),
    at: integer('at').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (t) => [uniqueIndex('ticket_order').on(t.orderId), index('ticket_state').on(t.state, t.at)],
);

export const paymentTable = sqliteTable(
  'payment',
  {
    id: text('id').primaryKey(),
    tabId: text('tab_id').notNull(),
    businessDay: text('business_day').notNull(),
    method: text('method').$type<PaymentMethod>().notNull(),
    amount: integer('amount').notNull(),
    tendered: integer('tendered').notNull(),
    change: integer('change').notNull(),
    reference: text('reference').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
  },
  (t) => [index('payment_tab').on(t.tabId), index('payment_day').on(t.businessDay)],
);

export const callTable = sqliteTable(
  'guest_call',
  {
    id: text('id').primaryKey(),
    tabId: text('tab_id').notNull(),
    tableId: text('table_id'),
    kind: text('kind').$type<CallKind>().notNull(),
    at: integer('at').notNull(),
    answeredAt: integer('answered_at'),
  },
  (t) => [index('guest_call_open').on(t.answeredAt, t.at)],
);

export const stockTable = sqliteTable('stock', {
  itemId: text('item_id').primaryKey(),
  quantity: integer('quantity').notNull(),
});

/** Phones on this landing. Local: a phone speaks only to the landing whose code it scanned. */
export const guestSessionTable = sqliteTable(
  'guest_session',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    tableId: text('table_id').notNull(),
    tabId: text('tab_id'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('guest_session_token').on(t.tokenHash),
    index('guest_session_table').on(t.tableId, t.tabId),
    index('guest_session_expires').on(t.expiresAt),
  ],
);

/** Changes of many records that can be taken back. Local: undo belongs to where it was done. */
export const menuChangeTable = sqliteTable(
  'menu_change',
  {
    id: text('id').primaryKey(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    what: text('what').notNull(),
    changes: text('changes', { mode: 'json' }).$type<object[]>().notNull(),
    undoneAt: integer('undone_at'),
  },
  (t) => [index('menu_change_at').on(t.at)],
);
