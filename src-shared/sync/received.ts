import { z } from 'zod';
import { stampPattern } from './clock.ts';
import { type Change, entityNamePattern, type Fact, type Fields, fieldNamePattern, type Stamps } from './operation.ts';
import { pullAnswerSchema } from './pull.ts';
import { type SnapshotRow, snapshotChunkSchema } from './snapshot.ts';

// Readers of what JSON.parse gave, by hand. They take what the schemas beside them take (tests compare the two), but for
// what is nested deeper than any form, and many times faster: every fact and every record comes through here.

/** Nothing that a person enters lies deeper; what does is made to exhaust whoever walks through it. */
const maxDepth = 100;
const idPattern = z.regexes.uuid();

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
export const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= most;
const fits = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);
export const isStamp = (value: unknown): value is string => fits(value, stampPattern);
export const isId = (value: unknown): value is string => fits(value, idPattern);
export const isEntityName = (value: unknown): value is string => fits(value, entityNamePattern);

/** What JSON.parse gave is JSON; a member that is not there is none. */
function isShallow(value: unknown, depth = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (depth === 0) return false;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (!isShallow(member, depth - 1)) return false;
  }
  return true;
}

function isRecordOf(value: unknown, isMember: (member: unknown) => boolean): boolean {
  if (!isObject(value)) return false;
  for (const name of Object.keys(value)) if (!fieldNamePattern.test(name) || !isMember(value[name])) return false;
  return true;
}

export const isFields = (value: unknown): value is Fields => isRecordOf(value, (member) => isShallow(member));
export const isStamps = (value: unknown): value is Stamps => isRecordOf(value, isStamp);

/** A fact, as `factSchema` reads it; undefined for what is none. */
export function receiveFact(raw: unknown): Fact | undefined {
  if (!isObject(raw)) return undefined;
  const { stream, streamId, seq, type, at, actor, home, data } = raw;
  const isFact =
    isText(stream, 1, 40) &&
    isId(streamId) &&
    isCount(seq) &&
    isText(type, 1, 80) &&
    Number.isSafeInteger(at) &&
    isText(actor, 0, 120) &&
    isId(home) &&
    isShallow(data);
  if (!isFact) return undefined;
  return { stream, streamId, seq, type, at: at as number, actor, home, data: data as Fact['data'] };
}

/** A row of a snapshot, as `snapshotRowSchema` reads it; undefined for what is none. */
export function receiveSnapshotRow(raw: unknown): SnapshotRow | undefined {
  if (!isObject(raw) || !isId(raw['id'])) return undefined;
  const { entity, id, fields, stamps, deleted } = raw;
  if (isEntityName(entity) && isFields(fields) && isStamps(stamps)) {
    if (deleted === undefined) return { entity, id, fields, stamps };
    if (isStamp(deleted)) return { entity, id, fields, stamps, deleted };
  }
  const fact = receiveFact(raw['fact']);
  return fact && { id, fact };
}

/** A change, as `changeSchema` reads it; undefined for what is none. */
export function receiveChange(raw: unknown): Change | undefined {
  if (!isObject(raw)) return undefined;
  const { position, last, entity, id, seq, kind } = raw;
  const isPlace = isCount(position) && typeof last === 'boolean' && isEntityName(entity) && isId(id);
  if (!isPlace || !(seq === undefined || isCount(seq))) return undefined;
  const place = { position, last, entity, id, ...(seq === undefined ? {} : { seq }) };
  switch (kind) {
    case 'fact': {
      const fact = receiveFact(raw['fact']);
      return fact && { ...place, kind, fact };
    }
    case 'put': {
      const { whole, fields, stamps } = raw;
      if (typeof whole !== 'boolean' || !isFields(fields) || !isStamps(stamps)) return undefined;
      return { ...place, kind, whole, fields, stamps };
    }
    case 'delete':
      return isStamp(raw['stamp']) ? { ...place, kind, stamp: raw['stamp'] } : undefined;
    case 'own':
      return seq === undefined ? undefined : { ...place, kind, seq };
    default:
      return undefined;
  }
}

/** A list whose every member a reader takes. */
const listOf = <T>(receive: (raw: unknown) => T | undefined) =>
  z.array(z.unknown()).transform((raw, context): T[] => {
    const list: T[] = [];
    for (const one of raw) {
      const received = receive(one);
      if (received === undefined) {
        context.addIssue(`member ${list.length} is not as it should be`);
        return z.NEVER;
      }
      list.push(received);
    }
    return list;
  });

/** `snapshotChunkSchema` and `pullAnswerSchema` for who takes them in. */
export const receivedChunkSchema = snapshotChunkSchema.extend({ rows: listOf(receiveSnapshotRow) });
export const receivedPullSchema = pullAnswerSchema.extend({ changes: listOf(receiveChange) });
