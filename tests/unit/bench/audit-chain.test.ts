import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type ChainEntry,
  type ChainHead,
  ChainVerifier,
  emptyChain,
  follow,
  linkOf,
  nextEntry,
} from '#server/audit-chain.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');

function chain(count: number, key = privateKey): ChainEntry[] {
  const entries: ChainEntry[] = [];
  let head: ChainHead = emptyChain;
  for (let i = 1; i <= count; i += 1) {
    const entry = nextEntry(head, { at: 1_000 * i, actor: 'bench:1', action: 'did', details: { what: i } }, key);
    entries.push(entry);
    head = entry;
  }
  return entries;
}

function verify(entries: readonly ChainEntry[], known: readonly ChainHead[] = []) {
  const verifier = new ChainVerifier(publicKey, known);
  for (const entry of entries) {
    const fault = verifier.add(entry);
    if (fault) return fault;
  }
  return verifier.end() ?? 'whole';
}

describe('a record as a chain of hashes', () => {
  const entries = chain(6);
  const at = (index: number): ChainEntry => entries[index] as ChainEntry;

  it('is whole as it was written, also after a journey through JSON', () => {
    expect(verify(entries)).toBe('whole');
    expect(verify(JSON.parse(JSON.stringify(entries)))).toBe('whole');
  });

  it('shows an entry that was edited in any of its parts', () => {
    for (const change of [{ at: 5 }, { actor: 'x' }, { action: 'x' }, { details: { what: 99 } }])
      expect(verify(entries.with(2, { ...at(2), ...change }))).toEqual({ seq: 3, fault: 'changed' });
  });

  it('shows an entry that was edited with every hash after it made anew, by who does not hold the key', () => {
    const details = { what: 99 };
    let head: ChainHead = at(1);
    const forged = entries.slice(2).map((entry, i) => {
      const event = i === 0 ? { ...entry, details } : entry;
      head = follow(head, linkOf(event, entry.seq));
      return { ...event, ...head };
    });
    expect(verify([...entries.slice(0, 2), ...forged])).toEqual({ seq: 3, fault: 'signature' });
    expect(verify(chain(3, stranger.privateKey))).toEqual({ seq: 1, fault: 'signature' });
  });

  it('shows an entry that was deleted, and entries that changed places', () => {
    expect(verify(entries.toSpliced(2, 1))).toEqual({ seq: 3, fault: 'missing' });
    expect(verify(entries.slice(1))).toEqual({ seq: 1, fault: 'missing' });
    expect(verify(entries.with(2, at(3)).with(3, at(2)))).toEqual({ seq: 3, fault: 'missing' });
    const renumbered = [at(0), at(1), { ...at(3), seq: 3 }, { ...at(2), seq: 4 }];
    expect(verify(renumbered)).toEqual({ seq: 3, fault: 'changed' });
  });

  it('shows that its end was cut off or written anew, to who kept a head of it', () => {
    const { seq, hash } = at(5);
    expect(verify(entries.slice(0, 4))).toBe('whole');
    expect(verify(entries.slice(0, 4), [{ seq, hash }])).toEqual({ seq: 5, fault: 'truncated' });
    const other = nextEntry(at(4), { at: 9, actor: 'bench:1', action: 'did', details: {} }, privateKey);
    expect(verify([...entries.slice(0, 5), other], [{ seq, hash }])).toEqual({ seq: 6, fault: 'rewritten' });
  });
});
