import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StickerSettings } from '#shared/printing/sticker-entities.ts';
import type { WifiSecurity } from '#shared/printing/wifi.ts';

/** One row, whose id is the enterprise's. */
export const stickerSettingsTable = sqliteTable('sticker_settings', {
  id: text('id').primaryKey(),
  sheet: text('sheet').$type<StickerSettings['sheet']>().notNull(),
  grid: text('grid', { mode: 'json' }).$type<NonNullable<StickerSettings['grid']>>(),
  arrangement: text('arrangement').$type<StickerSettings['arrangement']>().notNull(),
  codeSize: integer('code_size').notNull(),
  colour: text('colour').notNull(),
  caption: text('caption', { mode: 'json' }).$type<StickerSettings['caption']>().notNull(),
  areas: text('areas', { mode: 'json' }).$type<StickerSettings['areas']>().notNull(),
  logo: text('logo'),
});

/** One row, whose id is the enterprise's. The password is a secret: see the entity. */
export const guestWifiTable = sqliteTable('guest_wifi', {
  id: text('id').primaryKey(),
  ssid: text('ssid').notNull(),
  security: text('security').$type<WifiSecurity>().notNull(),
  password: text('password').notNull(),
  hidden: integer('hidden', { mode: 'boolean' }).notNull(),
});
