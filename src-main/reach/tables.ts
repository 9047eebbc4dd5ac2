import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ReachChecks } from '#shared/reach/reach.ts';

/** Which of its addresses this landing puts on stickers, and what was checked. One row. Local: another computer has others. */
export const phoneAddressTable = sqliteTable('phone_address', {
  id: text('id').primaryKey(),
  /** Null until the owner chooses one. */
  address: text('address'),
  checks: text('checks', { mode: 'json' }).$type<ReachChecks>().notNull(),
});

/** What the sticker of each table says that was printed last. Local: it names this landing. */
export const printedStickerTable = sqliteTable('printed_sticker', {
  tableId: text('table_id').primaryKey(),
  link: text('link').notNull(),
  /** The cloud's code on it, for phones on the mobile network; null where it has none. */
  remoteLink: text('remote_link'),
  printedAt: integer('printed_at').notNull(),
});
