import { sql } from 'drizzle-orm';
import { Prepared, type Tx } from '../store/service.ts';

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

const nothing: Required<Traffic> = {
  pushes: 0,
  operations: 0,
  pushedBytes: 0,
  pulls: 0,
  changes: 0,
  pulledBytes: 0,
  conflicts: 0,
};
const value = (name: keyof Traffic | 'enterpriseId' | 'deviceId' | 'day') => sql.placeholder(name);

/** The statement that adds to a device's traffic of the day; its values are `trafficValues`. */
export const addingTraffic = sql`insert into sync_traffic as t (enterprise_id, day, device_id, pushes, operations, pushed_bytes, pulls, changes, pulled_bytes, conflicts)
  values (${value('enterpriseId')}, ${value('day')}, ${value('deviceId')}, ${value('pushes')}, ${value('operations')},
    ${value('pushedBytes')}, ${value('pulls')}, ${value('changes')}, ${value('pulledBytes')}, ${value('conflicts')})
  on conflict (enterprise_id, day, device_id) do update set pushes = t.pushes + excluded.pushes,
    operations = t.operations + excluded.operations, pushed_bytes = t.pushed_bytes + excluded.pushed_bytes,
    pulls = t.pulls + excluded.pulls, changes = t.changes + excluded.changes,
    pulled_bytes = t.pulled_bytes + excluded.pulled_bytes, conflicts = t.conflicts + excluded.conflicts`;

export type TrafficValues = ReturnType<typeof trafficValues>;

/** The values of what is added to a device's traffic. */
export function trafficValues(enterpriseId: string, deviceId: string, now: number, add: Traffic) {
  return { enterpriseId, deviceId, day: dayOf(now), ...nothing, ...add };
}

const adding = new Prepared<TrafficValues>('sync_add_traffic', addingTraffic);

/** Adds to a device's traffic of the day. */
export async function addTraffic(tx: Tx, values: TrafficValues): Promise<void> {
  await adding.rows(tx, values);
}
