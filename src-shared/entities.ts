import type { z } from 'zod';
import type { PermissionEntity } from './identity/permissions.ts';

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
  /** What permissions call it: who may change it by them may change it on every device. */
  readonly right: PermissionEntity;
  /** Fields that go by another right. */
  readonly fieldRights?: { readonly [Field in keyof Shape & string]?: PermissionEntity };
  /**
   * Which devices hold it: `everyone`, also a laptop that belongs to one person; `enterprise`, only those that stand for
   * the whole house. Local ones are held nowhere else.
   */
  readonly audience: 'everyone' | 'enterprise';
  /** Only devices that an administrator entrusted with it change it: people and their rights. */
  readonly administered?: boolean;
  /** Fields that hold secrets: never in a log, and sent only to who has the right to change them. */
  readonly secret?: readonly (keyof Shape & string)[];
}

/** Any entity, for who handles all of them alike. */
export interface AnyEntity extends Pick<Entity, 'name' | 'policy' | 'right' | 'audience' | 'administered'> {
  readonly schema: z.ZodObject;
  readonly personal: readonly string[];
  readonly secret?: readonly string[] | undefined;
  readonly fieldRights?: { readonly [field: string]: PermissionEntity | undefined } | undefined;
}

/** Declares an entity (see `Entity`). */
export function defineEntity<Shape extends z.ZodRawShape>(entity: Entity<Shape>): Entity<Shape> {
  return entity;
}
