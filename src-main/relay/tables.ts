import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RelayAnswer } from '#shared/relay/requests.ts';

/** What staff at other landings asked of tabs of this one, and what it said: the word it gave stands, however often it is asked. */
export const staffCommandTable = sqliteTable(
  'staff_command',
  {
    id: text('id').primaryKey(),
    /** The landing it was asked at. */
    fromDevice: text('from_device').notNull(),
    actor: text('actor').notNull(),
    kind: text('kind').notNull(),
    /** Of what was asked, to refuse the id for something else. */
    hash: text('hash').notNull(),
    answer: text('answer', { mode: 'json' }).$type<RelayAnswer>().notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('staff_command_at').on(t.at)],
);

/** What the other landings of the house are called, for when the cloud cannot be asked. */
export const counterTable = sqliteTable('counter', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
});
