import { hash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { HybridClock, type Stamp, stampMs } from '#shared/sync/clock.ts';
import { entityByName } from '#shared/sync/entities.ts';
import type { Operation, Stamps } from '#shared/sync/operation.ts';
import { clockTolerance, pushLimit, schemasAccepted, schemaVersion } from '#shared/sync/protocol.ts';
import { pushSchema, type rejectionCodes } from '#shared/sync/push.ts';
import { numberedSchema, receiveOperation } from './received.ts';

type Rejection = (typeof rejectionCodes)[number];

/**
 * A push of which only the frame is read: an operation that cannot be read is rejected by itself, so that what comes
 * after it can go on.
 */
export const pushFrameSchema = pushSchema.extend({
  ops: numberedSchema(pushLimit.operations),
});
export type PushFrame = z.infer<typeof pushFrameSchema>;

/** An operation as it was read: what it says, or why it is refused. */
export interface ReadOperation {
  readonly seq: number;
  readonly tx: number;
  readonly op: Operation | undefined;
  readonly refusal: Rejection | null;
  /** Its entity, also where the rest cannot be read. */
  readonly entity: string;
  /** Its stamp was set back. */
  readonly isClamped?: boolean;
}

/** More than any form has; what is beyond is no record. */
const maxFields = 200;
const noNul = (text: string) => !text.includes('\0');

function fitsEntity(op: Extract<Operation, { kind: 'put' }>, schema: number): boolean {
  const entity = entityByName.get(op.entity);
  const names = Object.keys(op.fields);
  if (names.length > maxFields || names.includes('*')) return false;
  if (Object.hasOwn(op.fields, 'id') && op.fields['id'] !== op.id) return false;
  if (!entity) return true;
  const shape: Readonly<Record<string, z.core.$ZodType>> = entity.schema.shape;
  return names.every((name) => {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    // A field of a newer or of an older schema is kept as it is; a newer schema may also read one of ours differently.
    return known === undefined || schema > schemaVersion || z.safeParse(known, op.fields[name]).success;
  });
}

function isReadable(op: Operation, schema: number): boolean {
  if (op.id !== op.id.toLowerCase() || !noNul(op.actor)) return false;
  if (op.kind === 'put') return fitsEntity(op, schema);
  if (op.kind === 'delete') return true;
  const { stream, streamId, type, actor, home } = op.fact;
  const ids = streamId === streamId.toLowerCase() && home === home.toLowerCase();
  return ids && [stream, type, actor].every(noNul);
}

/** Reads one operation of a push of a schema version. */
export function readOperation(raw: PushFrame['ops'][number], schema: number): ReadOperation {
  const { seq, tx } = raw;
  const op = receiveOperation(raw);
  if (!op || !isReadable(op, schema)) {
    return { seq, tx, op: undefined, refusal: 'sync_invalid', entity: String(raw['entity']) };
  }
  return { seq, tx, op, refusal: null, entity: op.entity };
}

/** A push of which the operations are read, too. */
export interface ReadPush extends Omit<PushFrame, 'ops'> {
  readonly ops: readonly ReadOperation[];
  readonly sent: PushFrame['ops'];
}

/**
 * Reads the operations of a push; whatever is wrong with its frame refuses all of it before anything moves. Throws
 * AppError sync_protocol_unknown, malformed_request.
 */
export function readPush(frame: PushFrame): ReadPush {
  if (frame.schema < schemaVersion - schemasAccepted) throw new AppError('sync_protocol_unknown');
  for (const [index, { seq }] of frame.ops.entries()) {
    if (seq !== frame.firstSeq + index) throw new AppError('malformed_request');
  }
  return { ...frame, sent: frame.ops, ops: frame.ops.map((op) => readOperation(op, frame.schema)) };
}

/** A short hash of an operation as it was sent: 8 hex digits. */
export function hashOf(raw: unknown): string {
  return hash('sha256', JSON.stringify(raw), 'hex').slice(0, 8);
}

/** The stamps that an operation sets. */
function stampsOf({ op }: ReadOperation): readonly Stamp[] {
  if (!op) return [];
  if (op.kind === 'fact' || op.restates === undefined) return [op.stamp];
  return [op.stamp, ...(op.kind === 'delete' ? [op.restates] : Object.values(op.restates))];
}

/**
 * Sets stamps from too far ahead back to now, in their order, so that one wrong clock does not win for years. Gives what
 * each became; stamps within `base` follow. `known` is what others became that the device has not heard of yet, `last` the
 * last one of before.
 */
export function clampStamps(
  ops: readonly ReadOperation[],
  device: string,
  now: number,
  { last, known: before }: { readonly last: Stamp | null; readonly known: Readonly<Record<Stamp, Stamp>> },
) {
  const clamped = new Map<Stamp, Stamp>(Object.entries(before));
  const clock = new HybridClock(device, () => now, last ?? undefined);
  const isAhead = (stamp: Stamp) => stampMs(stamp) > now + clockTolerance;
  if (!ops.some((read) => stampsOf(read).some(isAhead))) return { ops, clamped, last };
  const clamp = (stamp: Stamp): Stamp => {
    if (!isAhead(stamp)) return stamp;
    const known = clamped.get(stamp) ?? clock.tick();
    clamped.set(stamp, known);
    return known;
  };
  const clampAll = (stamps: Stamps): Stamps =>
    Object.fromEntries(Object.entries(stamps).map(([field, stamp]) => [field, clamp(stamp)]));
  const follow = (stamps: Stamps): Stamps =>
    Object.fromEntries(Object.entries(stamps).map(([field, stamp]) => [field, clamped.get(stamp) ?? stamp]));
  const one = (read: ReadOperation): ReadOperation => {
    const { op } = read;
    if (!op) return read;
    const stamp = clamp(op.stamp);
    const isClamped = stamp !== op.stamp;
    if (op.kind === 'fact') return { ...read, op: { ...op, stamp }, isClamped };
    const base = clamped.size > 0 ? follow(op.base) : op.base;
    if (op.kind === 'delete') {
      const { restates } = op;
      return { ...read, op: { ...op, stamp, base, ...(restates && { restates: clamp(restates) }) }, isClamped };
    }
    const { restates } = op;
    return { ...read, op: { ...op, stamp, base, ...(restates && { restates: clampAll(restates) }) }, isClamped };
  };
  return { ops: ops.map(one), clamped, last: clamped.size > 0 ? ([...clamped.values()].at(-1) ?? last) : last };
}
