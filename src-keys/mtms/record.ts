import { createPublicKey, type KeyObject } from 'node:crypto';
import { asc, eq, gt, sql } from 'drizzle-orm';
import { type AuditEvent, type ChainEntry, type ChainHead, emptyChain, nextEntry } from '#server/audit-chain.ts';
import { type Driver, type Leave, plannedRowsOf, type Tx } from '#server/database/service.ts';
import { recordHeadTable, recordTable } from './tables.ts';

const headId = 1;
const page = 500;

/** The head as a query gives it. */
export interface HeadRow {
  readonly seq: string | number;
  readonly hash: string;
}

/** Reads the head and keeps it from everybody else until the transaction ends. */
export const lockedHead = sql`select seq, hash from ${recordHeadTable} where id = ${headId} for update`;

/** What the MTMS did and refused: one chain over all its processes, each entry signed with its Ed25519 key. */
export class MtmsRecord {
  readonly #key: KeyObject;
  #lastKnown: ChainHead = emptyChain;
  readonly #written = new WeakMap<Tx, ChainHead>();

  constructor(key: KeyObject) {
    this.#key = key;
  }

  /** The latest head that this process knows to be stored; it goes into receipts, so that a cut tail shows. */
  get lastKnown(): ChainHead {
    return this.#lastKnown;
  }

  /** With which anybody can verify its entries. */
  get publicKey(): KeyObject {
    return createPublicKey(this.#key);
  }

  /** Reads where the record stands; before anything is written. */
  async open(driver: Driver): Promise<void> {
    this.#lastKnown = await driver.transaction(async (tx) => {
      await tx
        .insert(recordHeadTable)
        .values({ id: headId, ...emptyChain })
        .onConflictDoNothing();
      const [head] = await tx.select().from(recordHeadTable).where(eq(recordHeadTable.id, headId));
      return head ? { seq: head.seq, hash: head.hash } : emptyChain;
    });
  }

  /** Appends one event. It is the last thing a transaction does: until its end nobody else can append. */
  async add(tx: Tx, event: AuditEvent): Promise<void> {
    const [head] = await plannedRowsOf<HeadRow>(tx, 'record_head', lockedHead);
    await this.addAt(tx, head, event);
  }

  /** Appends after a head that this transaction has locked already (`lockedHead`); `leave` lets the commit follow at once. */
  async addAt(tx: Tx, head: HeadRow | undefined, event: AuditEvent, leave?: Leave): Promise<void> {
    if (!head) throw new Error('the record has no head');
    const entry = nextEntry({ seq: Number(head.seq), hash: head.hash }, event, this.#key);
    const { seq, at, actor, action, hash, signature } = entry;
    const write = plannedRowsOf(
      tx,
      'record_add',
      sql`with entry as (
          insert into ${recordTable} (seq, at, actor, action, details, hash, signature)
          values (${seq}, ${at}, ${actor}, ${action}, ${JSON.stringify(entry.details)}, ${hash}, ${signature}))
        update ${recordHeadTable} set seq = ${seq}, hash = ${hash} where id = ${headId}`,
    );
    if (leave) leave(write);
    else await write;
    this.#written.set(tx, { seq, hash });
  }

  /** What a transaction appended is there for good. */
  committed(tx: Tx): void {
    const head = this.#written.get(tx);
    if (head && head.seq > this.#lastKnown.seq) this.#lastKnown = head;
  }
}

/** The record from its first entry on, a page at a time. */
export async function* readRecord(driver: Driver): AsyncGenerator<ChainEntry> {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await driver.transaction((tx) =>
      tx.select().from(recordTable).where(gt(recordTable.seq, from)).orderBy(asc(recordTable.seq)).limit(page),
    );
    for (const row of rows) yield { ...row, details: JSON.parse(row.details) as ChainEntry['details'] };
    const last = rows.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

/** Where the record says of itself that it stands. */
export async function recordHead(driver: Driver): Promise<ChainHead> {
  const [head] = await driver.transaction((tx) =>
    tx.select().from(recordHeadTable).where(eq(recordHeadTable.id, headId)),
  );
  return head ? { seq: head.seq, hash: head.hash } : emptyChain;
}
