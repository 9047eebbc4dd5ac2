import { bigint, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AuditAction, AuditEntry } from '#shared/enterprises/operator.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/** The people who run the platform. */
export const operatorTable = pgTable('operator', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  createdAt: ms('created_at').notNull(),
  disabledAt: ms('disabled_at'),
});

/** Their signed-in browsers. Only a hash of the cookie is kept. */
export const operatorSessionTable = pgTable(
  'operator_session',
  {
    tokenHash: text('token_hash').primaryKey(),
    operatorId: uuid('operator_id').notNull(),
    createdAt: ms('created_at').notNull(),
    seenAt: ms('seen_at').notNull(),
  },
  (t) => [index('operator_session_operator').on(t.operatorId)],
);

/** Wrong passwords by name, also of names nobody has. */
export const operatorAttemptTable = pgTable('operator_attempt', {
  name: text('name').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: ms('locked_until').notNull(),
  at: ms('at').notNull(),
});

/** Who did what to the platform. The program's roles may add to it and read it, and nothing else (store/migrate.ts). */
export const auditEntryTable = pgTable('audit_entry', {
  id: uuid('id').primaryKey(),
  at: ms('at').notNull(),
  operatorId: uuid('operator_id'),
  by: text('by').notNull(),
  action: text('action').$type<AuditAction>().notNull(),
  subjectId: text('subject_id').notNull(),
  subject: text('subject').notNull(),
  details: jsonb('details').$type<AuditEntry['details']>().notNull(),
});
