import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Language } from '#shared/languages.ts';
import type { NoticeChannel, NoticeCode, NoticeKind, NoticeState, OwnerKind } from '#shared/notices/kinds.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/**
 * What is to be told, written with its cause. Operators' addresses do not stand here: the rows are their enterprise's, and
 * go with it.
 */
export const noticeTable = pgTable(
  'notice',
  {
    enterpriseId: uuid('enterprise_id').notNull(),
    id: uuid('id').notNull(),
    /** The same cause is told once over each channel. */
    cause: text('cause').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    channel: text('channel').$type<NoticeChannel>().notNull(),
    /** Empty for the operators. */
    recipient: text('recipient').notNull(),
    language: text('language').$type<Language>().notNull(),
    data: jsonb('data').$type<Readonly<Record<string, string | number>>>().notNull(),
    state: text('state').$type<NoticeState>().notNull(),
    attempts: integer('attempts').notNull(),
    createdAt: ms('created_at').notNull(),
    /** Since when it is tried: since it was written, or since somebody asked for it again. */
    triedSince: ms('tried_since').notNull(),
    dueAt: ms('due_at').notNull(),
    sentAt: ms('sent_at'),
    code: text('code').$type<NoticeCode>(),
    answer: text('answer').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.id] }),
    uniqueIndex('notice_cause').on(t.enterpriseId, t.cause, t.channel),
    index('notice_due').on(t.state, t.channel, t.dueAt),
    index('notice_recipient').on(t.channel, t.recipient, t.sentAt),
    index('notice_newest').on(t.state, t.id),
  ],
);

/** Where the owner of an enterprise is reached. */
export const noticeContactTable = pgTable('notice_contact', {
  enterpriseId: uuid('enterprise_id').primaryKey(),
  email: text('email').notNull(),
  phone: text('phone').notNull(),
  language: text('language').$type<Language>().notNull(),
  off: jsonb('off').$type<OwnerKind[]>().notNull(),
});

/** The providers and rules, by their name; what is secret of one is sealed. */
export const noticeSettingTable = pgTable('notice_setting', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
  sealed: text('sealed'),
  changedAt: ms('changed_at').notNull(),
});
