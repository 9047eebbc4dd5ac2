import { type SQL, sql } from 'drizzle-orm';

export interface Traffic {
  readonly pushes?: number;
  readonly operations?: number;
  readonly pushedBytes?: number;
  readonly pulls?: number;
  readonly changes?: number;
  readonly pulledBytes?: number;
  readonly conflicts?: number;
}

const dayMs = 24 * 60 * 60_000;
export const dayOf = (now: number) => Math.floor(now / dayMs);

/** The statement that adds to a device's traffic of the day. */
export function addTraffic(enterpriseId: string, deviceId: string, now: number, add: Traffic): SQL {
  const { pushes = 0, operations = 0, pushedBytes = 0, pulls = 0, changes = 0, pulledBytes = 0, conflicts = 0 } = add;
  return sql`insert into sync_traffic as t (enterprise_id, day, device_id, pushes, operations, pushed_bytes, pulls, changes, pulled_bytes, conflicts)
    values (${enterpriseId}, ${dayOf(now)}, ${deviceId}, ${pushes}, ${operations}, ${pushedBytes}, ${pulls}, ${changes}, ${pulledBytes}, ${conflicts})
    on conflict (enterprise_id, day, device_id) do update set pushes = t.pushes + excluded.pushes,
      operations = t.operations + excluded.operations, pushed_bytes = t.pushed_bytes + excluded.pushed_bytes,
      pulls = t.pulls + excluded.pulls, changes = t.changes + excluded.changes,
      pulled_bytes = t.pulled_bytes + excluded.pulled_bytes, conflicts = t.conflicts + excluded.conflicts`;
}
