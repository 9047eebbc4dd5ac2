import { createHash, type KeyObject } from 'node:crypto';
import { and, eq, gte, lte, sql } from 'drizzle-orm';
import { type ChainHead, emptyChain, follow } from '#server/audit-chain.ts';
import { Prepared, type Tx } from '#server/database/service.ts';
import type { Peer } from '#server/pki/trust.ts';
import type { AuditHead } from '#shared/bench/audit.ts';
import { benchError } from '#shared/bench/errors.ts';
import { benchLinkTable, benchTable } from './tables.ts';

/** A bench, as its connection proved it. */
export interface Bench {
  readonly id: string;
  /** SHA-256 over its public key (SubjectPublicKeyInfo), hexadecimal. */
  readonly key: string;
}

/** The bench behind a verified certificate. */
export const benchOf = ({ id, certificate }: Peer): Bench => ({ id, key: keyHashOf(certificate.publicKey) });

/** SHA-256 over a public key (SubjectPublicKeyInfo), hexadecimal: what tickets are bound to. */
export function keyHashOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/**
 * Calls of several ports overtake each other, so one may show a head that others have passed; but not one that was
 * passed so long ago.
 */
const overtakenMs = 2 * 60_000;

/** A bench's record goes on from where this process last saw it. */
export interface Step {
  readonly benchId: string;
  readonly fromSeq: number;
  readonly fromHash: string;
  readonly toSeq: number;
  readonly toHash: string;
  readonly linkSeqs: readonly number[];
  readonly linkHashes: readonly string[];
  readonly seenAt: number;
}

const given = (name: keyof Step) => sql.placeholder(name);

/**
 * The part of a statement that takes a step: `moved` is a row of it. It is none, and nothing is written, where the
 * database knows otherwise.
 */
export const stepping = sql`
  moved as (
    update ${benchTable} set seq = ${given('toSeq')}, hash = ${given('toHash')}, seen_at = ${given('seenAt')}
    where id = ${given('benchId')} and seq = ${given('fromSeq')} and hash = ${given('fromHash')} and fault is null
    returning id),
  links as (
    insert into ${benchLinkTable} (bench_id, seq, hash, at)
    select moved.id, link.seq, link.hash, ${given('seenAt')}::bigint
    from moved, unnest(${given('linkSeqs')}::bigint[], ${given('linkHashes')}::text[]) link (seq, hash))`;

const step = new Prepared<Step>('bench_step', sql`with ${stepping} select from moved`);

const fault = (reason: string) => benchError('E_AUDIT', reason);

/**
 * Follows a bench's record: from what is known of it, over the links that came along, to the head it claims. Throws
 * E_AUDIT: `audit_rewritten` when it once stood otherwise, `audit_truncated` when it ends before where it stood,
 * `audit_gap` (with `known`) when links are missing in between, which is no fault: the bench sends from there;
 * `audit_fault` while a fault that was found earlier waits for an operator.
 */
export async function followBench(
  tx: Tx,
  heads: Map<string, ChainHead>,
  benchId: string,
  head: AuditHead,
  now: number,
): Promise<void> {
  const usual = nextStep(heads, benchId, head, now);
  if (usual && (await step.rows(tx, usual)).length > 0) return;
  const first = { id: benchId, ...emptyChain, seenAt: now };
  const [known] = await tx
    .insert(benchTable)
    .values(first)
    .onConflictDoUpdate({ target: benchTable.id, set: { seenAt: now } })
    .returning();
  if (!known) throw new Error('a bench was not stored');
  if (known.fault !== null) throw fault('audit_fault');
  const start = head.seq - head.links.length;
  if (start > known.seq)
    throw benchError('E_AUDIT', 'audit_gap', { params: { known: known.seq }, details: { known: known.seq } });
  const stored = await knownLinks(tx, benchId, start, Math.min(head.seq, known.seq), known);
  // What came before the oldest link that is kept was cleared away (retention.ts); the hash there covers it.
  const from = stored.has(start) ? start : Math.min(...[...stored.keys()].filter((seq) => seq > start), head.seq);
  const oldest = stored.get(from);
  if (!oldest) throw fault('audit_truncated');
  let at = { seq: from, hash: oldest.hash };
  const fresh: { seq: number; hash: string }[] = [];
  for (const link of head.links.slice(from - start)) {
    at = follow(at, link);
    if (at.seq > known.seq) fresh.push(at);
    else if (stored.get(at.seq)?.hash !== at.hash) throw fault('audit_rewritten');
  }
  if (at.hash !== head.hash) throw fault('audit_rewritten');
  if (head.seq < known.seq) {
    const [passed] = await tx
      .select()
      .from(benchLinkTable)
      .where(and(eq(benchLinkTable.benchId, benchId), eq(benchLinkTable.seq, head.seq + 1)));
    if (!passed || now - passed.at > overtakenMs) throw fault('audit_truncated');
  }
  if (fresh.length === 0) return;
  await tx.insert(benchLinkTable).values(fresh.map((link) => ({ ...link, benchId, at: now })));
  await tx.update(benchTable).set({ seq: at.seq, hash: at.hash }).where(eq(benchTable.id, benchId));
}

/** The usual case: the step from where this process last saw a bench's record to the head it claims, if it is one. */
export function nextStep(
  heads: Map<string, ChainHead>,
  benchId: string,
  head: AuditHead,
  seenAt: number,
): Step | undefined {
  const before = heads.get(benchId);
  heads.set(benchId, { seq: head.seq, hash: head.hash });
  const fresh = before ? head.seq - before.seq : 0;
  if (!before || fresh <= 0 || fresh > head.links.length) return undefined;
  let at = before;
  const links = head.links.slice(-fresh).map((link) => {
    at = follow(at, link);
    return at;
  });
  if (at.hash !== head.hash) return undefined;
  return {
    ...{ benchId, fromSeq: before.seq, fromHash: before.hash, toSeq: head.seq, toHash: head.hash, seenAt },
    linkSeqs: links.map(({ seq }) => seq),
    linkHashes: links.map(({ hash }) => hash),
  };
}

/** The chain of a bench between two of its entries, as it is known here. */
async function knownLinks(
  tx: Tx,
  benchId: string,
  from: number,
  to: number,
  head: { readonly seq: number; readonly hash: string },
): Promise<Map<number, { readonly hash: string }>> {
  // The usual call begins where the last one ended.
  const known = new Map<number, { readonly hash: string }>([
    [0, emptyChain],
    [head.seq, head],
  ]);
  if (known.has(from) && to - from <= 0) return known;
  const rows = await tx
    .select()
    .from(benchLinkTable)
    .where(and(eq(benchLinkTable.benchId, benchId), gte(benchLinkTable.seq, from), lte(benchLinkTable.seq, to)));
  for (const row of rows) known.set(row.seq, row);
  return known;
}

/** Remembers that a bench's record went wrong: nothing is taken from it until an operator has looked. */
export async function markFault(tx: Tx, benchId: string, reason: string, now: number): Promise<void> {
  await tx
    .insert(benchTable)
    .values({ id: benchId, ...emptyChain, seenAt: now, faultAt: now, fault: reason })
    .onConflictDoUpdate({ target: benchTable.id, set: { faultAt: now, fault: reason } });
}

/** Takes a bench back after its fault: its record begins anew here, at its very first entry. */
export async function clearFault(tx: Tx, benchId: string): Promise<boolean> {
  const cleared = await tx
    .update(benchTable)
    .set({ ...emptyChain, faultAt: null, fault: null })
    .where(and(eq(benchTable.id, benchId), sql`${benchTable.fault} is not null`))
    .returning();
  if (cleared.length === 0) return false;
  await tx.delete(benchLinkTable).where(eq(benchLinkTable.benchId, benchId));
  return true;
}
