import { and, desc, eq, ilike, lt, or } from 'drizzle-orm';
import { type ChainFault, ChainVerifier } from '#server/audit-chain.ts';
import type { Tx } from '#server/database/service.ts';
import type { RecordCheck } from '#shared/bench/operator.ts';
import type { MtmsContext } from '../context.ts';
import { readRecord, recordHead } from '../record.ts';
import { recordTable } from '../tables.ts';
import { literally } from './terminals.ts';

const entriesAtOnce = 100;

/** The record from its end backwards; `search` looks into who, what and every detail. */
export async function listRecord(
  tx: Tx,
  { search, action, before }: { search: string; action?: string | undefined; before?: number | undefined },
) {
  const pattern = `%${literally(search)}%`;
  const { seq, at, actor, details } = recordTable;
  const rows = await tx
    .select({ seq, at, actor, action: recordTable.action, details })
    .from(recordTable)
    .where(
      and(
        search === '' ? undefined : or(ilike(details, pattern), ilike(actor, pattern)),
        action === undefined ? undefined : eq(recordTable.action, action),
        before === undefined ? undefined : lt(seq, before),
      ),
    )
    .orderBy(desc(seq))
    .limit(entriesAtOnce + 1);
  const entries = rows
    .slice(0, entriesAtOnce)
    .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
  return { entries, more: rows.length > entriesAtOnce };
}

const never: RecordCheck = {
  state: 'never',
  checked: 0,
  total: 0,
  startedAt: null,
  endedAt: null,
  head: null,
  fault: null,
};

/**
 * Verifies the whole record beside all other work, one at a time, and tells how far it is. It is verified as it stands
 * when that begins, up to the head the database states and the one this process knows to have been there.
 */
export class RecordChecks {
  readonly #context: MtmsContext;
  #standing = never;
  #running: Promise<void> | undefined;

  constructor(context: MtmsContext) {
    this.#context = context;
  }

  get standing(): RecordCheck {
    return this.#standing;
  }

  /** Begins, unless one is under way. */
  begin(): RecordCheck {
    if (this.#running) return this.#standing;
    this.#standing = { ...never, state: 'running', startedAt: this.#context.now() };
    this.#running = this.#check()
      .catch((err: unknown) => {
        this.#context.log.error({ err }, 'the record could not be verified');
        this.#end({ state: 'failed' });
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#standing;
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await this.#running;
  }

  #end(how: Partial<RecordCheck>): void {
    this.#standing = { ...this.#standing, endedAt: this.#context.now(), ...how };
  }

  async #check(): Promise<void> {
    const { driver, record } = this.#context;
    const { lastKnown } = record;
    const head = await recordHead(driver);
    const total = Math.max(head.seq, lastKnown.seq);
    this.#standing = { ...this.#standing, total };
    const verifier = new ChainVerifier(
      record.publicKey,
      [head, lastKnown].filter(({ seq }) => seq > 0),
    );
    let fault: ChainFault | undefined;
    for await (const entry of readRecord(driver)) {
      if (entry.seq > total) break;
      fault = verifier.add(entry);
      if (fault) break;
      this.#standing = { ...this.#standing, checked: verifier.head.seq };
    }
    fault ??= verifier.end();
    const { seq, hash } = verifier.head;
    this.#end({ state: fault ? 'broken' : 'whole', head: `${seq}:${hash}`, fault: fault ?? null });
  }
}
