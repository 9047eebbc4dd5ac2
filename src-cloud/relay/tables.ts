import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Language } from '#shared/languages.ts';
import type { PlaceOrderBody } from '#shared/ordering/guest-api.ts';
import type { Board } from '#shared/relay/board.ts';
import type { SendCommand } from '#shared/relay/commands.ts';
import type { RelayAnswer } from '#shared/relay/requests.ts';
import type { BusMessage } from './bus.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });
const enterpriseId = uuid('enterprise_id').notNull();

/** What a landing put up; its tables stand in rows of their own, to be found by the hash of a token. */
export const relayBoardTable = pgTable(
  'relay_board',
  {
    enterpriseId,
    deviceId: uuid('device_id').notNull(),
    board: jsonb('board').$type<Omit<Board, 'tables'>>().notNull(),
    updatedAt: ms('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.deviceId] })],
);

/** The tables that phones find here, and which landing serves each. */
export const relayTableTable = pgTable(
  'relay_table',
  {
    enterpriseId,
    tokenHash: text('token_hash').notNull(),
    deviceId: uuid('device_id').notNull(),
    tableId: uuid('table_id').notNull(),
    name: text('name').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.tokenHash] }),
    index('relay_table_id').on(t.enterpriseId, t.tableId),
    index('relay_table_device').on(t.enterpriseId, t.deviceId),
  ],
);

/** The standing connections of landings, and the process that holds each. */
export const relayPresenceTable = pgTable(
  'relay_presence',
  {
    enterpriseId,
    deviceId: uuid('device_id').notNull(),
    connection: uuid('connection').notNull(),
    process: uuid('process').notNull(),
    seenAt: ms('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.deviceId] })],
);

/** The phones that opened a table's link. Only a hash of each one's token is kept. */
export const relayVisitTable = pgTable(
  'relay_visit',
  {
    enterpriseId,
    id: uuid('id').notNull(),
    tokenHash: text('token_hash').notNull(),
    tableId: uuid('table_id').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.id] }), uniqueIndex('relay_visit_token').on(t.tokenHash)],
);

/**
 * `stored`: here, and the landing has not seen it. `offered`: it may have. `accepted`, `refused`: its answer. `held_back`:
 * told to the phone as not sent, and never offered since. `taken_back`: by the diner. `expired`: nobody saw it in time.
 */
export const relayOrderStates = [
  'stored',
  'offered',
  'accepted',
  'refused',
  'held_back',
  'taken_back',
  'expired',
] as const;
export type RelayOrderState = (typeof relayOrderStates)[number];

/** Orders on their way to a landing: durable from before the first byte is offered until the phone has the answer. */
export const relayOrderTable = pgTable(
  'relay_order',
  {
    enterpriseId,
    id: uuid('id').notNull(),
    visitId: uuid('visit_id').notNull(),
    key: text('key').notNull(),
    /** Of the request, to refuse the key for another one. */
    hash: text('hash').notNull(),
    deviceId: uuid('device_id').notNull(),
    tableId: uuid('table_id').notNull(),
    language: text('language').$type<Language>().notNull(),
    /** Null once it is settled: what a diner wrote is kept no longer than needed. */
    body: jsonb('body').$type<PlaceOrderBody>(),
    state: text('state').$type<RelayOrderState>().notNull(),
    preOrder: boolean('pre_order').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    offeredAt: ms('offered_at'),
    /** The connection it was offered over last. */
    offeredOver: uuid('offered_over'),
    answer: jsonb('answer').$type<RelayAnswer>(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.id] }),
    uniqueIndex('relay_order_key').on(t.enterpriseId, t.visitId, t.key),
    index('relay_order_state').on(t.enterpriseId, t.deviceId, t.state),
    index('relay_order_created').on(t.createdAt),
  ],
);

/**
 * `stored`: here, and its home has not seen it. `offered`: it may have. `done`, `refused`: its answer. `held_back`: told as
 * not sent, and never offered since.
 */
export type RelayCommandState = 'stored' | 'offered' | 'done' | 'refused' | 'held_back';

/** What staff at one landing ask of a tab of another: durable from before it is offered until the answer is told. */
export const relayCommandTable = pgTable(
  'relay_command',
  {
    enterpriseId,
    id: uuid('id').notNull(),
    fromDevice: uuid('from_device').notNull(),
    home: uuid('home').notNull(),
    /** Of what was given, to refuse the id for another command. Empty where it was asked about before it came. */
    hash: text('hash').notNull(),
    /** Null once it is settled. */
    given: jsonb('given').$type<SendCommand>(),
    state: text('state').$type<RelayCommandState>().notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    offeredAt: ms('offered_at'),
    /** The connection it was offered over last. */
    offeredOver: uuid('offered_over'),
    answer: jsonb('answer').$type<RelayAnswer>(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.id] }),
    index('relay_command_state').on(t.enterpriseId, t.home, t.state),
    index('relay_command_created').on(t.createdAt),
  ],
);

/** Menus and pictures as landings gave them, for when they are away. */
export const relayDocumentTable = pgTable(
  'relay_document',
  {
    enterpriseId,
    name: text('name').notNull(),
    etag: text('etag').notNull(),
    content: text('content').notNull(),
    usedAt: ms('used_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.name] })],
);

/** What one process of the cloud has to say to another; taken out when it is read. */
export const relayMessageTable = pgTable(
  'relay_message',
  {
    enterpriseId,
    id: uuid('id').notNull(),
    process: uuid('process').notNull(),
    message: jsonb('message').$type<BusMessage>().notNull(),
    at: ms('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.id] }), index('relay_message_process').on(t.process)],
);
