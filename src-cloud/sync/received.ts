import { z } from 'zod';
import { stampPattern } from '#shared/sync/clock.ts';
import {
  deleteSchema,
  type Fact,
  factOperationSchema,
  factSchema,
  type Fields,
  fieldNamePattern,
  putSchema,
  type Stamps,
} from '#shared/sync/operation.ts';

/** Nothing that a person enters lies deeper; what does is made to exhaust whoever walks through it. */
const maxDepth = 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

const isStamp = (value: unknown) => typeof value === 'string' && stampPattern.test(value);

// What is read here was just parsed as JSON: that it is JSON has not to be proven again, member by member.
const data = z.custom<Fact['data']>((value) => isShallow(value));
const fields = z.custom<Fields>((value) => isRecordOf(value, (member) => isShallow(member)));
const stamps = z.custom<Stamps>((value) => isRecordOf(value, isStamp));

/**
 * `operationSchema` for what JSON.parse gave: it takes the same operations (a test compares them), but for such as are
 * nested deeper than any form, in a third of the time.
 */
export const receivedOperationSchema = z.discriminatedUnion('kind', [
  putSchema.extend({ fields, before: fields, base: stamps, restates: stamps.optional() }),
  deleteSchema.extend({ base: stamps }),
  factOperationSchema.extend({ fact: factSchema.extend({ data }) }),
]);

interface Numbered {
  readonly seq: number;
  readonly tx: number;
  readonly [member: string]: unknown;
}

const isNumber = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;

/** Operations of which only their numbers are read. */
export const numberedSchema = (most: number) =>
  z.custom<readonly Numbered[]>(
    (value) =>
      Array.isArray(value) &&
      value.length <= most &&
      value.every((op) => isObject(op) && isNumber(op['seq']) && isNumber(op['tx'])),
  );
