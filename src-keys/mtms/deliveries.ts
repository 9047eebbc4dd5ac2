import { and, eq, ne, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '#server/database/service.ts';
import { openStatement } from '#server/pki/statements.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import { kmsAnswerSchema } from '#shared/bench/kms.ts';
import { AppError } from '#shared/errors.ts';
import { recorded } from './act.ts';
import type { MtmsContext } from './context.ts';
import { deliveryTable, kmsRouteTable, operationTable, type RouteMethod, sealedKeyTable } from './tables.ts';
import type { Delivery, Destination, Transport } from './transports.ts';

/** A delivery that was taken on by this process. */
interface Claimed {
  readonly number: number;
  readonly attempts: number;
  readonly again: boolean;
}

const leaseMs = 60_000;
const backOffMs = { first: 1_000, most: 5 * 60_000 } as const;
/** How often it looks without being told: for what others queued, and for what failed before. */
const lookMs = 1_000;
const atOnce = 4;

/** What a KMS means for good: the key or its message is wrong. Anything else may pass. */
const final: ReadonlySet<string> = new Set([
  'E_KCV',
  'E_CMS',
  'E_KEY_BLOCK',
  'E_RECIPIENT',
  'E_SN_CHANGED',
  'E_NONCE_REPLAY',
]);

/** Waits longer after each attempt, with some chance in it so that many do not come at once. */
export function backOff(attempts: number, chance: number): number {
  const full = Math.min(backOffMs.most, backOffMs.first * 2 ** Math.max(0, attempts - 1));
  return Math.round(full * (0.75 + chance / 4));
}

/** Brings accepted keys to their KMS, at least once each, until it confirms the key with its own check value. */
export class Deliveries {
  readonly #context: MtmsContext;
  readonly #transports: Readonly<Record<RouteMethod, Transport>>;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(context: MtmsContext, transports: Readonly<Record<RouteMethod, Transport>>) {
    this.#context = context;
    this.#transports = transports;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
    this.look();
  }

  /** Looks now whether something is due. */
  look(): void {
    this.#again = true;
    this.#looking ??= this.#drain().finally(() => {
      this.#looking = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#looking;
    await Promise.all(this.#running);
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        while (!this.#closed) {
          if (this.#running.size >= atOnce) await Promise.race(this.#running);
          const claimed = await this.#claim();
          if (!claimed) break;
          this.#run(claimed);
        }
      } catch (err) {
        this.#context.log.warn({ err }, 'deliveries could not be looked up');
      }
    }
  }

  #run(claimed: Claimed): void {
    const running = this.#deliver(claimed)
      .catch((err: unknown) => {
        this.#context.log.error({ err, delivery: claimed.number }, 'a delivery failed; its lease runs out');
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /**
   * Takes on the next delivery that is due; another process skips it. Keys of one terminal go to one customer in the
   * order they were accepted in: the last one is the one the terminal has.
   */
  async #claim(): Promise<Claimed | undefined> {
    const now = this.#context.now();
    return this.#context.driver.transaction(async (tx) => {
      const [row] = await rowsOf<{ number: string | number; attempts: number; again: boolean }>(
        tx,
        sql`update ${deliveryTable} set leased_until = ${now + leaseMs}, attempts = attempts + 1
          where number = (
            select d.number from ${deliveryTable} d
            where d.state = 'QUEUED' and d.due_at <= ${now} and d.leased_until <= ${now}
              and not exists (select from ${deliveryTable} e where e.serial = d.serial
                and e.customer_code = d.customer_code and e.state = 'QUEUED' and e.number < d.number)
            order by d.due_at, d.number limit 1 for update skip locked)
          returning number, attempts, again`,
      );
      return row && { number: Number(row.number), attempts: row.attempts, again: row.again };
    });
  }

  async #deliver(claimed: Claimed): Promise<void> {
    const what = await this.#load(claimed.number);
    if (!what) return;
    try {
      if (!what.destination) throw benchError('E_KMS_PENDING', 'no_route');
      const delivered = await this.#transports[what.destination.method](what.destination, what.delivery);
      const kcv = this.#check(what.destination, what.delivery, delivered);
      if (kcv !== what.kcv) throw benchError('E_KCV', 'kms_differs');
      await this.#confirmed(claimed, what.delivery);
    } catch (error) {
      if (!(error instanceof AppError) || !isBenchCode(error.code)) {
        this.#context.log.warn({ err: error, delivery: claimed.number }, 'a KMS was not reached');
        await this.#failed(claimed, what.delivery, benchError('E_KMS_PENDING', 'unreachable', { cause: error }));
      } else await this.#failed(claimed, what.delivery, error);
    }
  }

  async #load(number: number) {
    const [row] = await this.#context.driver.transaction((tx) =>
      tx
        .select({ key: sealedKeyTable, route: kmsRouteTable })
        .from(deliveryTable)
        .innerJoin(sealedKeyTable, eq(sealedKeyTable.opId, deliveryTable.opId))
        .leftJoin(kmsRouteTable, eq(kmsRouteTable.customerCode, deliveryTable.customerCode))
        .where(eq(deliveryTable.number, number)),
    );
    if (!row) return undefined;
    const { opId, serial, customerCode, cms, kcv } = row.key;
    const delivery: Delivery = { opId, serial, customerCode, cms };
    const destination: Destination | undefined = row.route ?? undefined;
    return { delivery, kcv, destination };
  }

  /** The check value in the KMS's signed answer. Throws E_KMS_PENDING when the answer is another's or to another key. */
  #check({ kmsId }: Destination, delivery: Delivery, answer: Buffer): string {
    const statement = this.#open(answer);
    const { opId, serial, kcv } = statement.value;
    const isOurs = opId === delivery.opId && serial === delivery.serial;
    if (statement.signer.id !== kmsId || !isOurs) throw benchError('E_KMS_PENDING', 'answer_of_another');
    return kcv;
  }

  #open(answer: Buffer) {
    const { identity, now } = this.#context;
    const wanted = { roles: ['kms'], now: now() } as const;
    try {
      return openStatement('kmsAnswer', kmsAnswerSchema, answer, identity.trust, wanted);
    } catch (cause) {
      // It says nothing about the key, whatever it says.
      throw benchError('E_KMS_PENDING', 'answer_not_verified', { cause });
    }
  }

  /** The KMS has the key: from now on it is the terminal's, and the one before it is not. */
  #confirmed(claimed: Claimed, { opId, serial, customerCode }: Delivery): Promise<void> {
    const at = this.#context.now();
    return recorded(this.#context, async (tx) => {
      if (!(await this.#end(tx, claimed, { state: 'DELIVERED', code: null, reason: null, endedAt: at }))) return;
      const [key] = await tx.select().from(sealedKeyTable).where(eq(sealedKeyTable.opId, opId)).for('update');
      // An old key that was delivered again does not come back to life by that.
      if (key?.state === 'PENDING' || key?.state === 'QUARANTINED') await this.#activate(tx, opId, serial, at);
      await tx
        .update(operationTable)
        .set({ state: 'DELIVERED', deliveredAt: sql`coalesce(${operationTable.deliveredAt}, ${at})` })
        .where(eq(operationTable.opId, opId));
      const details = { opId, serial, customer: customerCode, ...(claimed.again ? { again: true } : {}) };
      await this.#context.record.add(tx, { at, actor: 'mtms', action: 'key_delivered', details });
    });
  }

  async #activate(tx: Tx, opId: string, serial: string, at: number): Promise<void> {
    // The old customer's KMS may answer after the new one's did: the later key is the one in the terminal.
    const later = sql`exists (select from ${sealedKeyTable} k where k.serial = ${serial} and k.state = 'ACTIVE'
      and k.accepted_at > (select accepted_at from ${sealedKeyTable} o where o.op_id = ${opId}))`;
    const [standing] = await rowsOf<{ later: boolean }>(tx, sql`select ${later} as later`);
    if (standing?.later) {
      const set = { state: 'RETIRED', acknowledgedAt: at, retiredAt: at } as const;
      await tx.update(sealedKeyTable).set(set).where(eq(sealedKeyTable.opId, opId));
      return;
    }
    await tx
      .update(sealedKeyTable)
      .set({ state: 'RETIRED', retiredAt: at })
      .where(and(eq(sealedKeyTable.serial, serial), eq(sealedKeyTable.state, 'ACTIVE'), ne(sealedKeyTable.opId, opId)));
    await tx.update(sealedKeyTable).set({ state: 'ACTIVE', acknowledgedAt: at }).where(eq(sealedKeyTable.opId, opId));
  }

  async #failed(claimed: Claimed, { opId, serial, customerCode }: Delivery, error: AppError): Promise<void> {
    const { now, log } = this.#context;
    const at = now();
    const { code } = error;
    const reason = reasonOf(error) ?? '';
    log.warn({ opId, code, reason, attempts: claimed.attempts }, 'not delivered');
    if (!final.has(code)) {
      const dueAt = at + backOff(claimed.attempts, Math.random());
      await this.#context.driver.transaction((tx) => this.#end(tx, claimed, { dueAt, leasedUntil: 0, code, reason }));
      return;
    }
    await recorded(this.#context, async (tx) => {
      if (!(await this.#end(tx, claimed, { state: 'QUARANTINED', code, reason, endedAt: at }))) return;
      const isPending = and(eq(sealedKeyTable.opId, opId), eq(sealedKeyTable.state, 'PENDING'));
      const held = await tx.update(sealedKeyTable).set({ state: 'QUARANTINED' }).where(isPending).returning();
      if (held.length > 0)
        await tx.update(operationTable).set({ state: 'QUARANTINED' }).where(eq(operationTable.opId, opId));
      const details = { opId, serial, customer: customerCode, code, reason };
      await this.#context.record.add(tx, { at, actor: 'mtms', action: 'key_quarantined', details });
    });
  }

  /** Writes what became of a delivery, unless its lease ran out and another process has it now. */
  async #end(tx: Tx, claimed: Claimed, set: Partial<typeof deliveryTable.$inferInsert>): Promise<boolean> {
    const ours = and(
      eq(deliveryTable.number, claimed.number),
      eq(deliveryTable.attempts, claimed.attempts),
      eq(deliveryTable.state, 'QUEUED'),
    );
    return (await tx.update(deliveryTable).set(set).where(ours).returning()).length > 0;
  }
}
