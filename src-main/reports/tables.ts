import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { LocalizedText } from '#shared/languages.ts';
import type { OrderedLine, PaymentMethod } from '#shared/ordering/events.ts';
import type { DiscountKind } from '#shared/ordering/order.ts';
import type { ServiceKind } from '#shared/ordering/pricing.ts';
import type { TaxMode } from '#shared/reports/sale.ts';

// Every table here is a projection of the tabs' facts: written by this room's projector when a tab is closed, opened
// again or refunded, and by nothing else. Nothing written is ever changed: what is taken back is an entry of its own, with
// every amount and quantity negative. Currency and day lead the indexes, because every report is of a period.

/**
 * A closed tab, or (negative) one that was opened again. A tab that was merged away is in the one it went into. `id` is
 * that of this entry; the other tables call it the sale's.
 */
export const saleTable = sqliteTable(
  'sale',
  {
    id: text('id').primaryKey(),
    tabId: text('tab_id').notNull().default(''),
    /** The fact of the tab that this entry is of. */
    seq: integer('seq').notNull().default(0),
    /** 1 for a sale, −1 for one taken back. */
    tabs: integer('tabs').notNull().default(1),
    /** Who took it back, why, and who vouched; null for a sale. `closedBy` stays who had sold it. */
    reopenedBy: text('reopened_by'),
    reason: text('reason'),
    approvedBy: text('approved_by'),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    openedAt: integer('opened_at').notNull(),
    /** When it was closed, or opened again. */
    closedAt: integer('closed_at').notNull(),
    closedBy: text('closed_by').notNull(),
    tableId: text('table_id'),
    service: text('service').$type<ServiceKind>().notNull(),
    guests: integer('guests'),
    orders: integer('orders').notNull(),
    dishes: integer('dishes').notNull(),
    discounts: integer('discounts').notNull(),
    complimentary: integer('complimentary').notNull(),
    serviceCharge: integer('service_charge').notNull(),
    coverCharge: integer('cover_charge').notNull(),
    minimumCharge: integer('minimum_charge').notNull(),
    addedTax: integer('added_tax').notNull(),
    rounding: integer('rounding').notNull(),
    total: integer('total').notNull(),
    net: integer('net').notNull(),
    tax: integer('tax').notNull(),
  },
  (t) => [index('sale_day').on(t.currency, t.businessDay, t.closedAt), index('sale_tab').on(t.tabId, t.seq)],
);

export const saleLineTable = sqliteTable(
  'sale_line',
  {
    saleId: text('sale_id').notNull(),
    lineId: text('line_id').notNull(),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    itemId: text('item_id').notNull(),
    name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
    options: text('options', { mode: 'json' }).$type<OrderedLine['options']>().notNull(),
    quantity: integer('quantity').notNull(),
    subtotal: integer('subtotal').notNull(),
    discount: integer('discount').notNull(),
    gross: integer('gross').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.saleId, t.lineId] }),
    // Covers the best sellers: they are read from the index alone.
    index('sale_line_day').on(t.currency, t.businessDay, t.itemId, t.quantity, t.gross),
  ],
);

/** Net and tax by rate: of each sale, and negative of each return (then `entryId` is the refund's). */
export const saleTaxTable = sqliteTable(
  'sale_tax',
  {
    entryId: text('entry_id').notNull(),
    saleId: text('sale_id').notNull(),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    taxPpm: integer('tax_ppm').notNull(),
    mode: text('mode').$type<TaxMode>().notNull(),
    net: integer('net').notNull(),
    tax: integer('tax').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.entryId, t.taxPpm, t.mode] }),
    index('sale_tax_sale').on(t.saleId),
    index('sale_tax_day').on(t.currency, t.businessDay),
  ],
);

/** Money given back after a tab was closed; `amount` and `tip` as given, net, tax and rounding negative. */
export const saleReturnTable = sqliteTable(
  'sale_return',
  {
    id: text('id').primaryKey(),
    saleId: text('sale_id').notNull(),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    approvedBy: text('approved_by'),
    reason: text('reason').notNull(),
    method: text('method').$type<PaymentMethod>().notNull(),
    amount: integer('amount').notNull(),
    tip: integer('tip').notNull(),
    net: integer('net').notNull(),
    tax: integer('tax').notNull(),
    rounding: integer('rounding').notNull(),
  },
  (t) => [index('sale_return_sale').on(t.saleId), index('sale_return_day').on(t.currency, t.businessDay, t.at)],
);

export const saleDiscountTable = sqliteTable(
  'sale_discount',
  {
    id: text('id').primaryKey(),
    saleId: text('sale_id').notNull(),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    kind: text('kind').$type<DiscountKind>().notNull(),
    reason: text('reason').notNull(),
    amount: integer('amount').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    approvedBy: text('approved_by'),
  },
  (t) => [index('sale_discount_sale').on(t.saleId), index('sale_discount_day').on(t.currency, t.businessDay, t.at)],
);

export const saleVoidTable = sqliteTable(
  'sale_void',
  {
    saleId: text('sale_id').notNull(),
    /** Place among the sale's voids. */
    position: integer('position').notNull(),
    currency: text('currency').notNull(),
    businessDay: text('business_day').notNull(),
    itemId: text('item_id').notNull(),
    name: text('name', { mode: 'json' }).$type<LocalizedText>().notNull(),
    quantity: integer('quantity').notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    approvedBy: text('approved_by'),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.position] }), index('sale_void_day').on(t.currency, t.businessDay, t.at)],
);
