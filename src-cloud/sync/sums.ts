import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../store/service.ts';
import { unnest } from './sql.ts';

interface Weight {
  readonly rows: number;
  readonly sum: bigint;
  readonly bytes: number;
}

const modulus = 1n << 64n;

/** 64 bits as 16 hex digits. */
export const hex64 = (value: bigint) => value.toString(16).padStart(16, '0');

/** How a push changes the sums of the entities. */
export class SumChanges {
  readonly #by = new Map<string, { rows: number; sum: bigint; bytes: number }>();

  /** One thing of an entity weighs `after` where it weighed `before`. */
  change(entity: string, before: Weight, after: Weight): void {
    const all = this.#by.get(entity) ?? { rows: 0, sum: 0n, bytes: 0 };
    this.#by.set(entity, {
      rows: all.rows + after.rows - before.rows,
      sum: (all.sum + after.sum - before.sum + modulus) % modulus,
      bytes: all.bytes + after.bytes - before.bytes,
    });
  }

  /** Adds them to the sums that are kept. The head is locked, so nobody else changes them. */
  async save(tx: Tx, enterpriseId: string): Promise<void> {
    if (this.#by.size === 0) return;
    const kept = await readSums(tx, enterpriseId);
    const sums = [...this.#by].map(([entity, change]) => {
      const before = kept.get(entity) ?? { rows: 0, sum: 0n, bytes: 0 };
      return {
        entity,
        rows: before.rows + change.rows,
        sum: hex64((before.sum + change.sum) % modulus),
        bytes: before.bytes + change.bytes,
      };
    });
    const columns = unnest(sums, [
      ['text', ({ entity }) => entity],
      ['bigint', ({ rows }) => rows],
      ['text', ({ sum }) => sum],
      ['bigint', ({ bytes }) => bytes],
    ]);
    await tx.execute(
      sql`insert into sync_sum (enterprise_id, entity, rows, sum, bytes)
        select ${enterpriseId}::uuid, t.* from ${columns} as t
        on conflict (enterprise_id, entity) do update set rows = excluded.rows, sum = excluded.sum, bytes = excluded.bytes`,
    );
  }
}

/** The sums by entity; facts are the entity `event`. */
export async function readSums(tx: Tx, enterpriseId: string): Promise<Map<string, Weight>> {
  const rows = await rowsOf<{ entity: string; rows: string; sum: string; bytes: string }>(
    tx,
    sql`select entity, rows, sum, bytes from sync_sum where enterprise_id = ${enterpriseId}`,
  );
  return new Map(
    rows.map(({ entity, rows, sum, bytes }) => [
      entity,
      { rows: Number(rows), sum: BigInt(`0x${sum}`), bytes: Number(bytes) },
    ]),
  );
}
