import { z } from 'zod';
import { idSchema } from '../schemas.ts';
import { stampPattern } from './clock.ts';

export const stampSchema = z.string().regex(stampPattern);
export const entityNamePattern = /^[a-z][a-z0-9_]{0,40}$/;
export const entityNameSchema = z.string().regex(entityNamePattern);
export const fieldNamePattern = /^(\*|[a-zA-Z][a-zA-Z0-9]{0,60})$/;
const fieldName = z.string().regex(fieldNamePattern);

/** The values of some fields of a record, as its entity's schema has them. */
export const fieldsSchema = z.record(fieldName, z.json());
export type Fields = z.infer<typeof fieldsSchema>;

/** By field the stamp of the write that set it; `*` stands for every field that is not named. */
export const stampsSchema = z.record(fieldName, stampSchema);
export type Stamps = z.infer<typeof stampsSchema>;

/** A fact as it lies in the log (`event`), without its place in a landing's own log. */
export const factSchema = z.object({
  stream: z.string().min(1).max(40),
  streamId: idSchema,
  seq: z.number().int().min(1),
  type: z.string().min(1).max(80),
  at: z.number().int(),
  actor: z.string().max(120),
  home: idSchema,
  data: z.json(),
});
export type Fact = z.infer<typeof factSchema>;

const common = {
  /** Its number in the device's outbox, from 1 without a gap within an epoch. */
  seq: z.number().int().min(1),
  /** Operations of one transaction share this number. They are neighbours, and nobody ever sees a part of them. */
  tx: z.number().int().min(1),
  stamp: stampSchema,
  /** Who did it: a user's id, `system`, or a guest. */
  actor: z.string().max(120),
  entity: entityNameSchema,
  id: idSchema,
};

/** A record was made or changed. `fields` are those that were written, `before` what they held, `base` what was known. */
export const putSchema = z.object({
  ...common,
  kind: z.literal('put'),
  /** The whole record is here: it was made, or a server that lost it asked for it. */
  whole: z.boolean(),
  fields: fieldsSchema,
  before: fieldsSchema,
  base: stampsSchema,
  /**
   * The stamps that the fields carry when this is not a new write but a repetition of what was acknowledged before (to a
   * server that was set back). `base` is then what its sender knew (`Knowledge`): nothing of it collides with that, and
   * the later stamp stays.
   */
  restates: stampsSchema.optional(),
});

/** A record was deleted by somebody who knew the fields as `base` says. */
export const deleteSchema = z.object({
  ...common,
  kind: z.literal('delete'),
  base: stampsSchema,
  restates: stampSchema.optional(),
});

/** A fact was appended. `id` is the fact's own; the same id again is the same fact. */
export const factOperationSchema = z.object({ ...common, kind: z.literal('fact'), fact: factSchema });

export const operationSchema = z.discriminatedUnion('kind', [putSchema, deleteSchema, factOperationSchema]);
export type Operation = z.infer<typeof operationSchema>;
export type PutOperation = z.infer<typeof putSchema>;
export type DeleteOperation = z.infer<typeof deleteSchema>;
export type FactOperation = z.infer<typeof factOperationSchema>;

const place = {
  /** Its place in the enterprise's log. */
  position: z.number().int().min(1),
  /** The last one of its transaction. */
  last: z.boolean(),
  entity: entityNameSchema,
  id: idSchema,
};

const own = { seq: z.number().int().min(1).optional() };

/**
 * What became of an operation, as every device applies it: the fields with the values and stamps that stand after it,
 * whoever won. `whole` comes with every field, for who may not have the record (any more). `seq` names the asking
 * device's own operation that it came of (of its present epoch): from here on that operation is done with, and what is
 * written here stands, also where the device believed otherwise.
 */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    ...place,
    ...own,
    kind: z.literal('put'),
    whole: z.boolean(),
    fields: fieldsSchema,
    stamps: stampsSchema,
  }),
  z.object({ ...place, ...own, kind: z.literal('delete'), stamp: stampSchema }),
  z.object({ ...place, ...own, kind: z.literal('fact'), fact: factSchema }),
  /** The asking device's own operation `seq` stands here exactly as it was sent. */
  z.object({ ...place, kind: z.literal('own'), seq: z.number().int().min(1) }),
]);
export type Change = z.infer<typeof changeSchema>;
