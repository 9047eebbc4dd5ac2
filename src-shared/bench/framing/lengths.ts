import type { LengthCodec } from './rules.ts';

/** The largest length that fits so many bytes. */
export function largestLength(codec: LengthCodec, bytes: number): number {
  if (codec === 'bcd') return 100 ** bytes - 1;
  if (codec === 'ascii-decimal') return 10 ** bytes - 1;
  return 256 ** bytes - 1;
}

/** Writes a length into `bytes` bytes of `target` from `at`. */
export function writeLength(codec: LengthCodec, bytes: number, value: number, target: Uint8Array, at: number): void {
  let rest = value;
  for (let index = bytes - 1; index >= 0; index--) {
    const place = codec === 'little-endian' ? at + bytes - 1 - index : at + index;
    if (codec === 'bcd') {
      target[place] = (Math.floor((rest % 100) / 10) << 4) | (rest % 10);
      rest = Math.floor(rest / 100);
    } else if (codec === 'ascii-decimal') {
      target[place] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    } else {
      target[place] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
}

/** Reads a length; -1 where the bytes are none (a digit above nine). The caller has all `bytes` bytes. */
export function readLength(codec: LengthCodec, bytes: number, source: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index++) {
    const byte = source[codec === 'little-endian' ? at + bytes - 1 - index : at + index] ?? 0;
    if (codec === 'bcd') {
      const high = byte >> 4;
      const low = byte & 15;
      if (high > 9 || low > 9) return -1;
      value = value * 100 + high * 10 + low;
    } else if (codec === 'ascii-decimal') {
      if (byte < 0x30 || byte > 0x39) return -1;
      value = value * 10 + byte - 0x30;
    } else value = value * 256 + byte;
  }
  return value;
}
