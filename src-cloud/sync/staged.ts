import { sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import type { ReadOperation } from './reading.ts';

/** Operations of one transaction that may wait for its end; more than any landing holds. */
const limit = 2_000_000;

export interface StagedPart {
  readonly first_seq: number;
  readonly tx: number;
  readonly operations: number;
  readonly refused: boolean;
}

/** A device's transaction that came in parts and is not whole yet. At most one. */
export class Staged {
  readonly #tx: Tx;
  readonly #enterpriseId: string;
  readonly #deviceId: string;
  readonly #parts: readonly StagedPart[];

  /** `parts` as they lie in `sync_staged`, in order. */
  constructor(tx: Tx, enterpriseId: string, deviceId: string, parts: readonly StagedPart[]) {
    this.#tx = tx;
    this.#enterpriseId = enterpriseId;
    this.#deviceId = deviceId;
    this.#parts = parts;
  }

  /** The device's number of the transaction; undefined when none waits. */
  get tx(): number | undefined {
    const [first] = this.#parts;
    return first?.tx;
  }

  /** Something in it takes all of it with it. */
  get refused(): boolean {
    return this.#parts.some(({ refused }) => refused);
  }

  /** The operations, one part at a time: together they may be more than memory holds. */
  async *parts(): AsyncGenerator<ReadOperation[]> {
    for (const { first_seq: firstSeq } of this.#parts) {
      const [row] = await rowsOf<{ ops: string }>(
        this.#tx,
        sql`select ops from sync_staged where enterprise_id = ${this.#enterpriseId}
          and device_id = ${this.#deviceId} and first_seq = ${firstSeq}`,
      );
      if (row) yield JSON.parse(row.ops) as ReadOperation[];
    }
  }

  /** Keeps one more part. Throws AppError body_too_large when the transaction is beyond every measure. */
  async add(ops: readonly ReadOperation[], refused: boolean, now: number): Promise<void> {
    const waiting = this.#parts.reduce((sum, { operations }) => sum + operations, ops.length);
    if (waiting > limit) throw new AppError('body_too_large');
    await this.#tx.execute(
      sql`insert into sync_staged (enterprise_id, device_id, first_seq, tx, operations, ops, refused, at)
        values (${this.#enterpriseId}, ${this.#deviceId}, ${ops[0]?.seq ?? 0}, ${ops[0]?.tx ?? 0}, ${ops.length},
          ${JSON.stringify(ops)}, ${refused}, ${now})`,
    );
  }

  async clear(): Promise<void> {
    await this.#tx.execute(
      sql`delete from sync_staged where enterprise_id = ${this.#enterpriseId} and device_id = ${this.#deviceId}`,
    );
  }
}
