import {
  type PermissionAction,
  type PermissionEntity,
  type PermissionScope,
  type Permissions,
  permissionEntities,
  scopeOf,
} from '#shared/identity/permissions.ts';

const crud = ['read', 'create', 'update', 'delete'] as const satisfies readonly PermissionAction[];

/**
 * The rights that decide something today, by entity. Others may be given by the landing's API and are kept when a role
 * is saved, but a table of switches that do nothing would be a lie.
 */
export const decisiveActions: Readonly<Record<PermissionEntity, readonly PermissionAction[]>> = {
  enterprise: ['read', 'update'],
  user: ['read', 'create', 'update'],
  role: crud,
  audit: ['read'],
  device: crud,
  menu: crud,
  stock: ['update'],
  table: crud,
  tab: ['read', 'create', 'update'],
  order: ['read', 'create', 'update', 'delete'],
  ticket: ['read', 'update'],
  payment: ['create'],
  discount: ['create', 'delete'],
  refund: ['create'],
  approval: ['create'],
  shift: ['read', 'create', 'update'],
  report: ['read'],
  printer: crud,
  print_job: ['read', 'create', 'update'],
  repair: ['read', 'create', 'update'],
  terminal_key: ['read', 'create'],
  key_approval: ['create'],
};

/** The columns of the table: every action that decides something for some entity. */
export const matrixActions: readonly PermissionAction[] = crud;

/** Rights with one action of one entity given or taken; all others, shown or not, stay. */
export function withRight(
  permissions: Permissions,
  entity: PermissionEntity,
  action: PermissionAction,
  scope: PermissionScope,
): Permissions {
  const { [action]: _, ...others } = permissions.actions[entity] ?? {};
  const changed = scope === 'none' ? others : { ...others, [action]: scope };
  const { [entity]: __, ...rest } = permissions.actions;
  return {
    ...permissions,
    actions: Object.keys(changed).length === 0 ? rest : { ...rest, [entity]: changed },
  };
}

/** How many of the decisive rights a set of permissions holds. */
export function rightsHeld(permissions: Permissions): { readonly held: number; readonly all: number } {
  const cells = permissionEntities.flatMap((entity) => decisiveActions[entity].map((action) => ({ entity, action })));
  const held = cells.filter(({ entity, action }) => scopeOf(permissions, entity, action) !== 'none');
  return { held: held.length, all: cells.length };
}
