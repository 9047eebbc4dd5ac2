/** How a length is written: packed decimal (two digits a byte), plain binary, or digits in ASCII. */
export const lengthCodecs = ['bcd', 'big-endian', 'little-endian', 'ascii-decimal'] as const;
export type LengthCodec = (typeof lengthCodecs)[number];

/** A 16-bit cyclic redundancy check in the parameters of the catalogue of Rocksoft™ models. */
export interface CrcRules {
  readonly polynomial: number;
  readonly seed: number;
  /** Input and output bits reflected (both or neither). */
  readonly reflected: boolean;
  readonly xorOut: number;
  /** The order its two bytes travel in. */
  readonly order: 'big-endian' | 'little-endian';
}

/** How one family of terminals frames a message: `STX | LEN | payload [CRC] | ETX | LRC`. */
export interface FramingRules {
  readonly stx: number;
  readonly etx: number;
  /** LEN counts the payload with its CRC, nothing else. */
  readonly length: { readonly codec: LengthCodec; readonly bytes: number };
  /** The exclusive or of everything from the first part to the last, both included. */
  readonly lrc: { readonly seed: number; readonly from: 'stx' | 'length' | 'payload'; readonly to: 'payload' | 'etx' };
  /** The last two bytes of the payload, over all of it before them; null where the family has none. */
  readonly crc: CrcRules | null;
  /** The longest payload with its CRC, bytes: what a parser is ready to hold. */
  readonly maxPayload: number;
  /** Single characters between frames. */
  readonly control: { readonly enq: number; readonly ack: number; readonly nak: number; readonly eot: number };
}

/** Bytes of the CRC in a payload. */
export const crcBytes = (rules: FramingRules): number => (rules.crc === null ? 0 : 2);
/** Bytes of a frame around its payload: STX, LEN, ETX, LRC. */
export const overheadBytes = (rules: FramingRules): number => 1 + rules.length.bytes + 2;
