import { client, problemOf } from '../api.ts';
import { type Resolved, readAreas, type SetUpDraft } from './draft.ts';

/**
 * Makes the enterprise and signs its owner in; gives the recovery code. When an earlier answer was lost on the way, the
 * enterprise exists already: then the owner's own password opens it, and a new recovery code replaces the lost one.
 */
export async function makeEnterprise(draft: SetUpDraft, resolved: Resolved): Promise<string> {
  const { name, work, displayName, username, password, cutoverHour } = draft;
  const { code, currency, timeZone, language } = resolved;
  try {
    const { recoveryCode } = await client.identity.setUp.mutate({
      enterprise: { code, name: name.trim(), currency, timeZone, cutoverHour, language, work: [...work] },
      owner: { username, displayName: displayName.trim(), password },
    });
    return recoveryCode;
  } catch (error) {
    if (problemOf(error)?.code !== 'already_set_up') throw error;
    await client.identity.login.mutate({ enterpriseId: code, username, password }).catch(() => {
      throw error;
    });
    const { recoveryCode } = await client.identity.renewRecoveryCode.mutate({ currentPassword: password });
    return recoveryCode;
  }
}

/** Tells the landing how guests order and makes the tables that do not exist yet; may be repeated. */
export async function makeFloor(draft: SetUpDraft): Promise<void> {
  const { opening, taxMode, taxPpm } = draft;
  const { taxClasses } = await client.ordering.settings.get.query();
  const [first, ...others] = taxClasses;
  await client.ordering.settings.update.mutate({
    opening,
    taxMode,
    ...(first ? { taxClasses: [{ ...first, eatInPpm: taxPpm, takeAwayPpm: taxPpm }, ...others] } : {}),
  });
  const existing = new Set((await client.ordering.tables.list.query()).map((table) => table.name));
  const wanted = readAreas(draft.areas).flatMap(({ names }, index) => {
    const area = draft.areas[index];
    return area ? names.map((name) => ({ name, area: area.area.trim(), seats: area.seats })) : [];
  });
  for (const [position, table] of wanted.entries()) {
    if (!existing.has(table.name)) await client.ordering.tables.save.mutate({ ...table, position });
  }
}
