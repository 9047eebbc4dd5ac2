import { permissionsSchema } from '#shared/identity/entities.ts';
import { mergePermissions } from '#shared/identity/permissions.ts';
import type { RightsOf, SyncDevice } from '#shared/sync/authorise.ts';
import type { Tx } from '../store/service.ts';
import { loadRecords, recordKey } from './records.ts';

/** The rights of a personal device's person, from the enterprise's own users and roles. A device of the house needs none. */
export async function loadRights(tx: Tx, enterpriseId: string, device: SyncDevice): Promise<RightsOf> {
  const { scope, userId } = device;
  if (scope === 'enterprise' || userId === null) return () => undefined;
  const users = await loadRecords(tx, enterpriseId, [{ entity: 'user', id: userId }]);
  const user = users.get(recordKey('user', userId))?.state;
  const roleIds = user?.fields['roleIds'];
  if (!user || user.deleted !== null || user.fields['disabled'] !== false || !Array.isArray(roleIds)) {
    return () => undefined;
  }
  const ids = roleIds.filter((id) => typeof id === 'string');
  const roles = await loadRecords(
    tx,
    enterpriseId,
    ids.map((id) => ({ entity: 'role', id })),
  );
  const permissions = [...roles.values()]
    .filter(({ state }) => state.deleted === null)
    .map(({ state }) => permissionsSchema.safeParse(state.fields['permissions']))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  const rights = mergePermissions(permissions);
  return (actor) => (actor === userId ? rights : undefined);
}
