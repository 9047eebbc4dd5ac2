import { pgTable, text } from 'drizzle-orm/pg-core';

/** Facts about this cloud's own database: its epoch. */
export const serverStateTable = pgTable('server_state', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
