import type { AnyEntity } from '../entities.ts';
import { type Permissions, scopeOf } from '../identity/permissions.ts';
import { entityByName, syncedStreams } from './entities.ts';
import type { Operation } from './operation.ts';
import type { rejectionCodes } from './push.ts';

/** What the server knows of the device that sends an operation. */
export interface SyncDevice {
  readonly id: string;
  /** `enterprise`: the counter, the office PC, used by many. `personal`: one person's own; only that person acts on it. */
  readonly scope: 'enterprise' | 'personal';
  /** Whose it is, when it is personal. */
  readonly userId: string | null;
  /** Entrusted with people and their rights. */
  readonly administers: boolean;
}

/** Who acts: the rights of a user as the server has them; undefined for somebody it does not know (yet), or no person. */
export type RightsOf = (actor: string) => Permissions | undefined;

const actionOf = { put: 'update', delete: 'delete', fact: 'create' } as const;

function mayChange(rights: Permissions, entity: AnyEntity, op: Exclude<Operation, { kind: 'fact' }>): boolean {
  const action = op.kind === 'put' && op.whole ? 'create' : actionOf[op.kind];
  if (scopeOf(rights, entity.right, action) !== 'none') return true;
  const fieldRights = entity.fieldRights ?? {};
  return (
    op.kind === 'put' &&
    !op.whole &&
    Object.keys(op.fields).every((field) => {
      const right = fieldRights[field];
      return right !== undefined && scopeOf(rights, right, 'update') !== 'none';
    })
  );
}

/**
 * Whether a device may send an operation: actor × device × entity × field. What landing and cloud agree on; the cloud
 * asks it of everything it is sent, because a database file can be edited. Gives the reason of a refusal, or null.
 *
 * On a device of the whole enterprise the landing has checked who acts, and `system` and guests act too; it is trusted
 * with everything but what is administered. A personal one acts for its person alone, by that person's rights.
 */
export function refusalOf(
  op: Operation,
  device: SyncDevice,
  rightsOf: RightsOf,
): (typeof rejectionCodes)[number] | null {
  if (op.kind === 'fact') {
    if (op.entity !== 'event' || !Object.hasOwn(syncedStreams, op.fact.stream)) return 'sync_unknown_entity';
    const isOwn = op.actor === device.userId && op.fact.actor === op.actor;
    return device.scope === 'enterprise' || isOwn ? null : 'sync_forbidden';
  }
  const entity = entityByName.get(op.entity);
  if (!entity) return 'sync_unknown_entity';
  if (entity.administered && !device.administers) return 'sync_forbidden';
  if (device.scope === 'enterprise') return null;
  if (entity.audience !== 'everyone' || op.actor !== device.userId) return 'sync_forbidden';
  const rights = rightsOf(op.actor);
  return rights && mayChange(rights, entity, op) ? null : 'sync_forbidden';
}
