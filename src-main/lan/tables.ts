import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { DeviceKind } from '#shared/lan/inputs.ts';

/** Staff devices paired with this landing. Only a hash of a device's credential is kept; revoking deletes the row. */
export const deviceTable = sqliteTable(
  'device',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<DeviceKind>().notNull(),
    /** What the device calls itself (User-Agent). */
    client: text('client').notNull(),
    address: text('address').notNull(),
    pairedBy: text('paired_by').notNull(),
    createdAt: integer('created_at').notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (t) => [uniqueIndex('device_token').on(t.tokenHash)],
);

/** Whether staff devices may come in from the LAN; no row stands for no. */
export const lanAccessTable = sqliteTable('lan_access', {
  id: text('id').primaryKey(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  changedAt: integer('changed_at').notNull(),
});
