import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** The append-only log of facts. `position` orders this landing's log, `seq` the facts of one stream. */
export const eventTable = sqliteTable(
  'event',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    stream: text('stream').notNull(),
    streamId: text('stream_id').notNull(),
    seq: integer('seq').notNull(),
    type: text('type').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    /** The landing that wrote it; it alone numbers the stream. */
    home: text('home').notNull(),
    data: text('data').notNull(),
  },
  (t) => [uniqueIndex('event_id').on(t.id), uniqueIndex('event_stream').on(t.streamId, t.seq)],
);

/** Answers already given to writes that may be retried. */
export const idempotencyTable = sqliteTable(
  'idempotency',
  {
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    answer: text('answer').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] }), index('idempotency_at').on(t.at)],
);

/** Facts about this landing's own file: device id, whether the last end was clean. */
export const landingTable = sqliteTable('landing', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
