import { sql } from 'drizzle-orm';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import type { Checksums } from '#shared/sync/checksum.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import { beginning, formatCursor } from './tokens.ts';
import { holdsInFull } from './visibility.ts';

interface Row {
  readonly position: string;
  readonly tag: string;
  readonly entity: string | null;
  readonly rows: string | null;
  readonly sum: string | null;
}

/**
 * The checksums of what a device holds in full, and the cursor they are of, both as one moment has them. They are kept
 * with every push, so this reads a few rows.
 */
export async function checksums(tx: Tx, enterpriseId: string, device: SyncDevice): Promise<Checksums> {
  const read = await rowsOf<Row>(
    tx,
    sql`select h.position, h.tag, s.entity, s.rows, s.sum from sync_head h
      left join sync_sum s on s.enterprise_id = h.enterprise_id where h.enterprise_id = ${enterpriseId}`,
  );
  const [{ position, tag } = { ...beginning, position: '0' }] = read;
  const entities = read.flatMap(({ entity, rows, sum }) =>
    entity !== null && sum !== null && holdsInFull(device, entity)
      ? [[entity, { rows: Number(rows), sum }] as const]
      : [],
  );
  return {
    cursor: formatCursor({ position: Number(position), tag, full: false }),
    entities: Object.fromEntries(entities),
  };
}
