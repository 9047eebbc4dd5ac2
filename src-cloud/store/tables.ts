import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';

/** Facts about this cloud's own database: its epoch. */
export const serverStateTable = pgTable('server_state', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

/** The processes that run over this database, each with its last sign of life. */
export const cloudProcessTable = pgTable('cloud_process', {
  id: uuid('id').primaryKey(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  version: text('version').notNull(),
  startedAt: bigint('started_at', { mode: 'number' }).notNull(),
  seenAt: bigint('seen_at', { mode: 'number' }).notNull(),
});
