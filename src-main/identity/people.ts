import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { identityInputs } from '#shared/identity/inputs.ts';
import {
  covers,
  type PermissionAction,
  type PermissionEntity,
  type Permissions,
} from '#shared/identity/permissions.ts';
import { checkPassword } from '#shared/identity/secrets.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { Attempts } from './attempts.ts';
import type { Directory, User } from './directory.ts';
import { hashSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';
import { roleTable, userTable } from './tables.ts';

type Inputs = { [K in keyof typeof identityInputs]: z.infer<(typeof identityInputs)[K]> };

/** A user as the console shows one; nothing secret. */
export interface UserView {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly roleIds: readonly string[];
  readonly disabled: boolean;
  readonly hasPin: boolean;
}

export function viewUser(user: User): UserView {
  const { id, username, displayName, roleIds, disabled } = user;
  return { id, username, displayName, roleIds, disabled, hasPin: user.pinHash !== null };
}

/** Writes a fact about a person's account; ids only, so that erasing a person leaves the record whole. */
export function recordIdentityFact(tx: Transaction, userId: string, type: string, data: object = {}): void {
  tx.append({ stream: 'identity', streamId: userId, type, data });
}

function refusal(entity: PermissionEntity, action: PermissionAction): AppError {
  return new AppError('permission_denied', { entity, action }, { entity, action });
}

/** The administrator's work: users and roles (CRM-3, CRM-4). */
export class People {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;

  constructor(store: Store, directory: Directory, sessions: Sessions) {
    this.#store = store;
    this.#directory = directory;
    this.#sessions = sessions;
    this.#attempts = new Attempts(store);
  }

  users(actor: Actor): UserView[] {
    requirePermission(actor, 'user', 'read');
    return this.#directory.users().map(viewUser);
  }

  roles(actor: Actor) {
    requirePermission(actor, 'role', 'read');
    return this.#directory.roles();
  }

  async createUser(actor: Actor, input: Inputs['createUser']): Promise<UserView> {
    requirePermission(actor, 'user', 'create');
    checkPassword(input.password, [input.username, this.#directory.enterprise()?.code ?? '']);
    const passwordHash = await hashSecret(input.password);
    return this.#store.write(actor.userId, (tx) => {
      this.#mayGive(actor, input.roleIds);
      if (this.#directory.userByName(input.username)) throw new AppError('username_taken');
      const user: User = {
        id: newId(),
        username: input.username,
        displayName: input.displayName,
        passwordHash,
        pinHash: null,
        roleIds: input.roleIds,
        disabled: false,
        createdAt: tx.at,
      };
      tx.db.insert(userTable).values(user).run();
      recordIdentityFact(tx, user.id, 'user.created', { roleIds: user.roleIds });
      return viewUser(user);
    });
  }

  updateUser(actor: Actor, input: Inputs['updateUser']): Promise<UserView> {
    requirePermission(actor, 'user', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const user = this.#mayChange(actor, input.userId);
      if (input.roleIds) this.#mayGive(actor, input.roleIds);
      const changed: User = {
        ...user,
        displayName: input.displayName ?? user.displayName,
        roleIds: input.roleIds ?? user.roleIds,
        disabled: input.disabled ?? user.disabled,
      };
      this.#keepAnOwner(user, changed);
      tx.db.update(userTable).set(changed).where(eq(userTable.id, user.id)).run();
      if (changed.disabled && !user.disabled) this.#sessions.endAllOf(tx, user.id);
      tx.changed('rights', user.id);
      recordIdentityFact(tx, user.id, 'user.updated', {
        roleIds: { from: user.roleIds, to: changed.roleIds },
        disabled: { from: user.disabled, to: changed.disabled },
      });
      return viewUser(changed);
    });
  }

  /** Sets a new password for somebody who lost theirs; ends their sessions, PIN and lock-out. */
  async resetPassword(actor: Actor, input: Inputs['resetPassword']): Promise<UserView> {
    requirePermission(actor, 'user', 'update');
    const target = this.#mayChange(actor, input.userId);
    checkPassword(input.password, [target.username, this.#directory.enterprise()?.code ?? '']);
    const passwordHash = await hashSecret(input.password);
    return this.#store.write(actor.userId, (tx) => {
      const user = this.#mayChange(actor, input.userId);
      tx.db.update(userTable).set({ passwordHash, pinHash: null }).where(eq(userTable.id, user.id)).run();
      this.#sessions.endAllOf(tx, user.id);
      this.#attempts.clear(tx, `password:${user.id}`);
      this.#attempts.clear(tx, `pin:${user.id}`);
      recordIdentityFact(tx, user.id, 'user.password_reset');
      return viewUser({ ...user, pinHash: null });
    });
  }

  saveRole(actor: Actor, input: Inputs['saveRole']): Promise<{ id: string }> {
    requirePermission(actor, 'role', input.roleId ? 'update' : 'create');
    return this.#store.write(actor.userId, (tx) => {
      const permissions = input.permissions as Permissions;
      if (!covers(actor.permissions, permissions)) throw refusal('role', 'assign');
      const known = this.#directory.roles().find((role) => role.id === input.roleId);
      if (input.roleId && !known) throw new AppError('role_unknown');
      if (known?.key) throw new AppError('role_in_use');
      const role = { id: known?.id ?? newId(), key: null, name: input.name, permissions };
      tx.db.insert(roleTable).values(role).onConflictDoUpdate({ target: roleTable.id, set: role }).run();
      tx.changed('rights', role.id);
      recordIdentityFact(tx, role.id, known ? 'role.updated' : 'role.created', { permissions });
      return { id: role.id };
    });
  }

  deleteRole(actor: Actor, input: Inputs['roleId']): Promise<{ id: string }> {
    requirePermission(actor, 'role', 'delete');
    return this.#store.write(actor.userId, (tx) => {
      const role = this.#directory.roles().find((candidate) => candidate.id === input.roleId);
      if (!role) throw new AppError('role_unknown');
      const held = this.#directory.users().some((user) => user.roleIds.includes(role.id));
      if (role.key || held) throw new AppError('role_in_use');
      tx.db.delete(roleTable).where(eq(roleTable.id, role.id)).run();
      recordIdentityFact(tx, role.id, 'role.deleted');
      return { id: role.id };
    });
  }

  /** Nobody can give rights they do not hold themselves. */
  #mayGive(actor: Actor, roleIds: readonly string[]): void {
    const known = this.#directory.roles();
    if (roleIds.some((id) => !known.some((role) => role.id === id))) throw new AppError('role_unknown');
    if (!covers(actor.permissions, this.#directory.permissionsOf(roleIds))) {
      throw refusal('role', 'assign');
    }
  }

  /** Nobody can change somebody who holds rights they do not. */
  #mayChange(actor: Actor, userId: string): User {
    const user = this.#directory.userById(userId);
    if (!user) throw new AppError('user_unknown');
    if (!covers(actor.permissions, this.#directory.permissionsOf(user.roleIds))) {
      throw refusal('user', 'update');
    }
    return user;
  }

  #keepAnOwner(before: User, after: User): void {
    const owner = this.#directory.roles().find((role) => role.key === 'owner');
    const isActiveOwner = (user: User) => !user.disabled && owner !== undefined && user.roleIds.includes(owner.id);
    if (!isActiveOwner(before) || isActiveOwner(after)) return;
    const others = this.#directory.users().filter((user) => user.id !== before.id);
    if (!others.some(isActiveOwner)) throw new AppError('last_owner');
  }
}
