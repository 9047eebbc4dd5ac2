import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';

/** One value of a DER structure (ITU-T X.690): its identifier octet, the whole encoding, the contents, the parts. */
export interface Der {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
  readonly parts: readonly Der[];
}

/** Identifier octets of the types that certificates and CMS are made of. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific tag. */
export const context = (number: number, constructed = true): number => 0x80 | (constructed ? 0x20 : 0) | number;

/** No structure of ours nests deeper; a hostile one must not exhaust the stack. */
const maxDepth = 24;
/** A message with its certificates has a few hundred values. */
const usualValues = 5_000;

/** What stands in the way of reading, before it becomes an error with a code. */
class DerError extends Error {
  override readonly name = 'DerError';
}

/** Throws what `reading` turns into a refusal with that reason. */
export function refuseDer(reason: string): never {
  throw new DerError(reason);
}

/**
 * Runs a reader of untrusted bytes. Whatever goes wrong in it, foreseen or not, becomes the given code; refusals that
 * already have one pass.
 */
export function reading<T>(code: BenchCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw benchError(code, error instanceof DerError ? error.message : 'malformed', { cause: error });
  }
}

/** Length octets in their one DER form (X.690 §10.1): definite, and as short as can be. */
function lengthAt(bytes: Buffer, at: number): { readonly length: number; readonly from: number } {
  const first = bytes[at] ?? refuseDer('truncated');
  if (first < 0x80) return { length: first, from: at + 1 };
  if (first === 0x80) return refuseDer('indefinite_length');
  const octets = first & 0x7f;
  if (octets > 4) return refuseDer('length_too_long');
  if (at + 1 + octets > bytes.length) return refuseDer('truncated');
  const length = bytes.readUIntBE(at + 1, octets);
  if (length < 0x80 || length < 2 ** (8 * (octets - 1))) return refuseDer('length_not_minimal');
  return { length, from: at + 1 + octets };
}

/** Orders encodings as DER orders the members of a SET OF (X.690 §11.6). */
export const bySetOrder = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);

/** Whether encodings stand in the order of a SET OF. */
export const inSetOrder = (parts: readonly Der[]): boolean =>
  parts.every((part, i) => i === 0 || bySetOrder(parts[i - 1]?.bytes ?? part.bytes, part.bytes) <= 0);

function checkPrimitive(tag: number, content: Buffer): void {
  if (tag === tags.boolean && (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)))
    refuseDer('boolean_form');
  if (tag === tags.null && content.length !== 0) refuseDer('null_form');
  if (tag !== tags.integer) return;
  const [first, second] = content;
  if (first === undefined) refuseDer('integer_form');
  else if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    refuseDer('integer_not_minimal');
}

/**
 * Reads one DER value that fills the bytes to the last. Strict where libraries are lenient: definite minimal lengths,
 * strings in one piece, every SET in order (X.690 §10, §11); what is signed has one form only. Throws DerError, which
 * `reading` gives a code.
 * @param mostValues how many values there may be in all
 */
export function readDer(input: Uint8Array, mostValues = usualValues): Der {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  let values = 0;
  const valueAt = (at: number, end: number, depth: number): Der => {
    values += 1;
    if (depth > maxDepth || values > mostValues) return refuseDer('too_complex');
    const tag = bytes[at] ?? refuseDer('truncated');
    if ((tag & 0x1f) === 0x1f) return refuseDer('tag_form');
    const { length, from } = lengthAt(bytes, at + 1);
    if (from + length > end) return refuseDer('truncated');
    const content = bytes.subarray(from, from + length);
    const constructed = (tag & 0x20) !== 0;
    if (constructed && tag < 0x80 && tag !== tags.sequence && tag !== tags.set) return refuseDer('string_in_pieces');
    const parts: Der[] = [];
    if (constructed)
      for (let next = from; next < from + length; next += parts.at(-1)?.bytes.length ?? 0)
        parts.push(valueAt(next, from + length, depth + 1));
    else checkPrimitive(tag, content);
    if (tag === tags.set && !inSetOrder(parts)) return refuseDer('set_unsorted');
    return { tag, bytes: bytes.subarray(at, from + length), content, parts };
  };
  const whole = valueAt(0, bytes.length, 0);
  if (whole.bytes.length !== bytes.length) return refuseDer('trailing_bytes');
  return whole;
}

/** Takes the parts of a structure one after the other, and refuses what is not there or is too much. */
export class Parts {
  readonly #parts: readonly Der[];
  readonly #what: string;
  #at = 0;

  /** Opens a value with the given tag (a SEQUENCE). `what` names it in refusals. */
  constructor(value: Der, what: string, tag: number = tags.sequence) {
    if (value.tag !== tag) refuseDer(`${what}_form`);
    this.#parts = value.parts;
    this.#what = what;
  }

  next(tag: number): Der {
    return this.optional(tag) ?? refuseDer(`${this.#what}_form`);
  }

  optional(tag: number): Der | undefined {
    const part = this.#parts[this.#at];
    if (part?.tag !== tag) return undefined;
    this.#at += 1;
    return part;
  }

  /** Every part must have been taken. */
  end(): void {
    if (this.#at !== this.#parts.length) refuseDer(`${this.#what}_form`);
  }
}

/** The one part of a value, with that tag. */
export function onlyPart(value: Der, tag: number, what: string): Der {
  const [part, ...more] = value.parts;
  return part?.tag === tag && more.length === 0 ? part : refuseDer(`${what}_form`);
}

/** An object identifier as dotted text, of any size (X.690 §8.19). */
export function oidOf(value: Der): string {
  if (value.tag !== tags.oid || value.content.length === 0 || value.content.length > 64) return refuseDer('oid_form');
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  for (const byte of value.content) {
    if (fresh && byte === 0x80) return refuseDer('oid_form');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    fresh = byte < 0x80;
    if (!fresh) continue;
    if (arcs.length === 0) {
      const first = arc < 80n ? arc / 40n : 2n;
      arcs.push(first, arc - first * 40n);
    } else arcs.push(arc);
    arc = 0n;
  }
  return fresh ? arcs.join('.') : refuseDer('oid_form');
}

/** The octets of a BIT STRING that is made of whole octets, as signatures are. */
export function octetsOfBits(value: Der): Buffer {
  if (value.tag !== tags.bitString || value.content[0] !== 0) return refuseDer('bit_string_form');
  return value.content.subarray(1);
}

/** A small non-negative INTEGER. */
export function smallInteger(value: Der): number {
  if (value.tag !== tags.integer || value.content.length > 4 || (value.content[0] ?? 0x80) >= 0x80)
    return refuseDer('integer_form');
  return value.content.readUIntBE(0, value.content.length);
}

/** Text of a UTF8String or PrintableString. */
export function textOf(value: Der): string {
  if (value.tag !== tags.utf8 && value.tag !== tags.printable) return refuseDer('text_form');
  return new TextDecoder('utf-8', { fatal: true }).decode(value.content);
}
