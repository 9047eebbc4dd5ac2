import { sql } from 'drizzle-orm';
import type { Standing } from '#shared/sync/standing.ts';
import { rowsOf, type Tx } from '../store/service.ts';

/** How far each device is behind the end of the log, in places; who never pulled is not in it. */
export async function behind(tx: Tx, enterpriseId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ device_id: string; behind: string }>(
    tx,
    sql`select d.device_id, h.position - d.cursor as behind from sync_device d
      join sync_head h on h.enterprise_id = d.enterprise_id
      where d.enterprise_id = ${enterpriseId} and d.cursor_at is not null`,
  );
  return new Map(rows.map((row) => [row.device_id, Math.max(0, Number(row.behind))]));
}

/** How an enterprise's sync stands. */
export async function readMonitoring(tx: Tx, enterpriseId: string): Promise<Standing> {
  const own = sql`enterprise_id = ${enterpriseId}`;
  const [row] = await rowsOf<{ standing: Standing }>(
    tx,
    sql`select json_build_object(
      'devices', coalesce((select json_agg(json_build_object('device', device_id, 'epoch', epoch, 'seenAt', seen_at,
        'pulledAt', cursor_at, 'behind', greatest(0, (select position from sync_head where ${own}) - cursor))
        order by seen_at desc) from sync_device where ${own}), '[]'),
      'traffic', coalesce((select json_agg(json_build_object('day', day, 'device', device_id, 'pushes', pushes,
        'operations', operations, 'pushedBytes', pushed_bytes, 'pulls', pulls, 'changes', changes,
        'pulledBytes', pulled_bytes, 'conflicts', conflicts) order by day, device_id) from sync_traffic where ${own}), '[]'),
      'storage', coalesce((select json_agg(json_build_object('entity', entity, 'rows', rows, 'bytes', bytes)
        order by bytes desc) from sync_sum where ${own}), '[]'),
      'blobs', (select json_build_object('files', count(*), 'bytes', coalesce(sum(size), 0)) from blob
        where ${own} and complete_at is not null),
      'openConflicts', (select count(*) from sync_row where ${own} and entity = 'conflict' and deleted is null
        and fields::json ->> 'state' = 'open')) as standing`,
  );
  if (!row) throw new Error('the database answered nothing');
  return row.standing;
}
