import { and, desc, eq } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { AppError } from '#shared/errors.ts';
import { recorded } from './act.ts';
import { clearFault } from './benches.ts';
import type { MtmsContext } from './context.ts';
import { deliveryTable, sealedKeyTable } from './tables.ts';

/** What an operator does when something went wrong: tries again, delivers an old key again, lets a bench back in. */
export class Stewardship {
  readonly #context: MtmsContext;
  readonly #queued: () => void;

  constructor(context: MtmsContext, queued: () => void) {
    this.#context = context;
    this.#queued = queued;
  }

  /** The sealed keys that a terminal ever had, the latest first (KEY-12). */
  history(serial: string) {
    return this.#context.driver.transaction((tx) => {
      const { opId, customerCode, kcv, state, acceptedAt, acknowledgedAt, retiredAt } = sealedKeyTable;
      return tx
        .select({ opId, customerCode, kcv, state, acceptedAt, acknowledgedAt, retiredAt })
        .from(sealedKeyTable)
        .where(eq(sealedKeyTable.serial, serial))
        .orderBy(desc(acceptedAt));
    });
  }

  /**
   * Brings a sealed key to its KMS again, whether it is quarantined, was lost there, or is an old one. Nothing but the
   * customer it was sealed for can be its destination. Throws AppError not_found, key_discarded.
   */
  async deliverAgain(by: string, opId: string): Promise<void> {
    const { record, now } = this.#context;
    await recorded(this.#context, async (tx) => {
      const [key] = await tx.select().from(sealedKeyTable).where(eq(sealedKeyTable.opId, opId)).for('update');
      if (!key) throw new AppError('not_found');
      const { serial, customerCode } = key;
      // Somebody decided that it goes nowhere.
      if (key.state === 'DISCARDED') throw new AppError('key_discarded');
      if (!(await this.#isQueued(tx, opId)))
        await tx.insert(deliveryTable).values({
          ...{ opId, serial, customerCode, again: true, state: 'QUEUED', attempts: 0 },
          ...{ dueAt: now(), leasedUntil: 0, createdAt: now() },
        });
      else await tx.update(deliveryTable).set({ dueAt: now() }).where(queued(opId));
      const details = { opId, serial, customer: customerCode };
      await record.add(tx, { at: now(), actor: `operator:${by}`, action: 'delivery_again', details });
    });
    this.#queued();
  }

  /**
   * Takes a key out of quarantine for good: it is never delivered again. The sealed message stays in the terminal's
   * history. Throws AppError not_found when it is not in quarantine.
   */
  discard(by: string, opId: string, why: string): Promise<void> {
    const { record, now } = this.#context;
    return recorded(this.#context, async (tx) => {
      const [key] = await tx.select().from(sealedKeyTable).where(eq(sealedKeyTable.opId, opId)).for('update');
      const [latest] = await tx
        .select()
        .from(deliveryTable)
        .where(eq(deliveryTable.opId, opId))
        .orderBy(desc(deliveryTable.number))
        .limit(1);
      if (!key || latest?.state !== 'QUARANTINED') throw new AppError('not_found');
      await tx.update(deliveryTable).set({ state: 'DISCARDED' }).where(eq(deliveryTable.number, latest.number));
      // A key that its KMS holds is not lost because bringing it once more went wrong.
      if (key.state === 'QUARANTINED')
        await tx.update(sealedKeyTable).set({ state: 'DISCARDED' }).where(eq(sealedKeyTable.opId, opId));
      const details = { opId, serial: key.serial, customer: key.customerCode, why };
      await record.add(tx, { at: now(), actor: `operator:${by}`, action: 'key_discarded', details });
    });
  }

  /** Notes that somebody took a sealed message out; only its KMS can open it, but that it was taken is worth knowing. */
  noteTaken(by: string, opId: string): Promise<void> {
    const { record, now } = this.#context;
    return recorded(this.#context, (tx) =>
      record.add(tx, { at: now(), actor: `operator:${by}`, action: 'message_taken', details: { opId } }),
    );
  }

  /** Lets a bench back in whose record went wrong; it is followed anew from its beginning. Throws AppError not_found. */
  acceptBench(by: string, id: string, why: string): Promise<void> {
    const { record, now } = this.#context;
    return recorded(this.#context, async (tx) => {
      if (!(await clearFault(tx, id))) throw new AppError('not_found');
      await record.add(tx, {
        at: now(),
        actor: `operator:${by}`,
        action: 'bench_accepted',
        details: { bench: id, why },
      });
    });
  }

  async #isQueued(tx: Tx, opId: string): Promise<boolean> {
    return (await tx.$count(deliveryTable, queued(opId))) > 0;
  }
}

const queued = (opId: string) => and(eq(deliveryTable.opId, opId), eq(deliveryTable.state, 'QUEUED'));
