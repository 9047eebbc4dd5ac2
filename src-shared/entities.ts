import type { z } from 'zod';

/**
 * How copies of an entity agree after they were apart: a `record` merges field by field, an `event` is an append-only
 * fact that is united, and a `local` one never leaves the landing it was made on.
 */
export type MergePolicy = 'record' | 'event' | 'local';

/** The one declaration of an entity; tables, capture and wire schema follow from it. */
export interface Entity<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  readonly policy: MergePolicy;
  readonly schema: z.ZodObject<Shape>;
  /** Fields that hold personal data, blanked when a person is erased. */
  readonly personal: readonly (keyof Shape & string)[];
  /** Fields that hold secrets: never in a log, and sent only to who has the right to change them. */
  readonly secret?: readonly (keyof Shape & string)[];
}

/** Declares an entity (see `Entity`). */
export function defineEntity<Shape extends z.ZodRawShape>(entity: Entity<Shape>): Entity<Shape> {
  return entity;
}
