import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { EnrolmentOffer } from '#shared/enterprises/devices.ts';
import type { DocumentKind, DocumentType, Registration, RegistrationState } from '#shared/enterprises/registration.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { bytea } from '../store/service.ts';

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
    /** It runs beside the cloud, by the platform's hand. */
    hosted: boolean('hosted').notNull().default(false),
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
  offer: jsonb('offer').$type<EnrolmentOffer & { readonly hosted?: boolean }>().notNull(),
  madeBy: text('made_by').notNull(),
  expiresAt: ms('expires_at').notNull(),
  usedAt: ms('used_at'),
});

/** What merchants sent to be let in. `submitted_at` is null until the merchant sends it in. */
export const registrationTable = pgTable(
  'registration',
  {
    enterpriseId: uuid('enterprise_id').primaryKey(),
    tokenHash: text('token_hash').notNull().unique(),
    data: jsonb('data').$type<Registration>().notNull(),
    /** The code it gets: the wished one, or another where that was taken. */
    code: text('code').notNull(),
    state: text('state').$type<RegistrationState>().notNull(),
    revision: integer('revision').notNull(),
    createdAt: ms('created_at').notNull(),
    submittedAt: ms('submitted_at'),
    /** The device that its token enrolled; the token enrols no other. */
    enrolledDevice: uuid('enrolled_device'),
  },
  (t) => [index('registration_queue').on(t.state, t.submittedAt), index('registration_code').on(t.code)],
);

/** The documents of a registration, whole. */
export const registrationDocumentTable = pgTable(
  'registration_document',
  {
    enterpriseId: uuid('enterprise_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').$type<DocumentKind>().notNull(),
    name: text('name').notNull(),
    type: text('type').$type<DocumentType>().notNull(),
    size: integer('size').notNull(),
    hash: text('hash').notNull(),
    content: bytea('content').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.id] })],
);

/** Every decision on a registration. */
export const registrationDecisionTable = pgTable(
  'registration_decision',
  {
    enterpriseId: uuid('enterprise_id').notNull(),
    id: uuid('id').notNull(),
    at: ms('at').notNull(),
    by: text('by').notNull(),
    decision: text('decision').$type<'approved' | 'rejected' | 'asked_again'>().notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.id] })],
);
