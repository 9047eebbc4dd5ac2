import { createPublicKey, type KeyObject } from 'node:crypto';
import { asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { type AuditEvent, type ChainEntry, type ChainHead, emptyChain, nextEntry } from '#server/audit-chain.ts';
import { type Driver, type Leave, Prepared, type Tx } from '#server/database/service.ts';
import { recordHeadTable, recordTable } from './tables.ts';

const headId = 1;
const page = 500;

/** An entry, and where the record is expected to stand before it. */
export interface EntryValues {
  readonly headSeq: number;
  readonly headHash: string;
  readonly entrySeq: number;
  readonly entryHash: string;
  readonly entryAt: number;
  readonly entryActor: string;
  readonly entryAction: string;
  /** JSON text as it was hashed. */
  readonly entryDetails: string;
  readonly entrySignature: string;
}

/** Where the record stood, which nobody else can change before the transaction ends, and whether the entry was appended there. */
export interface Appended {
  readonly headSeq: string | number;
  readonly headHash: string;
  readonly appended: boolean;
}

const given = (name: keyof EntryValues) => sql.placeholder(name);

/**
 * The part of a statement that appends an entry if the record stands where it is expected to; `wrote` is the part without
 * whose rows nothing is appended, and the record not held. Ends as `appendedColumns` from `head`.
 */
export const appending = (wrote: SQL) => sql`
  head as (select seq, hash from ${recordHeadTable} where id = ${headId} and exists (select from ${wrote}) for update),
  appended as (
    update ${recordHeadTable} h set seq = ${given('entrySeq')}::bigint, hash = ${given('entryHash')}::text
    from head where h.id = ${headId} and head.seq = ${given('headSeq')}::bigint and head.hash = ${given('headHash')}::text
    returning h.seq),
  entry as (
    insert into ${recordTable} (seq, at, actor, action, details, hash, signature)
    select seq, ${given('entryAt')}::bigint, ${given('entryActor')}::text, ${given('entryAction')}::text,
      ${given('entryDetails')}::text, ${given('entryHash')}::text, ${given('entrySignature')}::text from appended)`;

/** What such a statement tells of it (`Appended`). */
export const appendedColumns = sql`head.seq as "headSeq", head.hash as "headHash", exists (select from appended) as appended`;

const append = new Prepared<EntryValues, Appended>(
  'record_append',
  sql`with always as (select), ${appending(sql`always`)} select ${appendedColumns} from head`,
);

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
    const entry = this.next(tx, event);
    const [stood] = await append.rows(tx, entry);
    await this.settle(tx, event, entry, stood);
  }

  /** The entry for an event, if nobody else appends before it. */
  next(tx: Tx, event: AuditEvent): EntryValues {
    return this.#entryAfter(this.#written.get(tx) ?? this.#lastKnown, event);
  }

  /**
   * Ends what a statement with `appending` began with the entry from `next`: where somebody else appended before it, the
   * event follows after theirs. `leave` lets the commit follow at once.
   */
  async settle(tx: Tx, event: AuditEvent, entry: EntryValues, stood: Appended | undefined, leave?: Leave) {
    if (!stood) throw new Error('the record has no head');
    let last = entry;
    if (!stood.appended) {
      // The head is ours until the transaction ends.
      last = this.#entryAfter({ seq: Number(stood.headSeq), hash: stood.headHash }, event);
      const write = append.rows(tx, last).then(([after]) => {
        if (!after?.appended) throw new Error('the record moved while it was held');
      });
      if (leave) leave(write);
      else await write;
    }
    this.#written.set(tx, { seq: last.entrySeq, hash: last.entryHash });
  }

  #entryAfter(head: ChainHead, event: AuditEvent): EntryValues {
    const { seq, hash, at, actor, action, details, signature } = nextEntry(head, event, this.#key);
    return {
      ...{ headSeq: head.seq, headHash: head.hash, entrySeq: seq, entryHash: hash },
      ...{ entryAt: at, entryActor: actor, entryAction: action, entryDetails: JSON.stringify(details) },
      entrySignature: signature,
    };
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
