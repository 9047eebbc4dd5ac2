import { asc, eq } from 'drizzle-orm';
import { mergePermissions, type Permissions, type ReadyRoleKey, readyRoles } from '#shared/identity/permissions.ts';
import type { Store } from '../store/service.ts';
import { enterpriseTable, roleTable, userTable } from './tables.ts';

export type Enterprise = typeof enterpriseTable.$inferSelect;
export type User = typeof userTable.$inferSelect;
export type Role = typeof roleTable.$inferSelect;

/** Ready roles take their rights from the program, so that new rooms reach them with an update. */
function permissionsOf(role: Role): Permissions {
  return role.key && role.key in readyRoles ? readyRoles[role.key as ReadyRoleKey] : role.permissions;
}

/** Look-ups of the enterprise's people. */
export class Directory {
  readonly #store: Store;
  #enterprise: Enterprise | undefined;

  constructor(store: Store) {
    this.#store = store;
    store.cached(['enterprise'], () => {
      this.#enterprise = undefined;
    });
  }

  /** The enterprise of this landing; undefined before set-up. */
  enterprise(): Enterprise | undefined {
    this.#enterprise ??= this.#store.db.select().from(enterpriseTable).get();
    return this.#enterprise;
  }

  /** Who has a name. Of several, whom two landings named alike before they met, the one that was made first. */
  userByName(username: string): User | undefined {
    const wanted = username.trim().toLowerCase();
    return this.#store.db
      .select()
      .from(userTable)
      .where(eq(userTable.username, wanted))
      .orderBy(asc(userTable.id))
      .limit(1)
      .get();
  }

  userById(id: string): User | undefined {
    return this.#store.db.select().from(userTable).where(eq(userTable.id, id)).get();
  }

  users(): User[] {
    return this.#store.db.select().from(userTable).orderBy(userTable.username, userTable.id).all();
  }

  roles(): (Role & { permissions: Permissions })[] {
    return this.#store.db
      .select()
      .from(roleTable)
      .all()
      .map((role) => ({ ...role, permissions: permissionsOf(role) }));
  }

  /** The merged rights of some roles. */
  permissionsOf(roleIds: readonly string[]): Permissions {
    return mergePermissions(
      this.roles()
        .filter((role) => roleIds.includes(role.id))
        .map((role) => role.permissions),
    );
  }
}
