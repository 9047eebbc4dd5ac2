import type { BenchCode } from './codes.ts';

/** What the fields of a message hold; one byte on the line. */
export const tags = {
  /** One byte in every answer: zero, or why not (`terminalRefusals`). */
  status: 0x01,
  /** The terminal's serial number, ASCII. */
  serial: 0x02,
  /** Its model, UTF-8. */
  model: 0x03,
  firmware: 0x04,
  /** An X.509 certificate of the terminal, DER; repeated for its chain, its own first. */
  certificate: 0x05,
  /** The operation a key is made for: a ULID, ASCII. */
  opId: 0x10,
  /** The MTMS's signed permission to make it. */
  ticket: 0x11,
  /** The key-transport certificate of the recipient KMS, DER. */
  kmsCertificate: 0x12,
  /** The trust bundle, in pieces: its length, where a piece belongs (both four bytes, big-endian), and the piece. */
  trustLength: 0x13,
  trustOffset: 0x14,
  trustPiece: 0x15,
  /** SHA-256 of the bundle that a terminal holds. */
  trustMark: 0x16,
  /** The sealed key: CMS SignedData, DER. */
  cms: 0x20,
  /** The key check value of the key it holds. */
  kcv: 0x21,
  /** Check values of the keys a terminal holds already. */
  transmissionKeyKcv: 0x22,
  masterKeyKcv: 0x23,
} as const;
export type Tag = (typeof tags)[keyof typeof tags];

/** One field: a tag and a view of its bytes. */
export interface Field {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** A message as it travels in a frame: `version | command | sequence | TLV…`. */
export interface Message {
  readonly version: number;
  readonly command: number;
  readonly sequence: number;
  readonly fields: readonly Field[];
}

/** The bit that makes a command's byte its answer's. */
export const answerBit = 0x80;

/** Why a terminal refuses: the byte it sends, the bench's code for it, and the cause in a word. */
export const terminalRefusals = {
  1: ['E_FRAME', 'command_unknown'],
  2: ['E_FRAME', 'message_malformed'],
  3: ['E_KCV', 'key_store_failed'],
  16: ['E_SIG', 'ticket_signature'],
  17: ['E_TICKET_EXPIRED', 'ticket_expired'],
  18: ['E_SN_CHANGED', 'ticket_other_terminal'],
  19: ['E_RECIPIENT', 'ticket_other_recipient'],
  20: ['E_ROLE', 'certificate_role'],
  21: ['E_CERT_EXPIRED', 'certificate_expired'],
  22: ['E_SIG', 'certificate_signature'],
  23: ['E_NONCE_REPLAY', 'nonce_used'],
  24: ['E_CERT_REVOKED', 'certificate_revoked'],
  25: ['E_CRL_STALE', 'revocation_list'],
  26: ['E_CLOCK', 'clock'],
  27: ['E_SIG', 'trust_missing'],
  28: ['E_CMS', 'ticket_malformed'],
} as const satisfies Readonly<Record<number, readonly [BenchCode, string]>>;
export type TerminalRefusal = keyof typeof terminalRefusals;

/** Whether a status byte is one of them. Zero means done. */
export const isTerminalRefusal = (status: number): status is TerminalRefusal => Object.hasOwn(terminalRefusals, status);

const lengthBytes = (length: number) => (length < 0x80 ? 1 : length < 0x100 ? 2 : 3);

/** Writes a message. Lengths of fields are definite BER (ISO/IEC 8825-1 §8.1.3). Throws RangeError beyond 65,535 bytes. */
export function encodeMessage({ version, command, sequence, fields }: Message): Uint8Array<ArrayBuffer> {
  const size = fields.reduce((sum, { value }) => sum + 1 + lengthBytes(value.length) + value.length, 3);
  if (size > 0xffff) throw new RangeError(`a message has at most 65535 bytes, not ${size}`);
  const bytes = new Uint8Array(size);
  bytes.set([version, command, sequence]);
  let at = 3;
  for (const { tag, value } of fields) {
    const { length } = value;
    const head =
      length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >>> 8, length & 255];
    bytes.set(head, at);
    bytes.set(value, at + head.length);
    at += head.length + length;
  }
  return bytes;
}

/** Reads a message; null for bytes that are none. Its fields are views of `bytes`. Unknown tags are kept. */
export function decodeMessage(bytes: Uint8Array): Message | null {
  if (bytes.length < 3) return null;
  const [version = 0, command = 0, sequence = 0] = bytes;
  const fields: Field[] = [];
  let at = 3;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if (first === undefined) return null;
    const long = first >= 0x80 ? first & 0x7f : 0;
    if (first >= 0x80 && (long < 1 || long > 2)) return null;
    const start = at + 2 + long;
    if (start > bytes.length) return null;
    let length = long === 0 ? first : 0;
    for (let index = 0; index < long; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
    if (start + length > bytes.length) return null;
    fields.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return { version, command, sequence, fields };
}

/** The first field with a tag. */
export function fieldOf({ fields }: Message, tag: Tag): Uint8Array | undefined {
  return fields.find((field) => field.tag === tag)?.value;
}

/** Every field with a tag, in order. */
export function fieldsOf({ fields }: Message, tag: Tag): Uint8Array[] {
  return fields.filter((field) => field.tag === tag).map(({ value }) => value);
}
