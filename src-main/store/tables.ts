import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * The append-only log of facts. `position` orders this landing's log (rows are never deleted, so SQLite's rowid only
 * grows), `seq` the facts of one stream.
 */
export const eventTable = sqliteTable(
  'event',
  {
    position: integer('position').primaryKey(),
    id: text('id').notNull(),
    stream: text('stream').notNull(),
    streamId: text('stream_id').notNull(),
    seq: integer('seq').notNull(),
    type: text('type').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    /** The landing that wrote it. It alone numbers the stream, or, in a stream that many add to, its own facts there. */
    home: text('home').notNull(),
    data: text('data').notNull(),
  },
  (t) => [uniqueIndex('event_id').on(t.id), uniqueIndex('event_stream').on(t.streamId, t.home, t.seq)],
);

/** Facts about this landing's own file: device id, whether the last end was clean. */
export const landingTable = sqliteTable('landing', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
