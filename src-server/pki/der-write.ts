import { bySetOrder, tags } from './der.ts';

/** One DER value from its identifier octet and contents (X.690 §8.1, lengths as §10.1 wants them). */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  if (size < 0x80) return Buffer.concat([Buffer.of(tag, size), ...contents]);
  const octets: number[] = [];
  for (let rest = size; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return Buffer.concat([Buffer.of(tag, 0x80 | octets.length, ...octets), ...contents]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(tags.sequence, ...parts);

/** A SET OF in DER order (X.690 §11.6), under another tag where it is implicit. */
export const setOf = (parts: readonly Uint8Array[], tag: number = tags.set): Buffer =>
  tlv(tag, ...parts.toSorted(bySetOrder));

export const octetString = (bytes: Uint8Array): Buffer => tlv(tags.octetString, bytes);
export const printableString = (text: string): Buffer => tlv(tags.printable, Buffer.from(text, 'latin1'));
/** An INTEGER from 0 to 127. */
export const smallNumber = (value: number): Buffer => Buffer.of(tags.integer, 1, value);
const nothing = Buffer.of(tags.null, 0);

const known = new Map<string, Buffer>();

/** An object identifier from dotted text (X.690 §8.19). */
export function oid(text: string): Buffer {
  const before = known.get(text);
  if (before) return before;
  const [first = 0n, second = 0n, ...others] = text.split('.').map(BigInt);
  const octets = [first * 40n + second, ...others].flatMap((arc) => {
    const groups = [Number(arc & 0x7fn)];
    for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80);
    return groups;
  });
  const value = tlv(tags.oid, Buffer.from(octets));
  known.set(text, value);
  return value;
}

/** An AlgorithmIdentifier; its parameters are NULL unless given. */
export const algorithm = (type: string, parameters: Uint8Array = nothing): Buffer => sequence(oid(type), parameters);
