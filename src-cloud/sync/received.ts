import { z } from 'zod';
import type { Operation } from '#shared/sync/operation.ts';
import {
  isCount,
  isEntityName,
  isFields,
  isId,
  isObject,
  isStamp,
  isStamps,
  isText,
  type Json,
  receiveFact,
} from '#shared/sync/received.ts';

/**
 * Reads an operation as JSON.parse gave it; undefined for what is none. It takes what `operationSchema` takes (a test
 * compares them), but for what is nested deeper than any form, and many times faster: all that every landing writes
 * comes through here.
 */
export function receiveOperation(raw: Json): Operation | undefined {
  const { seq, tx, stamp, actor, entity, id, kind } = raw;
  const isCommon =
    isCount(seq) && isCount(tx) && isStamp(stamp) && isText(actor, 0, 120) && isEntityName(entity) && isId(id);
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
    return isStamp(restates) ? { ...common, kind, base, restates } : undefined;
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
