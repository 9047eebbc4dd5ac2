import type { CrcRules } from './rules.ts';

/** The exclusive or of a range, begun with `seed` (longitudinal redundancy check, ISO 1155). */
export function lrcOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let lrc = seed;
  for (let at = start; at < end; at++) lrc ^= bytes[at] ?? 0;
  return lrc;
}

const slices = 8;
type Crc = (bytes: Uint8Array, start: number, end: number) => number;

function reflect16(value: number): number {
  let result = 0;
  for (let bit = 0; bit < 16; bit++) if (value & (1 << bit)) result |= 1 << (15 - bit);
  return result;
}

/** What each byte value leaves in the register, alone and followed by one to seven zero bytes. */
function tablesOf({ polynomial, reflected }: CrcRules): Uint16Array[] {
  const poly = reflected ? reflect16(polynomial) : polynomial;
  const first = Uint16Array.from({ length: 256 }, (_, value) => {
    let register = reflected ? value : value << 8;
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) register = register & 1 ? (register >>> 1) ^ poly : register >>> 1;
      else register = register & 0x8000 ? ((register << 1) ^ poly) & 0xffff : (register << 1) & 0xffff;
    }
    return register;
  });
  const all = [first];
  for (let slice = 1; slice < slices; slice++) {
    const before = all[slice - 1] ?? first;
    all.push(
      before.map((register) =>
        reflected
          ? (register >>> 8) ^ (first[register & 255] ?? 0)
          : ((register << 8) & 0xffff) ^ (first[register >>> 8] ?? 0),
      ),
    );
  }
  return all;
}

/**
 * A function for a 16-bit CRC over a range of bytes, eight bytes a step (Kounavis and Berry, "Novel Table Lookup-Based
 * Algorithms for High-Performance CRC Generation", 2008).
 */
export function crc16(rules: CrcRules): Crc {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tablesOf(rules) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
  ];
  const { reflected, xorOut } = rules;
  const seed = reflected ? reflect16(rules.seed) : rules.seed;
  return (bytes, start, end) => {
    let register = seed;
    let at = start;
    for (const whole = end - slices; at <= whole; at += slices) {
      const one = (reflected ? register & 255 : register >>> 8) ^ (bytes[at] as number);
      const two = (reflected ? register >>> 8 : register & 255) ^ (bytes[at + 1] as number);
      register =
        (t7[one] as number) ^
        (t6[two] as number) ^
        (t5[bytes[at + 2] as number] as number) ^
        (t4[bytes[at + 3] as number] as number) ^
        (t3[bytes[at + 4] as number] as number) ^
        (t2[bytes[at + 5] as number] as number) ^
        (t1[bytes[at + 6] as number] as number) ^
        (t0[bytes[at + 7] as number] as number);
    }
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      register = reflected
        ? (register >>> 8) ^ (t0[(register & 255) ^ byte] as number)
        : ((register << 8) & 0xffff) ^ (t0[(register >>> 8) ^ byte] as number);
    }
    return register ^ xorOut;
  };
}
