import { type SQL, sql } from 'drizzle-orm';
import type { AnyEntity } from '#shared/entities.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { entityByName, syncedEntities } from '#shared/sync/entities.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';

const forEveryone = syncedEntities.filter(({ audience }) => audience === 'everyone').map(({ name }) => name);

/** The condition on `entity` of what a device may hold: one that belongs to a person holds what is for everyone. */
export function visibleEntities(device: SyncDevice): SQL {
  return device.scope === 'enterprise' ? sql`true` : sql`entity = any(${sql.param(forEveryone)}::text[])`;
}

/** The condition on `actor` of the facts a device may hold: one that belongs to a person holds that person's. */
export function visibleFacts(device: SyncDevice): SQL {
  return device.scope === 'enterprise' ? sql`true` : sql`actor = ${device.userId}`;
}

/** Whether a device holds an entity in full, so that its checksum can be compared. */
export function holdsInFull(device: SyncDevice, name: string): boolean {
  if (device.scope === 'enterprise') return true;
  const entity = entityByName.get(name);
  return entity?.audience === 'everyone' && (entity.secret ?? []).length === 0;
}

function secretsOf(device: SyncDevice, entity: AnyEntity | undefined, id: string): readonly string[] {
  if (device.scope === 'enterprise' || !entity) return [];
  // A person's own password and PIN let them sign in where there is no network.
  return entity.name === 'user' && id === device.userId ? [] : (entity.secret ?? []);
}

/** A record's fields and stamps without the secrets that are not this device's. */
export function withoutSecrets<T extends { readonly fields: Fields; readonly stamps: Stamps }>(
  device: SyncDevice,
  entity: string,
  id: string,
  of: T,
): T {
  const secrets = secretsOf(device, entityByName.get(entity), id);
  if (secrets.length === 0) return of;
  const open = <V>(all: Readonly<Record<string, V>>) =>
    Object.fromEntries(Object.entries(all).filter(([field]) => !secrets.includes(field)));
  return { ...of, fields: open(of.fields), stamps: open(of.stamps) };
}
