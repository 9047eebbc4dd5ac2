import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Permissions } from '#shared/identity/permissions.ts';
import type { Language } from '#shared/languages.ts';

/** The enterprise this landing belongs to; one row. */
export const enterpriseTable = sqliteTable('enterprise', {
  id: text('id').primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  currency: text('currency').notNull(),
  timeZone: text('time_zone').notNull(),
  cutoverHour: integer('cutover_hour').notNull(),
  language: text('language').$type<Language>().notNull(),
  recoveryHash: text('recovery_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  work: text('work', { mode: 'json' }).$type<string[]>(),
});

export const userTable = sqliteTable(
  'user',
  {
    id: text('id').primaryKey(),
    username: text('username').notNull(),
    displayName: text('display_name').notNull(),
    passwordHash: text('password_hash').notNull(),
    pinHash: text('pin_hash'),
    roleIds: text('role_ids', { mode: 'json' }).$type<string[]>().notNull(),
    disabled: integer('disabled', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  // Unique in the service, not here: two landings may each have made somebody of a name before they met.
  (t) => [index('user_username').on(t.username)],
);

export const roleTable = sqliteTable('role', {
  id: text('id').primaryKey(),
  key: text('key'),
  name: text('name').notNull(),
  permissions: text('permissions', { mode: 'json' }).$type<Permissions>().notNull(),
});

/** Signed-in sessions of this landing. Only a hash of the token is kept. */
export const sessionTable = sqliteTable(
  'session',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    userId: text('user_id').notNull(),
    /** The session a PIN switch came from; it ends with it. */
    parentId: text('parent_id'),
    /** The paired device it was started on, which alone can use it; null on the main computer. */
    deviceId: text('device_id'),
    client: text('client').notNull(),
    createdAt: integer('created_at').notNull(),
    seenAt: integer('seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [uniqueIndex('session_token').on(t.tokenHash), index('session_user').on(t.userId)],
);

/** Wrong attempts, by user and kind of secret; a lock-out survives a restart. */
export const attemptTable = sqliteTable('attempt', {
  subject: text('subject').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: integer('locked_until').notNull(),
});
