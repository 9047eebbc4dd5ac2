import { createPublicKey, type KeyObject } from 'node:crypto';
import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import { type ChainEntry, type ChainHead, ChainVerifier, emptyChain, linkOf, nextEntry } from '#server/audit-chain.ts';
import { type AuditHead, maxLinks } from '#shared/bench/audit.ts';
import type { RecordEntry, RecordVerdict } from '#shared/bench/collection.ts';
import type { Store, Transaction } from '../../store/service.ts';
import { benchRecordTable } from '../tables.ts';

/** Everything that is written down. What a bench did by itself has the actor `bench`. */
export type BenchAct =
  | 'read'
  | 'shown'
  | 'confirmed'
  | 'looked_up'
  | 'customer_changed'
  | 'approved'
  | 'approval_refused'
  | 'captured'
  | 'queued'
  | 'receipt'
  | 'receipt_refused'
  | 'refused'
  | 'expired'
  | 'void'
  | 'cancelled'
  | 'delivered'
  | 'quarantined'
  | 'settled'
  | 'failed'
  | 'terminal_swapped'
  | 'terminal_unplugged'
  | 'tickets_fetched'
  | 'ticket_used'
  | 'ticket_dropped'
  | 'batch_set'
  | 'approver_enrolled'
  | 'approver_removed'
  | 'record_exported';

/** One act, as it goes into the record. Nothing of a key but the shown digits of its check value. */
export interface RecordedAct {
  readonly actor: string;
  readonly action: BenchAct;
  readonly serial?: string | undefined;
  readonly opId?: string | undefined;
  readonly code?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whoever acts without a person. */
export const benchItself = 'bench';

type Row = typeof benchRecordTable.$inferSelect;

const pageSize = 50;
/** Entries that are verified before others get their turn: a signature takes a tenth of a millisecond. */
const verifiedAtOnce = 100;
/** Links that go along with an ordinary call; what is more goes ahead in calls of its own. */
const linksAlong = 200;

const entryOf = ({ seq, at, actor, action, details, hash, signature }: Row): ChainEntry => ({
  seq,
  at,
  actor,
  action,
  details,
  hash,
  signature,
});

/**
 * The bench's record: a chain, signed with the bench's own key, whose head goes along with every call to the MTMS. An
 * entry is written in the transaction of what it tells, so neither is there without the other.
 */
export class BenchRecord {
  readonly #store: Store;
  /** Up to where the MTMS is known to follow; undefined until it has said or taken anything. */
  #followed: number | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Appends what was done, within the transaction that does it; `at` is the bench's time (`BenchClock`). */
  add(tx: Transaction, key: KeyObject, at: number, { actor, action, serial, opId, code, details }: RecordedAct): void {
    const about = { serial, opId, code, ...details };
    const told = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
    const event = { at, actor, action, details: told };
    const head = headIn(tx.db);
    const entry = nextEntry(head, event, key);
    const link = linkOf(event, entry.seq);
    tx.db
      .insert(benchRecordTable)
      .values({ ...entry, action, serial: serial ?? null, link })
      .run();
  }

  /** Where the record stands. */
  get head(): ChainHead {
    return headIn(this.#store.db);
  }

  /** When something was written down last; undefined for an empty record. */
  get lastAt(): number | undefined {
    return this.#store.db
      .select({ at: benchRecordTable.at })
      .from(benchRecordTable)
      .orderBy(desc(benchRecordTable.seq))
      .limit(1)
      .get()?.at;
  }

  /** Up to where the MTMS follows, as far as it is known here. */
  get followed(): number {
    return this.#followed ?? 0;
  }

  /** The MTMS said that it follows so far; it may be less than before when an operator let the bench in anew. */
  followedTo(seq: number): void {
    this.#followed = seq;
  }

  /** A call took the record along up to here; another one may have been further. */
  tookAlong(seq: number): void {
    this.#followed = Math.max(this.#followed ?? 0, seq);
  }

  /** What goes along with a call: the head, and the links since the MTMS followed. */
  auditHead(): AuditHead {
    const head = this.head;
    return { ...head, links: this.#links(Math.max(this.followed, head.seq - linksAlong), head.seq) };
  }

  /** Whether more links are wanted than go along with a call; they are sent first then. */
  get isFarAhead(): boolean {
    return this.#followed !== undefined && this.head.seq - this.#followed > linksAlong;
  }

  /** The next links that the MTMS does not know yet, as many as one call takes; undefined when it knows all. */
  nextPiece(): AuditHead | undefined {
    if (this.#followed === undefined) return undefined;
    const to = Math.min(this.head.seq, this.#followed + maxLinks);
    if (to <= this.#followed) return undefined;
    const at = this.#store.db.select().from(benchRecordTable).where(eq(benchRecordTable.seq, to)).get();
    return at && { seq: to, hash: at.hash, links: this.#links(this.#followed, to) };
  }

  /** Entries, the newest first; `before` is the last of the page before. */
  page({ before, serial }: { before?: number | undefined; serial?: string | undefined }): RecordEntry[] {
    const { seq, serial: of } = benchRecordTable;
    return this.#store.db
      .select()
      .from(benchRecordTable)
      .where(and(before === undefined ? undefined : lt(seq, before), serial === undefined ? undefined : eq(of, serial)))
      .orderBy(desc(seq))
      .limit(pageSize)
      .all()
      .map(({ signature: _, link: __, serial: ___, ...entry }) => entry);
  }

  /** Goes through all of it, in pieces between which others get their turn. */
  async verify(key: KeyObject, provenUpTo: number): Promise<RecordVerdict> {
    const verifier = new ChainVerifier(createPublicKey(key));
    for await (const row of this.#rows()) {
      const entry = entryOf(row);
      const fault =
        verifier.add(entry) ??
        (linkOf(entry, entry.seq) === row.link ? undefined : { seq: row.seq, fault: 'changed' as const });
      if (fault) return { entries: verifier.head.seq, hash: verifier.head.hash, fault, provenUpTo };
    }
    const { seq, hash } = verifier.head;
    const fault = provenUpTo > seq ? { seq: seq + 1, fault: 'truncated' as const } : null;
    return { entries: seq, hash, fault, provenUpTo };
  }

  /** All of it as `npm run audit -- verify FILE --key` reads it: one JSON entry a line. */
  async *lines(): AsyncGenerator<string> {
    for await (const row of this.#rows()) yield `${JSON.stringify(entryOf(row))}\n`;
  }

  async *#rows(): AsyncGenerator<Row> {
    for (let after = 0; ; ) {
      const rows = this.#store.db
        .select()
        .from(benchRecordTable)
        .where(gt(benchRecordTable.seq, after))
        .orderBy(asc(benchRecordTable.seq))
        .limit(verifiedAtOnce)
        .all();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.seq;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #links(after: number, to: number): string[] {
    const { seq, link } = benchRecordTable;
    return this.#store.db
      .select({ link })
      .from(benchRecordTable)
      .where(and(gt(seq, after), lt(seq, to + 1)))
      .orderBy(asc(seq))
      .all()
      .map((row) => row.link);
  }
}

function headIn(db: Store['db']): ChainHead {
  const { seq, hash } = benchRecordTable;
  return db.select({ seq, hash }).from(benchRecordTable).orderBy(desc(seq)).limit(1).get() ?? emptyChain;
}
