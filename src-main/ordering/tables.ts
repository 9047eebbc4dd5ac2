import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { type LocalizedText, languages } from '#shared/languages.ts';
import type { Daypart } from '#shared/ordering/dayparts.ts';
import {
  type Allergen,
  type DietaryTag,
  defaultOrderingSettings,
  type OrderingSettings,
  type optionSchema,
  type Slot,
  type TablePlan,
} from '#shared/ordering/entities.ts';
import type { CallKind, PaymentMethod } from '#shared/ordering/events.ts';
import type { OrderState, RefundKind } from '#shared/ordering/order.ts';
import type { PricingKind } from '#shared/ordering/order-lines.ts';
import type { ServiceKind } from '#shared/ordering/pricing.ts';
import type { ShiftReport } from '#shared/ordering/shifts.ts';

export const categoryTable = sqliteTable('category', {
  id: text('id').primaryKey(),
  name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
  course: integer('course').notNull().default(0),
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

/** Names are unique in the services, not here: two landings may each have made a table of a name before they met. */
export const diningTableTable = sqliteTable(
  'dining_table',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    area: text('area').notNull(),
    seats: integer('seats').notNull(),
    token: text('token').notNull(),
    position: integer('position').notNull(),
    plan: text('plan', { mode: 'json' }).$type<TablePlan>(),
  },
  (t) => [index('dining_table_name').on(t.name), uniqueIndex('dining_table_token').on(t.token)],
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
  collectionCodes: text('collection_codes', { mode: 'json' })
    .$type<OrderingSettings['collectionCodes']>()
    .notNull()
    .default(defaultOrderingSettings.collectionCodes),
  codeProvider: text('code_provider')
    .$type<OrderingSettings['codeProvider']>()
    .notNull()
    .default(defaultOrderingSettings.codeProvider),
  serviceCharge: text('service_charge', { mode: 'json' }).$type<NonNullable<OrderingSettings['serviceCharge']>>(),
  coverCharge: text('cover_charge', { mode: 'json' }).$type<NonNullable<OrderingSettings['coverCharge']>>(),
  minimumSpend: text('minimum_spend', { mode: 'json' }).$type<NonNullable<OrderingSettings['minimumSpend']>>(),
  approvalLimits: text('approval_limits', { mode: 'json' })
    .$type<OrderingSettings['approvalLimits']>()
    .notNull()
    .default(defaultOrderingSettings.approvalLimits),
  roundingStep: integer('rounding_step').notNull().default(defaultOrderingSettings.roundingStep),
  kitchenTimers: text('kitchen_timers', { mode: 'json' })
    .$type<OrderingSettings['kitchenTimers']>()
    .notNull()
    .default(defaultOrderingSettings.kitchenTimers),
  shiftRequired: integer('shift_required', { mode: 'boolean' }).notNull().default(false),
  requireNod: integer('require_nod', { mode: 'boolean' }).notNull().default(false),
  menuLanguages: text('menu_languages', { mode: 'json' })
    .$type<OrderingSettings['menuLanguages']>()
    .notNull()
    .default([...languages]),
  remoteOrdering: text('remote_ordering', { mode: 'json' })
    .$type<OrderingSettings['remoteOrdering']>()
    .notNull()
    .default(defaultOrderingSettings.remoteOrdering),
});

/** One row, whose id is the enterprise's. */
export const serviceNoticeTable = sqliteTable('service_notice', {
  id: text('id').primaryKey(),
  pausedAt: integer('paused_at'),
  delayMinutes: integer('delay_minutes'),
});

// The tables below are projections: folded from the facts, never written by anything but the projector. `home` is the
// landing that a row's facts come from. What goes on now is its own landing's alone; the books are everybody's.

/** The landing a row comes from. */
const home = () => text('home').notNull().default('');

export const tabTable = sqliteTable(
  'tab',
  {
    id: text('id').primaryKey(),
    home: home(),
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
    mergedInto: text('merged_into'),
    revision: integer('revision').notNull(),
  },
  (t) => [
    // One open tab per table and landing, whatever the code above believes.
    uniqueIndex('tab_open_table').on(t.home, t.tableId).where(sql`state = 'open'`),
    index('tab_state').on(t.state, t.openedAt),
    index('tab_closed').on(t.closedAt),
  ],
);

export const orderTable = sqliteTable(
  'tab_order',
  {
    id: text('id').primaryKey(),
    home: home(),
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
    index('tab_order_tab').on(t.tabId),
    uniqueIndex('tab_order_number').on(t.businessDay, t.home, t.number),
  ],
);

/** `voided` when nothing of it stands any more. */
export type TicketState = 'queued' | 'cooking' | 'ready' | 'served' | 'voided';

/** What the kitchen cooks: one ticket for each accepted submission. */
export const ticketTable = sqliteTable(
  'ticket',
  {
    id: text('id').primaryKey(),
    home: home(),
    orderId: text('order_id').notNull(),
    state: text('state').$type<TicketState>().notNull(),
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
    tip: integer('tip').notNull().default(0),
    shiftId: text('shift_id'),
    tendered: integer('tendered').notNull(),
    change: integer('change').notNull(),
    reference: text('reference').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
  },
  (t) => [
    index('payment_tab').on(t.tabId),
    index('payment_day').on(t.businessDay),
    index('payment_shift').on(t.shiftId),
  ],
);

/** Money given back, by payment. */
export const refundTable = sqliteTable(
  'refund',
  {
    id: text('id').primaryKey(),
    paymentId: text('payment_id').notNull(),
    tabId: text('tab_id').notNull(),
    businessDay: text('business_day').notNull(),
    kind: text('kind').$type<RefundKind>().notNull(),
    method: text('method').$type<PaymentMethod>().notNull(),
    amount: integer('amount').notNull(),
    tip: integer('tip').notNull(),
    reason: text('reason').notNull(),
    approvedBy: text('approved_by'),
    shiftId: text('shift_id'),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
  },
  (t) => [index('refund_tab').on(t.tabId), index('refund_day').on(t.businessDay), index('refund_shift').on(t.shiftId)],
);

/** Drawer sessions. `report` is the Z report as it was when the shift was closed. */
export const shiftTable = sqliteTable(
  'shift',
  {
    id: text('id').primaryKey(),
    home: home(),
    state: text('state').$type<'open' | 'closed'>().notNull(),
    businessDay: text('business_day').notNull(),
    currency: text('currency').notNull(),
    openedAt: integer('opened_at').notNull(),
    openedBy: text('opened_by').notNull(),
    float: integer('float').notNull(),
    closedAt: integer('closed_at'),
    closedBy: text('closed_by'),
    number: integer('number'),
    report: text('report', { mode: 'json' }).$type<ShiftReport>(),
  },
  (t) => [
    // One open drawer of a landing, whatever the code above believes.
    uniqueIndex('shift_open').on(t.home, t.state).where(sql`state = 'open'`),
    index('shift_opened').on(t.openedAt),
    uniqueIndex('shift_number').on(t.home, t.number),
  ],
);

/** Money put into the drawer or taken out of it besides payments. */
export const cashMoveTable = sqliteTable(
  'cash_move',
  {
    id: text('id').primaryKey(),
    shiftId: text('shift_id').notNull(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
  },
  (t) => [index('cash_move_shift').on(t.shiftId)],
);

export const callTable = sqliteTable(
  'guest_call',
  {
    id: text('id').primaryKey(),
    home: home(),
    tabId: text('tab_id').notNull(),
    tableId: text('table_id'),
    kind: text('kind').$type<CallKind>().notNull(),
    at: integer('at').notNull(),
    answeredAt: integer('answered_at'),
  },
  (t) => [index('guest_call_open').on(t.answeredAt, t.at)],
);

/** Portions left of the items that are counted. */
export const stockTable = sqliteTable('stock', {
  itemId: text('item_id').primaryKey(),
  quantity: integer('quantity').notNull(),
});

/** The count that holds for each item (see `stock-projection.ts`); `quantity` is null where counting was ended. */
export const stockCountTable = sqliteTable('stock_count', {
  itemId: text('item_id').primaryKey(),
  factId: text('fact_id').notNull(),
  generation: integer('generation').notNull(),
  at: integer('at').notNull(),
  quantity: integer('quantity'),
});

/** What was taken and given back, by any landing. */
export const stockMovementTable = sqliteTable(
  'stock_movement',
  {
    itemId: text('item_id').notNull(),
    at: integer('at').notNull(),
    factId: text('fact_id').notNull(),
    delta: integer('delta').notNull(),
  },
  (t) => [primaryKey({ columns: [t.itemId, t.at, t.factId] })],
);

/** Phones on this landing. Local: a phone speaks only to the landing whose code it scanned. */
export const guestSessionTable = sqliteTable(
  'guest_session',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    tableId: text('table_id').notNull(),
    tabId: text('tab_id'),
    /** The tab it asks to be let into, until somebody there nods. */
    asksTabId: text('asks_tab_id'),
    /** The visit at the cloud, of a phone that is here over the internet. */
    visit: text('visit'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('guest_session_token').on(t.tokenHash),
    uniqueIndex('guest_session_visit').on(t.visit),
    index('guest_session_table').on(t.tableId, t.tabId),
    index('guest_session_asks').on(t.asksTabId),
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
