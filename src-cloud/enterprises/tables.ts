import { bigint, boolean, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { EnrolmentOffer } from '#shared/enterprises/devices.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/** The enterprises that were approved. `enterprise_id` is the id the enterprise has on its landings. */
export const enterpriseTable = pgTable('enterprise', {
  enterpriseId: uuid('enterprise_id').primaryKey(),
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  state: text('state').$type<'active' | 'suspended'>().notNull(),
  switches: jsonb('switches').$type<SubsystemSwitches>().notNull(),
  createdAt: ms('created_at').notNull(),
});

/** The landings of an enterprise. Only a hash of the credential is kept. */
export const deviceTable = pgTable(
  'device',
  {
    id: uuid('id').primaryKey(),
    enterpriseId: uuid('enterprise_id').notNull(),
    name: text('name').notNull(),
    scope: text('scope').$type<'enterprise' | 'personal'>().notNull(),
    userId: uuid('user_id'),
    administers: boolean('administers').notNull(),
    credentialHash: text('credential_hash').notNull().unique(),
    enrolledAt: ms('enrolled_at').notNull(),
    seenAt: ms('seen_at'),
    revokedAt: ms('revoked_at'),
  },
  (t) => [index('device_enterprise').on(t.enterpriseId)],
);

/** Codes that enrol a device, once. Only a hash is kept. */
export const enrolmentCodeTable = pgTable('enrolment_code', {
  codeHash: text('code_hash').primaryKey(),
  enterpriseId: uuid('enterprise_id').notNull(),
  offer: jsonb('offer').$type<EnrolmentOffer>().notNull(),
  madeBy: text('made_by').notNull(),
  expiresAt: ms('expires_at').notNull(),
  usedAt: ms('used_at'),
});
