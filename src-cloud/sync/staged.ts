import { sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import type { ReadOperation } from './reading.ts';

/** Operations of one transaction that may wait for its end; more than any landing holds. */
const limit = 2_000_000;

interface Part {
  readonly first_seq: string;
  readonly tx: string;
  readonly operations: number;
  readonly refused: boolean;
}

/** A device's transaction that came in parts and is not whole yet. At most one. */
export class Staged {
  readonly #tx: Tx;
  readonly #enterpriseId: string;
  readonly #deviceId: string;
  readonly #parts: readonly Part[];

  private constructor(tx: Tx, enterpriseId: string, deviceId: string, parts: readonly Part[]) {
    this.#tx = tx;
    this.#enterpriseId = enterpriseId;
    this.#deviceId = deviceId;
    this.#parts = parts;
  }

  static async of(tx: Tx, enterpriseId: string, deviceId: string): Promise<Staged> {
    const parts = await rowsOf<Part>(
      tx,
      sql`select first_seq, tx, operations, refused from sync_staged
        where enterprise_id = ${enterpriseId} and device_id = ${deviceId} order by first_seq`,
    );
    return new Staged(tx, enterpriseId, deviceId, parts);
  }

  /** The device's number of the transaction; undefined when none waits. */
  get tx(): number | undefined {
    const [first] = this.#parts;
    return first && Number(first.tx);
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
