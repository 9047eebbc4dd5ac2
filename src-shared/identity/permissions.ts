/** What permissions speak of. Each later room adds its entities here. */
export const permissionEntities = [
  'enterprise',
  'user',
  'role',
  'audit',
  'device',
  'menu',
  'stock',
  'table',
  'tab',
  'order',
  'ticket',
  'payment',
  'discount',
  'refund',
  /** Vouching with a PIN for what goes beyond another person's limit. */
  'approval',
  'shift',
  'report',
  'printer',
  'print_job',
  /** Terminals that were taken in for repair. */
  'repair',
  /** Keys of terminals: collect (create), send to another customer than the one on file (assign), see the record (read). */
  'terminal_key',
  /** Vouching for another person's change of customer. */
  'key_approval',
] as const;
export type PermissionEntity = (typeof permissionEntities)[number];

export const permissionActions = ['create', 'read', 'update', 'delete', 'assign', 'export', 'import', 'merge'] as const;
export type PermissionAction = (typeof permissionActions)[number];

/** Whose records an action reaches; each scope contains the ones before it. */
export const permissionScopes = ['none', 'own', 'team', 'all'] as const;
export type PermissionScope = (typeof permissionScopes)[number];

/** How a field appears to a role; the most permissive of several roles wins. */
export const fieldAccesses = ['hidden', 'read_only', 'full'] as const;
export type FieldAccess = (typeof fieldAccesses)[number];

/** One role's rights. An action that is not named has scope none; a field that is not named has full access. */
export interface Permissions {
  readonly actions: { readonly [E in PermissionEntity]?: { readonly [A in PermissionAction]?: PermissionScope } };
  readonly fields: Readonly<Record<string, Readonly<Record<string, FieldAccess>>>>;
}

/** The scope a set of permissions gives for an action. */
export function scopeOf(permissions: Permissions, entity: PermissionEntity, action: PermissionAction): PermissionScope {
  return permissions.actions[entity]?.[action] ?? 'none';
}

/** How a field appears under a set of permissions. */
export function fieldAccess(permissions: Permissions, entity: PermissionEntity, field: string): FieldAccess {
  return permissions.fields[entity]?.[field] ?? 'full';
}

function wider<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** Several roles together: per action the widest scope, per field the most permissive access. */
export function mergePermissions(roles: readonly Permissions[]): Permissions {
  const actions: Record<string, Record<string, PermissionScope>> = {};
  const fields: Record<string, Record<string, FieldAccess>> = {};
  for (const entity of permissionEntities) {
    for (const action of permissionActions) {
      const scope = roles.reduce<PermissionScope>(
        (s, role) => wider(permissionScopes, s, scopeOf(role, entity, action)),
        'none',
      );
      if (scope !== 'none') {
        actions[entity] ??= {};
        actions[entity][action] = scope;
      }
    }
    const named = new Set(roles.flatMap((role) => Object.keys(role.fields[entity] ?? {})));
    for (const field of named) {
      const access = roles.reduce<FieldAccess>(
        (f, role) => wider(fieldAccesses, f, fieldAccess(role, entity, field)),
        'hidden',
      );
      if (access !== 'full') {
        fields[entity] ??= {};
        fields[entity][field] = access;
      }
    }
  }
  return { actions, fields };
}

const allActions = Object.fromEntries(permissionActions.map((action) => [action, 'all' as const]));
const crud = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const;
const readOnly = { read: 'all' } as const;

export const readyRoleKeys = ['owner', 'manager', 'sales', 'service', 'technician', 'counter', 'kitchen'] as const;
export type ReadyRoleKey = (typeof readyRoleKeys)[number];

/** The roles every enterprise starts with. */
export const readyRoles: Readonly<Record<ReadyRoleKey, Permissions>> = {
  owner: { actions: Object.fromEntries(permissionEntities.map((entity) => [entity, allActions])), fields: {} },
  manager: {
    actions: {
      enterprise: { read: 'all', update: 'all' },
      user: { create: 'all', read: 'all', update: 'all' },
      role: readOnly,
      audit: readOnly,
      device: crud,
      menu: { ...crud, import: 'all', export: 'all' },
      stock: crud,
      table: crud,
      tab: { ...crud, merge: 'all', export: 'all' },
      order: crud,
      ticket: crud,
      payment: { ...crud, export: 'all' },
      discount: crud,
      refund: crud,
      approval: { create: 'all' },
      shift: { ...crud, export: 'all' },
      report: { read: 'all', export: 'all' },
      printer: crud,
      print_job: crud,
      repair: crud,
      terminal_key: { read: 'all', export: 'all' },
      key_approval: { create: 'all' },
    },
    fields: {},
  },
  sales: { actions: { enterprise: readOnly, user: readOnly }, fields: {} },
  service: {
    actions: { enterprise: readOnly, user: readOnly, repair: { create: 'all', read: 'all', update: 'all' } },
    fields: {},
  },
  technician: {
    actions: {
      enterprise: readOnly,
      user: readOnly,
      repair: { create: 'all', read: 'all', update: 'all' },
      terminal_key: { create: 'all', read: 'all', assign: 'all' },
    },
    fields: {},
  },
  counter: {
    actions: {
      enterprise: readOnly,
      menu: readOnly,
      stock: { read: 'all', update: 'all' },
      table: readOnly,
      tab: { create: 'all', read: 'all', update: 'all' },
      order: { create: 'all', read: 'all', update: 'all', delete: 'all' },
      ticket: { read: 'all', update: 'all' },
      payment: { create: 'all', read: 'all' },
      discount: { create: 'all', delete: 'all' },
      refund: { create: 'all' },
      // Opens, counts and closes a drawer, but counts it blind.
      shift: { create: 'all', update: 'all' },
      printer: readOnly,
      print_job: { create: 'all', read: 'all', update: 'all' },
    },
    fields: {},
  },
  kitchen: {
    actions: {
      enterprise: readOnly,
      menu: readOnly,
      stock: { read: 'all', update: 'all' },
      table: readOnly,
      ticket: { read: 'all', update: 'all' },
      printer: readOnly,
      print_job: { read: 'all', update: 'all' },
    },
    fields: {},
  },
};

/**
 * Whether `holder` may do and see everything `other` may; what a person must have to give a role or to change its
 * holders.
 */
export function covers(holder: Permissions, other: Permissions): boolean {
  return permissionEntities.every((entity) => {
    const actions = permissionActions.every(
      (action) =>
        permissionScopes.indexOf(scopeOf(holder, entity, action)) >=
        permissionScopes.indexOf(scopeOf(other, entity, action)),
    );
    // Only a field the holder is kept from can be one the other sees better.
    const fields = Object.keys(holder.fields[entity] ?? {}).every(
      (field) =>
        fieldAccesses.indexOf(fieldAccess(holder, entity, field)) >=
        fieldAccesses.indexOf(fieldAccess(other, entity, field)),
    );
    return actions && fields;
  });
}
