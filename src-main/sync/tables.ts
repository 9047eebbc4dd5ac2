import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RegistrationStatus } from '#shared/enterprises/registration.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { conflictKinds, conflictStates } from '#shared/sync/entities.ts';

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
