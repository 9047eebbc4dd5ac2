import { crc16, lrcOf } from './checks.ts';
import { largestLength, readLength, writeLength } from './lengths.ts';
import { crcBytes, type FramingRules, overheadBytes } from './rules.ts';

/** What is wrong with bytes that began like a frame. */
export const frameFaults = ['length', 'etx', 'lrc', 'crc', 'incomplete'] as const;
export type FrameFault = (typeof frameFaults)[number];

/** Frames of one family: made, measured and checked. Holds the tables of its CRC, so one is made for each family. */
export class FrameCodec {
  readonly rules: FramingRules;
  /** The longest content a frame carries (the payload without its CRC), bytes. */
  readonly maxContent: number;
  readonly maxFrame: number;
  readonly #crc: ReturnType<typeof crc16> | null;

  constructor(rules: FramingRules) {
    this.rules = rules;
    const longest = Math.min(rules.maxPayload, largestLength(rules.length.codec, rules.length.bytes));
    this.maxContent = longest - crcBytes(rules);
    this.maxFrame = longest + overheadBytes(rules);
    this.#crc = rules.crc === null ? null : crc16(rules.crc);
  }

  /** The frame around a content. Throws RangeError for an empty one and one beyond `maxContent`. */
  encode(content: Uint8Array): Uint8Array<ArrayBuffer> {
    if (content.length < 1 || content.length > this.maxContent) {
      throw new RangeError(`a frame carries 1 to ${this.maxContent} bytes, not ${content.length}`);
    }
    const { stx, etx, length, crc } = this.rules;
    const payload = content.length + crcBytes(this.rules);
    const frame = new Uint8Array(payload + overheadBytes(this.rules));
    const start = 1 + length.bytes;
    const end = start + payload;
    frame[0] = stx;
    writeLength(length.codec, length.bytes, payload, frame, 1);
    frame.set(content, start);
    if (crc !== null && this.#crc !== null) {
      const sum = this.#crc(frame, start, end - 2);
      frame[end - 2] = crc.order === 'big-endian' ? sum >>> 8 : sum & 255;
      frame[end - 1] = crc.order === 'big-endian' ? sum & 255 : sum >>> 8;
    }
    frame[end] = etx;
    frame[end + 1] = this.#lrc(frame, 0, start, end);
    return frame;
  }

  /** The bytes of the whole frame that begins at `at`; 0 while its length is not there yet, -1 when it can be none. */
  measure(bytes: Uint8Array, at: number, end: number): number {
    const { codec, bytes: width } = this.rules.length;
    if (at + 1 + width > end) return 0;
    const payload = readLength(codec, width, bytes, at + 1);
    const none = payload < 1 + crcBytes(this.rules) || payload > this.rules.maxPayload;
    return none ? -1 : payload + overheadBytes(this.rules);
  }

  /** Checks a frame that is there whole: null when it is sound. */
  check(bytes: Uint8Array, at: number, size: number): FrameFault | null {
    const start = at + 1 + this.rules.length.bytes;
    const end = at + size - 2;
    if (bytes[end] !== this.rules.etx) return 'etx';
    if (bytes[end + 1] !== this.#lrc(bytes, at, start, end)) return 'lrc';
    return this.#crcHolds(bytes, start, end) ? null : 'crc';
  }

  /** The content of a sound frame: a view, not a copy. */
  content(bytes: Uint8Array, at: number, size: number): Uint8Array {
    return bytes.subarray(at + 1 + this.rules.length.bytes, at + size - 2 - crcBytes(this.rules));
  }

  #lrc(bytes: Uint8Array, at: number, start: number, end: number): number {
    const { seed, from, to } = this.rules.lrc;
    const first = from === 'stx' ? at : from === 'length' ? at + 1 : start;
    return lrcOf(bytes, first, to === 'etx' ? end + 1 : end, seed);
  }

  #crcHolds(bytes: Uint8Array, start: number, end: number): boolean {
    const { crc } = this.rules;
    if (crc === null || this.#crc === null) return true;
    const high = bytes[crc.order === 'big-endian' ? end - 2 : end - 1] ?? 0;
    const low = bytes[crc.order === 'big-endian' ? end - 1 : end - 2] ?? 0;
    return this.#crc(bytes, start, end - 2) === ((high << 8) | low);
  }
}
