/**
 * The one-time code by which a bench enrols at an MTMS, as a person types it: 30 signs of Crockford's base 32, shown as
 * six groups of five. Docs: docs/bench/mtms.md, docs/decisions/0033.
 *
 * | signs | bits | what                                                                            |
 * |-------|------|---------------------------------------------------------------------------------|
 * | 4     | 20   | number: which announcement it is                                                |
 * | 8     | 40   | secret                                                                          |
 * | 16    | 80   | the beginning of a hash over number, secret and the root certificate            |
 * | 2     | 10   | checks, so that a slip of the finger is told before anything is sent            |
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const misread: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

export const codeSigns = { number: 4, secret: 8, mark: 16, checks: 2, group: 5 } as const;
const dataSigns = codeSigns.number + codeSigns.secret + codeSigns.mark;
const allSigns = dataSigns + codeSigns.checks;

/** A code that was read. All in the signs of the alphabet, upper case. */
export interface EnrolmentCode {
  readonly number: string;
  readonly secret: string;
  /** Tells the root certificate that belongs to it. */
  readonly mark: string;
}

/** What reading a typed code gave. `group` (from 1) is where the slip is, when there is just one. */
export type ReadCode =
  | { readonly code: EnrolmentCode; readonly problem?: undefined }
  | { readonly code?: undefined; readonly problem: 'sign' | 'short' | 'long' }
  | { readonly code?: undefined; readonly problem: 'slip'; readonly group: number | undefined };

/** Powers of the generator of GF(32) under x⁵ + x² + 1. */
const powers: readonly number[] = Array.from({ length: 31 }).reduce<number[]>((all) => {
  const next = (all.at(-1) ?? 0) << 1;
  all.push(all.length === 0 ? 1 : next & 32 ? next ^ 0b100101 : next);
  return all;
}, []);
const times = (value: number, power: number): number =>
  value === 0 ? 0 : (powers[(powers.indexOf(value) + power) % 31] ?? 0);

/** A word's polynomial at 1 and at the generator; both are 0 for a code without a slip. */
function syndromes(word: readonly number[]): readonly [number, number] {
  return word.reduce<readonly [number, number]>(([one, other], sign) => [one ^ sign, times(other, 1) ^ sign], [0, 0]);
}

/**
 * The two check signs: a Reed–Solomon code over GF(32) (Reed and Solomon 1960). At 30 signs it tells every slip of one or
 * two signs and every exchange of two, and 1023 of 1024 others.
 */
function checksOf(data: readonly number[]): readonly number[] {
  const [one, other] = syndromes([...data, 0, 0]);
  // a·x + b must take both values away: a + b = one, a·g + b = other, hence a·(g + 1) = one + other.
  const factor = (powers[1] ?? 0) ^ 1;
  const a = times(one ^ other, 31 - powers.indexOf(factor));
  return [a, one ^ a];
}

/** A code as it is shown: `7K2QM-…`, from its 28 signs of content. */
export function writeEnrolmentCode({ number, secret, mark }: EnrolmentCode): string {
  const data = [...`${number}${secret}${mark}`];
  const checks = checksOf(data.map((sign) => alphabet.indexOf(sign)));
  const all = data.join('') + checks.map((value) => alphabet[value]).join('');
  return (all.match(/.{5}/g) ?? []).join('-');
}

/** The signs of a typed code without what stands between them, read as Crockford says: O is 0, I and L are 1. */
const signsOf = (typed: string): readonly string[] =>
  [
    ...typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-–—_.]/g, ''),
  ].map((sign) => misread[sign] ?? sign);

/** A code while it is being typed, in its groups; what is no sign of a code stays, so that it is seen. */
export const groupedCode = (typed: string): string =>
  (
    signsOf(typed)
      .join('')
      .match(/.{1,5}/gu) ?? []
  ).join('-');

/** Reads a code as a person typed it. */
export function readEnrolmentCode(typed: string): ReadCode {
  const signs = signsOf(typed);
  const word = signs.map((sign) => alphabet.indexOf(sign));
  if (word.includes(-1)) return { problem: 'sign' };
  if (word.length !== allSigns) return { problem: word.length < allSigns ? 'short' : 'long' };
  const [one, other] = syndromes(word);
  if (one !== 0 || other !== 0) return { problem: 'slip', group: groupOfSlip(one, other) };
  const text = signs.join('');
  const secretEnd = codeSigns.number + codeSigns.secret;
  return {
    code: {
      number: text.slice(0, codeSigns.number),
      secret: text.slice(codeSigns.number, secretEnd),
      mark: text.slice(secretEnd, dataSigns),
    },
  };
}

/** Where a single wrong sign stands: its error is `one`, and `other` is that times the generator to its place. */
function groupOfSlip(one: number, other: number): number | undefined {
  if (one === 0 || other === 0) return undefined;
  const fromEnd = (powers.indexOf(other) - powers.indexOf(one) + 31) % 31;
  if (fromEnd >= allSigns) return undefined;
  return Math.floor((allSigns - 1 - fromEnd) / codeSigns.group) + 1;
}

/** Bits as signs, five each. `bytes` must be a multiple of five long. */
export function signsOfBytes(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
