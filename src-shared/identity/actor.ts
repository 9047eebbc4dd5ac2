import { AppError } from '../errors.ts';
import {
  type PermissionAction,
  type PermissionEntity,
  type PermissionScope,
  type Permissions,
  scopeOf,
} from './permissions.ts';

/** A signed-in person, as services see them. */
export interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly sessionId: string;
  readonly permissions: Permissions;
}

/**
 * Refuses unless the person's roles allow the action at all; gives the scope it is allowed in. Every use-case of every
 * service begins with this. Throws AppError permission_denied.
 */
export function requirePermission(actor: Actor, entity: PermissionEntity, action: PermissionAction): PermissionScope {
  const scope = scopeOf(actor.permissions, entity, action);
  if (scope === 'none') throw new AppError('permission_denied', { entity, action }, { entity, action });
  return scope;
}
