import { sql } from 'drizzle-orm';
import { Lists, rowsOf, type Tx } from '../store/service.ts';
import { noWeight, type Weight } from './weight.ts';

export type EntitySums = ReadonlyMap<string, Weight>;

const modulus = 1n << 64n;

/** 64 bits as 16 hex digits. */
export const hex64 = (value: bigint) => value.toString(16).padStart(16, '0');

/** How a push changes the sums of the entities. */
export class SumChanges {
  readonly #by = new Map<string, Weight>();

  /** One thing of an entity weighs `after` where it weighed `before`. */
  change(entity: string, before: Weight, after: Weight): void {
    const all = this.#by.get(entity) ?? noWeight;
    this.#by.set(entity, {
      rows: all.rows + after.rows - before.rows,
      sum: (all.sum + after.sum - before.sum + modulus) % modulus,
      bytes: all.bytes + after.bytes - before.bytes,
    });
  }

  /** The values of `savingSums`: they and the sums of before. The head is locked, so nobody else changes them. */
  after(kept: EntitySums): Record<string, Buffer> {
    const sums = [...this.#by].map(([entity, change]) => {
      const before = kept.get(entity) ?? noWeight;
      return {
        entity,
        rows: before.rows + change.rows,
        sum: hex64((before.sum + change.sum) % modulus),
        bytes: before.bytes + change.bytes,
      };
    });
    return lists.of(sums);
  }
}

const lists = new Lists<{ entity: string; rows: number; sum: string; bytes: number }>('sum', [
  ['text', ({ entity }) => entity],
  ['bigint', ({ rows }) => rows],
  ['text', ({ sum }) => sum],
  ['bigint', ({ bytes }) => bytes],
]);

/** The statement that writes sums. */
export const savingSums = sql`insert into sync_sum (enterprise_id, entity, rows, sum, bytes)
  select ${sql.placeholder('enterpriseId')}::uuid, t.* from ${lists.table} as t
  on conflict (enterprise_id, entity) do update set rows = excluded.rows, sum = excluded.sum, bytes = excluded.bytes`;

interface SumRow {
  readonly entity: string;
  readonly rows: string | number;
  readonly sum: string;
  readonly bytes: string | number;
}

export function toSums(rows: readonly SumRow[]): EntitySums {
  return new Map(
    rows.map(({ entity, rows: count, sum, bytes }) => [
      entity,
      { rows: Number(count), sum: BigInt(`0x${sum}`), bytes: Number(bytes) },
    ]),
  );
}

/** The sums by entity; facts are the entity `event`. */
export async function readSums(tx: Tx, enterpriseId: string): Promise<EntitySums> {
  return toSums(
    await rowsOf<SumRow>(tx, sql`select entity, rows, sum, bytes from sync_sum where enterprise_id = ${enterpriseId}`),
  );
}
