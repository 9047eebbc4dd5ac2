import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '#shared/sync/canonical.ts';

/** Something that happened, before it stands in a record. `at` is UTC milliseconds. */
export interface AuditEvent {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Where a record stands: how many entries it has, and the hash of its chain, hexadecimal. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** An entry as it is stored: with the chain's hash up to it, and the Ed25519 signature (base64) over that. */
export interface ChainEntry extends AuditEvent, ChainHead {
  readonly signature: string;
}

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The head of an empty record. */
export const emptyChain: ChainHead = { seq: 0, hash: sha256('landing-desk:audit:1').toString('hex') };

/** The hash of one entry by itself: SHA-256 over its canonical JSON (RFC 8785), its number included. */
export function linkOf(event: AuditEvent, seq: number): string {
  const { at, actor, action, details } = event;
  return sha256(canonicalJson({ seq, at, actor, action, details })).toString('hex');
}

/** The head after one more entry: SHA-256 over the head before it and the entry's own hash, 32 bytes each. */
export function follow(head: ChainHead, link: string): ChainHead {
  const hash = sha256(Buffer.from(head.hash, 'hex'), Buffer.from(link, 'hex')).toString('hex');
  return { seq: head.seq + 1, hash };
}

const signedBytes = ({ seq, hash }: ChainHead): Buffer => Buffer.from(`landing-desk:audit-head:1\n${seq}:${hash}`);

/** The next entry of a record, signed with its keeper's Ed25519 key (RFC 8032). */
export function nextEntry(head: ChainHead, event: AuditEvent, key: KeyObject): ChainEntry {
  const next = follow(head, linkOf(event, head.seq + 1));
  return { ...event, ...next, signature: sign(null, signedBytes(next), key).toString('base64') };
}

/** What is wrong with a record, and at which entry. */
export interface ChainFault {
  readonly seq: number;
  /**
   * `missing`: an entry is not there, or they are not in their order. `changed`: an entry or one before it was edited.
   * `signature`: the keeper did not sign it. `truncated`: the record ends before where it is known to have stood.
   * `rewritten`: it once stood at another hash.
   */
  readonly fault: 'missing' | 'changed' | 'signature' | 'truncated' | 'rewritten';
}

/**
 * Goes through a record from its first entry. `known` are heads that somebody else kept (receipts, the other side of the
 * wire): without one, nobody can tell that the last entries were cut off.
 */
export class ChainVerifier {
  readonly #key: KeyObject;
  readonly #known: ReadonlyMap<number, string>;
  #head: ChainHead = emptyChain;

  constructor(key: KeyObject, known: readonly ChainHead[] = []) {
    this.#key = key;
    this.#known = new Map(known.map(({ seq, hash }) => [seq, hash]));
  }

  get head(): ChainHead {
    return this.#head;
  }

  /** Takes the next entry; gives what is wrong with it, if anything is. */
  add(entry: ChainEntry): ChainFault | undefined {
    const expected = this.#head.seq + 1;
    if (entry.seq !== expected) return { seq: expected, fault: 'missing' };
    const next = follow(this.#head, linkOf(entry, entry.seq));
    if (next.hash !== entry.hash) return { seq: expected, fault: 'changed' };
    if (!verify(null, signedBytes(next), this.#key, Buffer.from(entry.signature, 'base64')))
      return { seq: expected, fault: 'signature' };
    this.#head = next;
    const known = this.#known.get(next.seq);
    return known === undefined || known === next.hash ? undefined : { seq: next.seq, fault: 'rewritten' };
  }

  /** After the last entry: whether there should have been more. */
  end(): ChainFault | undefined {
    const last = Math.max(0, ...this.#known.keys());
    return last > this.#head.seq ? { seq: this.#head.seq + 1, fault: 'truncated' } : undefined;
  }
}
