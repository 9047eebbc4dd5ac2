import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

// JSON is kept as text: it is never searched, jsonb refuses U+0000, and text is written and read faster.

const ms = (name: string) => bigint(name, { mode: 'number' });
const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);
const enterpriseId = uuid('enterprise_id').notNull();

/** The end of an enterprise's log; its lock puts pushes in order. */
export const headTable = pgTable('sync_head', {
  enterpriseId: uuid('enterprise_id').primaryKey(),
  position: count('position'),
  /** Of the last commit. */
  tag: text('tag').notNull(),
  /** What was at or before this position is tidied away. */
  floor: count('floor'),
  /** The last stamp that the server itself wrote. */
  stamp: text('stamp').notNull(),
  /** When it was seen that this database is an older copy of itself (UTC ms). */
  setBackAt: ms('set_back_at'),
});

/** A push that changed something: the positions up to `position`, and a random tag by which its cursors are known. */
export const commitTable = pgTable(
  'sync_commit',
  { enterpriseId, position: ms('position').notNull(), tag: text('tag').notNull(), at: ms('at').notNull() },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.position] })],
);

/** What became of operations on records, in order. `tx` is the position of the first entry of the same transaction. */
export const logTable = pgTable(
  'sync_log',
  {
    enterpriseId,
    position: ms('position').notNull(),
    tx: ms('tx').notNull(),
    /** The operation it came of; null when the server wrote it. */
    deviceId: uuid('device_id'),
    epoch: integer('epoch'),
    seq: ms('seq'),
    /** It stands as its device sent it. */
    asSent: boolean('as_sent').notNull(),
    entity: text('entity').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').$type<'put' | 'delete'>().notNull(),
    whole: boolean('whole').notNull(),
    fields: text('fields'),
    /** JSON of the stamps of a put; the stamp of a delete. */
    stamps: text('stamps').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.position] })],
);

/** Records as they stand. Of a deleted one `deleted` is the stamp of its deletion. */
export const rowTable = pgTable(
  'sync_row',
  {
    enterpriseId,
    entity: text('entity').notNull(),
    id: uuid('id').notNull(),
    fields: text('fields').notNull(),
    stamps: text('stamps').notNull(),
    /** By field who wrote it. */
    actors: text('actors').notNull(),
    deleted: text('deleted'),
    position: ms('position').notNull(),
    changedAt: ms('changed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.entity, t.id] }),
    // Without `position`, which every change moves: so a change touches no index (a heap-only tuple).
    index('sync_row_deleted').on(t.enterpriseId, t.entity, t.id).where(sql`deleted is not null`),
  ],
);

/** Facts. They are their own part of the log: a position is either here or in `sync_log`. */
export const factTable = pgTable(
  'sync_fact',
  {
    enterpriseId,
    id: uuid('id').notNull(),
    position: ms('position').notNull(),
    tx: ms('tx').notNull(),
    deviceId: uuid('device_id').notNull(),
    epoch: integer('epoch').notNull(),
    opSeq: ms('op_seq').notNull(),
    stream: text('stream').notNull(),
    streamId: uuid('stream_id').notNull(),
    seq: ms('seq').notNull(),
    type: text('type').notNull(),
    at: ms('at').notNull(),
    actor: text('actor').notNull(),
    home: uuid('home').notNull(),
    data: text('data').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enterpriseId, t.id] }),
    uniqueIndex('sync_fact_stream').on(t.enterpriseId, t.streamId, t.seq, t.home),
    uniqueIndex('sync_fact_position').on(t.enterpriseId, t.position),
  ],
);

/** How far each device is. */
export const syncDeviceTable = pgTable(
  'sync_device',
  {
    enterpriseId,
    deviceId: uuid('device_id').notNull(),
    epoch: integer('epoch').notNull(),
    /** Everything up to here is safe. */
    lastSeq: count('last_seq'),
    continuation: text('continuation').notNull(),
    /** What was true before its last push, for who never heard the answer. */
    previousContinuation: text('previous_continuation'),
    previousSeq: count('previous_seq'),
    /** Of each operation of the last push a short hash, and what was answered. */
    lastHashes: text('last_hashes').notNull().default(''),
    lastAnswer: text('last_answer'),
    /** The last stamp that was clamped. */
    clampedStamp: text('clamped_stamp'),
    /** A server that was set back expects it to go on after a gap. */
    ahead: boolean('ahead').notNull().default(false),
    cursor: count('cursor'),
    cursorAt: ms('cursor_at'),
    seenAt: ms('seen_at').notNull(),
    /** The devices whose database it was copied from: what they began it may go on with. */
    lineage: uuid('lineage').array().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.deviceId] })],
);

/** Parts of a transaction that is not whole yet. */
export const stagedTable = pgTable(
  'sync_staged',
  {
    enterpriseId,
    deviceId: uuid('device_id').notNull(),
    firstSeq: ms('first_seq').notNull(),
    tx: ms('tx').notNull(),
    operations: integer('operations').notNull(),
    ops: text('ops').notNull(),
    /** Something in it takes the whole transaction with it. */
    refused: boolean('refused').notNull(),
    at: ms('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.deviceId, t.firstSeq] })],
);

/** By entity how many records there are, the sum of their checksums (16 hex digits), and their size. */
export const sumTable = pgTable(
  'sync_sum',
  {
    enterpriseId,
    entity: text('entity').notNull(),
    rows: count('rows'),
    sum: text('sum').notNull(),
    bytes: count('bytes'),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.entity] })],
);

/** What travelled, by device and UTC day (days since 1970). */
export const trafficTable = pgTable(
  'sync_traffic',
  {
    enterpriseId,
    day: integer('day').notNull(),
    deviceId: uuid('device_id').notNull(),
    pushes: count('pushes'),
    operations: count('operations'),
    pushedBytes: count('pushed_bytes'),
    pulls: count('pulls'),
    changes: count('changes'),
    pulledBytes: count('pulled_bytes'),
    conflicts: count('conflicts'),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.day, t.deviceId] })],
);

/** Files, by their content. The bytes are in pieces, so that an upload goes on where it was cut. */
export const blobTable = pgTable(
  'blob',
  {
    enterpriseId,
    sha256: text('sha256').notNull(),
    size: ms('size').notNull(),
    /** So much is here. */
    received: count('received'),
    type: text('type').notNull(),
    /** Set when all of it is here and its hash was right (UTC ms). */
    completeAt: ms('complete_at'),
    at: ms('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.sha256] })],
);

/** Which conflict records speak of a field, to find the open one; `field` is empty where it is the whole record. */
export const conflictIndexTable = pgTable(
  'sync_conflict',
  {
    enterpriseId,
    entity: text('entity').notNull(),
    recordId: uuid('record_id').notNull(),
    field: text('field').notNull(),
    conflictId: uuid('conflict_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.entity, t.recordId, t.field, t.conflictId] })],
);

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (bytes) => Buffer.from(bytes),
});

/** The bytes of files, in pieces as they came. */
export const blobPieceTable = pgTable(
  'blob_piece',
  {
    enterpriseId,
    sha256: text('sha256').notNull(),
    /** Where in the file it begins. */
    at: ms('at').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enterpriseId, t.sha256, t.at] })],
);
