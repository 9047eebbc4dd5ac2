import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RegistrationStatus } from '#shared/enterprises/registration.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { conflictKinds, conflictStates } from '#shared/sync/entities.ts';
import type { rejectionCodes } from '#shared/sync/push.ts';

/** What two devices did to the same thing without knowing of each other. Made by the cloud. */
export const conflictTable = sqliteTable(
  'conflict',
  {
    id: text('id').primaryKey(),
    entity: text('entity').notNull(),
    recordId: text('record_id').notNull(),
    kind: text('kind').$type<(typeof conflictKinds)[number]>().notNull(),
    field: text('field'),
    winner: text('winner', { mode: 'json' }).$type<unknown>(),
    loser: text('loser', { mode: 'json' }).$type<unknown>(),
    original: text('original', { mode: 'json' }).$type<unknown>(),
    winnerStamp: text('winner_stamp').notNull(),
    loserStamp: text('loser_stamp').notNull(),
    winnerActor: text('winner_actor').notNull(),
    loserActor: text('loser_actor').notNull(),
    at: integer('at').notNull(),
    state: text('state').$type<(typeof conflictStates)[number]>().notNull(),
    choice: text('choice').$type<'winner' | 'loser' | 'original'>(),
    settledBy: text('settled_by'),
    settledAt: integer('settled_at'),
  },
  (t) => [index('conflict_state').on(t.state, t.at)],
);

// Everything below is this landing's own bookkeeping of sync.

/** This landing's way to the cloud; one row. Its credential lies in the secrets. */
export const cloudTable = sqliteTable('cloud', {
  id: integer('id').primaryKey(),
  /** False after a person disconnected it; what is below is then what was last known. */
  connected: integer('connected', { mode: 'boolean' }).notNull(),
  /** Until the enterprise's data was taken for the first time. */
  joining: integer('joining', { mode: 'boolean' }).notNull(),
  address: text('address').notNull(),
  enterpriseId: text('enterprise_id'),
  enterpriseCode: text('enterprise_code'),
  enterpriseName: text('enterprise_name'),
  /** Whether this device is entrusted with people and their rights. */
  administers: integer('administers', { mode: 'boolean' }).notNull(),
  /** As the cloud last said; they stay in force while it cannot be asked. */
  switches: text('switches', { mode: 'json' }).$type<SubsystemSwitches>().notNull(),
  /** How the registration stood when it was last asked. */
  registration: text('registration', { mode: 'json' }).$type<RegistrationStatus>(),
});

/** `whole` is a put of a new record. */
export type OutboxKind = 'put' | 'whole' | 'delete' | 'fact';

/**
 * What happened here, written by the triggers in the transaction in which it happened. Values are as the database holds
 * them, by field; a fact lies in `event` and is only pointed at. `state`:
 * - `pending`: the cloud does not have it, as far as is known here;
 * - `seen`: it came back by a pull, but the answer to the push is still missing;
 * - `sent`: the cloud has it, and it has not come back yet: until then what is pulled is older;
 * - `rejected`: the cloud will never take it; kept for a person.
 */
export const outboxTable = sqliteTable(
  'sync_outbox',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    tx: integer('tx').notNull(),
    stamp: text('stamp').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    entity: text('entity').notNull(),
    rowId: text('row_id').notNull(),
    kind: text('kind').$type<OutboxKind>().notNull(),
    state: text('state').$type<'pending' | 'seen' | 'sent' | 'rejected'>().notNull().default('pending'),
    code: text('code').$type<(typeof rejectionCodes)[number]>(),
    /** The values that were written; of a fact that had to leave the log, the whole fact. */
    fields: text('fields').notNull().default('{}'),
    before: text('before').notNull().default('{}'),
    base: text('base').notNull().default('{}'),
    /** What the cloud has in its place, where that was pulled meanwhile: `Beneath` in JSON. */
    beneath: text('beneath'),
    /** The stamps of a repetition for a cloud that was set back. */
    restates: text('restates'),
  },
  (t) => [
    index('sync_outbox_row').on(t.entity, t.rowId).where(sql`kind <> 'fact'`),
    index('sync_outbox_rejected').on(t.seq).where(sql`state = 'rejected'`),
  ],
);

/** By field the stamp of what stands in a record (`*`: every field that is not named), or when it was deleted. */
export const stampTable = sqliteTable(
  'sync_stamp',
  {
    entity: text('entity').notNull(),
    rowId: text('row_id').notNull(),
    stamps: text('stamps').notNull(),
    deleted: text('deleted'),
  },
  (t) => [primaryKey({ columns: [t.entity, t.rowId] })],
);

/** Where sync stands; one row. */
export const placeTable = sqliteTable('sync_place', {
  id: integer('id').primaryKey(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  epoch: integer('epoch').notNull(),
  /** The number in the outbox before the first one of this epoch: the cloud counts from 1. */
  offset: integer('offset').notNull(),
  /** The number in the outbox up to which everything is safe at the cloud. */
  acknowledged: integer('acknowledged').notNull(),
  cursor: text('cursor'),
  continuation: text('continuation'),
  serverEpoch: text('server_epoch'),
  lastSyncedAt: integer('last_synced_at'),
  /** The newest stamp seen or given, apart from those in the outbox. */
  clock: text('clock'),
  /** The restoration (`landing.restored`) that the epoch already counts. */
  restored: text('restored'),
  snapshotCursor: text('snapshot_cursor'),
  snapshotNext: text('snapshot_next'),
  snapshotRows: integer('snapshot_rows').notNull().default(0),
});

/** Values that this program does not know yet, of a newer one; used as soon as it does. */
export const asideTable = sqliteTable(
  'sync_aside',
  {
    entity: text('entity').notNull(),
    rowId: text('row_id').notNull(),
    fields: text('fields').notNull(),
    stamps: text('stamps').notNull(),
    deleted: text('deleted'),
  },
  (t) => [primaryKey({ columns: [t.entity, t.rowId] })],
);

/** Facts whose predecessor has not come yet, or of a kind this program does not know. */
export const waitingFactTable = sqliteTable(
  'sync_waiting_fact',
  {
    id: text('id').primaryKey(),
    streamId: text('stream_id').notNull(),
    home: text('home').notNull(),
    seq: integer('seq').notNull(),
    fact: text('fact').notNull(),
  },
  (t) => [index('sync_waiting_fact_place').on(t.streamId, t.home, t.seq)],
);

/** A snapshot in the making: rows as they came. */
export const stagedTable = sqliteTable(
  'sync_staged',
  {
    n: integer('n').primaryKey(),
    entity: text('entity').notNull(),
    rowId: text('row_id').notNull(),
    content: text('content').notNull(),
  },
  (t) => [index('sync_staged_row').on(t.entity, t.rowId)],
);
