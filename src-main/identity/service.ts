import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { identityInputs, SetUpInput } from '#shared/identity/inputs.ts';
import { type Permissions, readyRoleKeys, readyRoles, scopeOf } from '#shared/identity/permissions.ts';
import { checkPassword, checkPin } from '#shared/identity/secrets.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { Attempts } from './attempts.ts';
import { Directory, type Enterprise, type User } from './directory.ts';
import { People, recordIdentityFact, type UserView, viewUser } from './people.ts';
import { hashSecret, isOutdatedHash, newRecoveryCode, normalizeRecoveryCode, verifySecret } from './secrets.ts';
import { type Session, Sessions } from './sessions.ts';
import { enterpriseTable, roleTable, userTable } from './tables.ts';

export { Attempts } from './attempts.ts';
export type { Enterprise } from './directory.ts';
export { hashToken, newToken } from './secrets.ts';

type Inputs = { [K in keyof typeof identityInputs]: z.infer<(typeof identityInputs)[K]> };

/** What a sign-in gives: a bearer token (shown once) and the person. */
export interface SignedIn {
  readonly token: string;
  readonly user: UserView & { readonly permissions: Permissions };
}

/** An argon2id hash of nothing in particular: verifying against it makes an unknown name cost the same time. */
let decoyHash: Promise<string> | undefined;

/** People, sessions and rights of this landing's enterprise (CRM-1, CRM-3, CRM-4). */
export class IdentityService {
  readonly people: People;
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;

  constructor(store: Store) {
    this.#store = store;
    this.#directory = new Directory(store);
    this.#sessions = new Sessions(store);
    this.#attempts = new Attempts(store);
    this.people = new People(store, this.#directory, this.#sessions);
  }

  /** The enterprise of this landing, or undefined before set-up. */
  findEnterprise(): Enterprise | undefined {
    return this.#directory.enterprise();
  }

  /** The enterprise of this landing; throws AppError not_set_up before set-up. */
  enterprise(): Enterprise {
    const enterprise = this.#directory.enterprise();
    if (!enterprise) throw new AppError('not_set_up');
    return enterprise;
  }

  /** First run: makes the enterprise, the ready roles and the owner, and signs the owner in. Once only. */
  async setUp(input: SetUpInput, client: string, id = newId()): Promise<SignedIn & { recoveryCode: string }> {
    if (this.#directory.enterprise()) throw new AppError('already_set_up');
    checkPassword(input.owner.password, [input.owner.username, input.enterprise.code]);
    const recoveryCode = newRecoveryCode();
    const [passwordHash, recoveryHash] = await Promise.all([
      hashSecret(input.owner.password),
      hashSecret(recoveryCode),
    ]);
    const { token, user } = await this.#store.write('system', (tx) => {
      if (tx.db.select().from(enterpriseTable).get()) throw new AppError('already_set_up');
      tx.db
        .insert(enterpriseTable)
        .values({ id, ...input.enterprise, recoveryHash, createdAt: tx.at })
        .run();
      const roles = readyRoleKeys.map((key) => ({ id: newId(), key, name: key, permissions: readyRoles[key] }));
      tx.db.insert(roleTable).values(roles).run();
      const owner: User = {
        id: newId(),
        username: input.owner.username,
        displayName: input.owner.displayName,
        passwordHash,
        pinHash: null,
        roleIds: roles.filter((role) => role.key === 'owner').map((role) => role.id),
        disabled: false,
        createdAt: tx.at,
      };
      tx.db.insert(userTable).values(owner).run();
      recordIdentityFact(tx, owner.id, 'user.created', { roleIds: owner.roleIds });
      tx.changed('enterprise', id);
      return { token: this.#sessions.start(tx, owner.id, client), user: owner };
    });
    return { token, user: this.#viewSignedIn(user), recoveryCode };
  }

  /**
   * Signs in with enterprise id, user name and password. Unknown names take the same time and give the same refusal as
   * wrong passwords. Throws AppError sign_in_failed, locked_out or user_disabled.
   */
  async login(input: Inputs['login'], client: string, deviceId: string | null = null): Promise<SignedIn> {
    const enterprise = this.enterprise();
    const user = this.#directory.userByName(input.username);
    const subject = user ? `password:${user.id}` : `name:${input.username.trim().toLowerCase()}`;
    const right = await this.#attempts.compare(
      subject,
      async () => {
        decoyHash ??= hashSecret('decoy');
        const rightPassword = await verifySecret(input.password, user?.passwordHash ?? (await decoyHash));
        return rightPassword && user !== undefined && input.enterpriseId.trim().toLowerCase() === enterprise.code;
      },
      (tx) => user && recordIdentityFact(tx, user.id, 'user.sign_in_failed'),
    );
    if (!right || !user) throw new AppError('sign_in_failed');
    if (user.disabled) throw new AppError('user_disabled');
    const upgraded = isOutdatedHash(user.passwordHash) ? await hashSecret(input.password) : undefined;
    const token = await this.#store.write(user.id, (tx) => {
      if (upgraded) tx.db.update(userTable).set({ passwordHash: upgraded }).where(eq(userTable.id, user.id)).run();
      this.#attempts.clear(tx, subject);
      recordIdentityFact(tx, user.id, 'user.signed_in');
      return this.#sessions.start(tx, user.id, client, { deviceId });
    });
    return { token, user: this.#viewSignedIn(user) };
  }

  /**
   * The person behind a token, with the rights of this moment; undefined when it is not (or no longer) valid, or belongs
   * to another device than the one it is shown by (null: the main computer).
   */
  authenticate(token: string, deviceId: string | null = null): Actor | undefined {
    const found = this.#sessions.find(token);
    const session = found?.deviceId === deviceId ? found : undefined;
    const actor = session && this.#actorOf(session);
    if (session && actor) this.#sessions.touch(session);
    return actor;
  }

  /** The same person with the rights of this moment; undefined once their session ended. For what outlives a request. */
  refresh(actor: Actor): Actor | undefined {
    const session = this.#sessions.findById(actor.sessionId);
    return session && this.#actorOf(session);
  }

  /**
   * A person who is signed in at another landing of the house, with the rights of this moment as they are known here.
   * Throws AppError user_unknown, user_disabled.
   */
  actorAway(userId: string): Actor {
    const user = this.#directory.userById(userId);
    if (!user) throw new AppError('user_unknown');
    if (user.disabled) throw new AppError('user_disabled');
    // No session of this landing is behind them: nothing that outlives the moment is begun in their name.
    return this.#actor(user, '');
  }

  #actorOf(session: Session): Actor | undefined {
    const user = this.#directory.userById(session.userId);
    return user && !user.disabled ? this.#actor(user, session.id) : undefined;
  }

  #actor(user: User, sessionId: string): Actor {
    return {
      userId: user.id,
      username: user.username,
      displayName: user.displayName,
      sessionId,
      permissions: this.#directory.permissionsOf(user.roleIds),
    };
  }

  /** The signed-in person as the console shows them. */
  me(actor: Actor): SignedIn['user'] {
    const user = this.#directory.userById(actor.userId);
    if (!user) throw new AppError('user_unknown');
    return this.#viewSignedIn(user);
  }

  logout(actor: Actor): Promise<void> {
    return this.#store.write(actor.userId, (tx) => this.#sessions.end(tx, actor.sessionId));
  }

  /** My own sessions, newest first. */
  sessions(actor: Actor) {
    return this.#sessions
      .listOf(actor.userId)
      .map(({ id, client, createdAt, seenAt }) => ({ id, client, createdAt, seenAt, current: id === actor.sessionId }))
      .sort((a, b) => b.seenAt - a.seenAt);
  }

  /** Ends one of my own sessions, or anybody's for who may update users. */
  revokeSession(actor: Actor, sessionId: string): Promise<void> {
    if (!this.sessions(actor).some((session) => session.id === sessionId)) requirePermission(actor, 'user', 'update');
    return this.#store.write(actor.userId, (tx) => this.#sessions.end(tx, sessionId));
  }

  /** Who can take over this counter with a PIN. */
  switchable(_actor: Actor): { username: string; displayName: string }[] {
    return this.withPin();
  }

  /** Who can sign in with a PIN on a paired device. */
  withPin(): { username: string; displayName: string }[] {
    return this.#directory
      .users()
      .filter((user) => !user.disabled && user.pinHash !== null)
      .map(({ username, displayName }) => ({ username, displayName }));
  }

  /** Hands the counter to another person by PIN; their session ends with the one it came from. */
  async switchUser(actor: Actor, input: Inputs['switchUser'], client: string): Promise<SignedIn> {
    const user = await this.#byPin(input);
    const token = await this.#store.write(user.id, (tx) => {
      this.#attempts.clear(tx, `pin:${user.id}`);
      recordIdentityFact(tx, user.id, 'user.switched_in', { from: actor.userId });
      return this.#sessions.start(tx, user.id, client, { parentId: actor.sessionId });
    });
    return { token, user: this.#viewSignedIn(user) };
  }

  /** Signs in on a paired device with a PIN. Throws AppError pin_wrong, pin_not_set or locked_out. */
  async signInWithPin(input: Inputs['switchUser'], client: string, deviceId: string): Promise<SignedIn> {
    const user = await this.#byPin(input);
    const token = await this.#store.write(user.id, (tx) => {
      this.#attempts.clear(tx, `pin:${user.id}`);
      recordIdentityFact(tx, user.id, 'user.signed_in', { deviceId });
      return this.#sessions.start(tx, user.id, client, { deviceId });
    });
    return { token, user: this.#viewSignedIn(user) };
  }

  async #byPin(input: Inputs['switchUser']): Promise<User> {
    const user = this.#directory.userByName(input.username);
    if (!user || user.disabled) throw new AppError('pin_wrong');
    const { pinHash } = user;
    if (pinHash === null) throw new AppError('pin_not_set');
    const right = await this.#attempts.compare(`pin:${user.id}`, () => verifySecret(input.pin, pinHash));
    if (!right) throw new AppError('pin_wrong');
    return user;
  }

  /** Who can vouch with a PIN for what goes beyond another person's limit. */
  approvers(_actor: Actor): { id: string; displayName: string }[] {
    return this.#directory
      .users()
      .filter((user) => !user.disabled && user.pinHash !== null && this.#mayApprove(user))
      .map(({ id, displayName }) => ({ id, displayName }));
  }

  /** What a person may do at this moment; undefined for who has left or was never here. */
  permissionsOf(userId: string): Permissions | undefined {
    const user = this.#directory.userById(userId);
    return user && !user.disabled ? this.#directory.permissionsOf(user.roleIds) : undefined;
  }

  /** What a person is called; undefined for an id nobody here has. */
  nameOf(userId: string): string | undefined {
    return this.#directory.userById(userId)?.displayName;
  }

  /** What people are called, by id, for naming who did what; also those who left. */
  namesOfPeople(): ReadonlyMap<string, string> {
    return new Map(this.#directory.users().map(({ id, displayName }) => [id, displayName]));
  }

  #mayApprove(user: User): boolean {
    return scopeOf(this.#directory.permissionsOf(user.roleIds), 'approval', 'create') !== 'none';
  }

  /**
   * Who vouches for an act beyond the limit: the actor when they may approve, or the person who typed a PIN; null when
   * nobody does. Throws AppError pin_wrong, pin_not_set, locked_out, approver_unfit.
   */
  async vouch(actor: Actor, approval: { userId: string; pin: string } | undefined): Promise<string | null> {
    if (scopeOf(actor.permissions, 'approval', 'create') !== 'none') return actor.userId;
    if (!approval) return null;
    const user = this.#directory.userById(approval.userId);
    if (!user || user.disabled) throw new AppError('pin_wrong');
    const { pinHash } = user;
    if (pinHash === null) throw new AppError('pin_not_set');
    const subject = `pin:${user.id}`;
    const right = await this.#attempts.compare(subject, () => verifySecret(approval.pin, pinHash));
    if (!right) throw new AppError('pin_wrong');
    if (!this.#mayApprove(user)) throw new AppError('approver_unfit');
    await this.#store.write(user.id, (tx) => {
      this.#attempts.clear(tx, subject);
      recordIdentityFact(tx, user.id, 'user.vouched', { for: actor.userId });
    });
    return user.id;
  }

  async changePassword(actor: Actor, input: Inputs['changePassword']): Promise<void> {
    const user = await this.#confirmOwnPassword(actor, input.currentPassword);
    checkPassword(input.newPassword, [user.username, this.enterprise().code]);
    await this.#setPassword(user, input.newPassword, 'user.password_changed', actor.sessionId);
  }

  async setPin(actor: Actor, input: Inputs['setPin']): Promise<void> {
    const user = await this.#confirmOwnPassword(actor, input.currentPassword);
    checkPin(input.pin);
    const pinHash = await hashSecret(input.pin);
    await this.#store.write(actor.userId, (tx) => {
      tx.db.update(userTable).set({ pinHash }).where(eq(userTable.id, user.id)).run();
      this.#attempts.clear(tx, `pin:${user.id}`);
      recordIdentityFact(tx, user.id, 'user.pin_set');
    });
  }

  /** Lets an owner in again with the recovery code from set-up, offline. Throws AppError recovery_failed or locked_out. */
  async recover(input: Inputs['recover'], client: string): Promise<SignedIn> {
    const enterprise = this.enterprise();
    const user = this.#directory.userByName(input.username);
    const ownerRole = this.#directory.roles().find((role) => role.key === 'owner');
    const isOwner = user && ownerRole && !user.disabled && user.roleIds.includes(ownerRole.id);
    const rightEnterprise = input.enterpriseId.trim().toLowerCase() === enterprise.code;
    const right = await this.#attempts.compare('recovery', async () => {
      const rightCode = await verifySecret(normalizeRecoveryCode(input.recoveryCode), enterprise.recoveryHash);
      return rightCode && isOwner === true && rightEnterprise;
    });
    if (!right || !user) throw new AppError('recovery_failed');
    checkPassword(input.newPassword, [user.username, enterprise.code]);
    await this.#setPassword(user, input.newPassword, 'user.recovered');
    await this.#store.write(user.id, (tx) => this.#attempts.clear(tx, 'recovery'));
    return this.login({ ...input, password: input.newPassword }, client);
  }

  /**
   * Gives an owner a new recovery code; the old one stops working. The code is shown once and never stored.
   * Throws AppError password_wrong or permission_denied.
   */
  async renewRecoveryCode(actor: Actor, input: Inputs['renewRecoveryCode']): Promise<{ recoveryCode: string }> {
    const { id } = this.enterprise();
    const ownerRole = this.#directory.roles().find((role) => role.key === 'owner');
    if (!ownerRole || !this.me(actor).roleIds.includes(ownerRole.id)) {
      const refused = { entity: 'enterprise', action: 'assign' };
      throw new AppError('permission_denied', refused, refused);
    }
    const user = await this.#confirmOwnPassword(actor, input.currentPassword);
    const recoveryCode = newRecoveryCode();
    const recoveryHash = await hashSecret(recoveryCode);
    await this.#store.write(actor.userId, (tx) => {
      tx.db.update(enterpriseTable).set({ recoveryHash }).where(eq(enterpriseTable.id, id)).run();
      this.#attempts.clear(tx, 'recovery');
      recordIdentityFact(tx, user.id, 'user.recovery_code_renewed');
      tx.changed('enterprise', id);
    });
    return { recoveryCode };
  }

  updateEnterprise(actor: Actor, input: Inputs['updateEnterprise']): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    const { id } = this.enterprise();
    return this.#store.write(actor.userId, (tx) => {
      const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      if (Object.keys(changes).length === 0) return;
      tx.db.update(enterpriseTable).set(changes).where(eq(enterpriseTable.id, id)).run();
      recordIdentityFact(tx, id, 'enterprise.updated', changes);
      tx.changed('enterprise', id);
    });
  }

  /** Ends every session on a paired device, as part of a larger piece of work. */
  endSessionsOfDevice(tx: Transaction, deviceId: string): void {
    this.#sessions.endAllOnDevice(tx, deviceId);
  }

  /** Forgets sessions that ran out. */
  tidy(): Promise<void> {
    return this.#store.write('system', (tx) => this.#sessions.forgetExpired(tx));
  }

  async #confirmOwnPassword(actor: Actor, password: string): Promise<User> {
    const user = this.#directory.userById(actor.userId);
    if (!user) throw new AppError('user_unknown');
    const right = await this.#attempts.compare(`password:${user.id}`, () => verifySecret(password, user.passwordHash));
    if (right) return user;
    throw new AppError('password_wrong');
  }

  async #setPassword(user: User, password: string, fact: string, keepSession?: string): Promise<void> {
    const passwordHash = await hashSecret(password);
    await this.#store.write(user.id, (tx: Transaction) => {
      tx.db.update(userTable).set({ passwordHash }).where(eq(userTable.id, user.id)).run();
      for (const session of this.#sessions.listOf(user.id)) {
        if (session.id !== keepSession) this.#sessions.end(tx, session.id);
      }
      this.#attempts.clear(tx, `password:${user.id}`);
      recordIdentityFact(tx, user.id, fact);
    });
  }

  #viewSignedIn(user: User): SignedIn['user'] {
    return { ...viewUser(user), permissions: this.#directory.permissionsOf(user.roleIds) };
  }
}
