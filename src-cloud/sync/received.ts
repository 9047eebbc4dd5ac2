import { z } from 'zod';
import { stampPattern } from '#shared/sync/clock.ts';
import {
  entityNamePattern,
  type Fact,
  type Fields,
  fieldNamePattern,
  type Operation,
  type Stamps,
} from '#shared/sync/operation.ts';

/** Nothing that a person enters lies deeper; what does is made to exhaust whoever walks through it. */
const maxDepth = 100;
const idPattern = z.regexes.uuid();

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const fits = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);
const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= most;

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

const isFields = (value: unknown): value is Fields => isRecordOf(value, (member) => isShallow(member));
const isStamps = (value: unknown): value is Stamps => isRecordOf(value, (member) => fits(member, stampPattern));

function receiveFact(raw: unknown): Fact | undefined {
  if (!isObject(raw)) return undefined;
  const { stream, streamId, seq, type, at, actor, home, data } = raw;
  const isFact =
    isText(stream, 1, 40) &&
    fits(streamId, idPattern) &&
    isCount(seq) &&
    isText(type, 1, 80) &&
    Number.isSafeInteger(at) &&
    isText(actor, 0, 120) &&
    fits(home, idPattern) &&
    isShallow(data);
  if (!isFact) return undefined;
  return { stream, streamId, seq, type, at: at as number, actor, home, data: data as Fact['data'] };
}

/**
 * Reads an operation as JSON.parse gave it; undefined for what is none. It takes what `operationSchema` takes (a test
 * compares them), but for what is nested deeper than any form, and many times faster: all that every landing writes
 * comes through here.
 */
export function receiveOperation(raw: Json): Operation | undefined {
  const { seq, tx, stamp, actor, entity, id, kind } = raw;
  const isCommon =
    isCount(seq) &&
    isCount(tx) &&
    fits(stamp, stampPattern) &&
    isText(actor, 0, 120) &&
    fits(entity, entityNamePattern) &&
    fits(id, idPattern);
  if (!isCommon) return undefined;
  const common = { seq, tx, stamp, actor, entity, id };
  if (kind === 'fact') {
    const fact = receiveFact(raw['fact']);
    return fact && { ...common, kind, fact };
  }
  const { base, restates } = raw;
  if (!isStamps(base)) return undefined;
  if (kind === 'delete') {
    if (restates === undefined) return { ...common, kind, base };
    return fits(restates, stampPattern) ? { ...common, kind, base, restates } : undefined;
  }
  const { whole, fields, before } = raw;
  if (kind !== 'put' || typeof whole !== 'boolean' || !isFields(fields) || !isFields(before)) return undefined;
  if (restates === undefined) return { ...common, kind, whole, fields, before, base };
  return isStamps(restates) ? { ...common, kind, whole, fields, before, base, restates } : undefined;
}

export interface Numbered {
  readonly seq: number;
  readonly tx: number;
  readonly [member: string]: unknown;
}

/** Operations of which only their numbers are read. */
export const numberedSchema = (most: number) =>
  z.custom<readonly Numbered[]>(
    (value) =>
      Array.isArray(value) &&
      value.length <= most &&
      value.every((op) => isObject(op) && isCount(op['seq']) && isCount(op['tx'])),
  );
