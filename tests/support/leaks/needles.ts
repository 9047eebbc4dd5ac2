/** Something that must not be found, and under which name a find is told. */
export interface Secret {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Needle {
  readonly secret: string;
  /** How it was written down. */
  readonly form: string;
  readonly bytes: Buffer;
}

const wide = (text: string) => Buffer.from(text, 'utf16le');

/** A text as programs keep it: one byte for each letter, or two. */
function texts(secret: string, form: string, text: string): Needle[] {
  return [
    { secret, form, bytes: Buffer.from(text, 'latin1') },
    { secret, form: `${form}, two bytes each`, bytes: wide(text) },
  ];
}

/**
 * The part of a text in base64 that does not depend on what stands around the bytes: whole groups of three, for each of
 * the three places at which the bytes can begin in a group (RFC 4648 §4 and §5).
 */
function base64(bytes: Buffer): string[] {
  const all = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    const bits = (before + bytes.length) * 8;
    return padded.slice(first, Math.floor(bits / 6));
  });
  return [...new Set(all.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]))];
}

/**
 * The forms of a key that are looked for: raw, hexadecimal in both cases, base64 and base64url in all three alignments,
 * and decimal numbers with commas; texts in one and in two bytes for each letter. Each for both halves of the key, so that
 * one that lies across a page's border is found as well, and half a key is a find.
 */
export function needlesOf({ name, bytes }: Secret): Needle[] {
  const whole = Buffer.from(bytes);
  if (whole.length < 16) throw new RangeError('too short to be told from chance by its halves');
  const middle = whole.length / 2;
  return [whole.subarray(0, middle), whole.subarray(middle)].flatMap((half) => {
    const hex = half.toString('hex');
    return [
      { secret: name, form: 'raw', bytes: half },
      ...texts(name, 'hexadecimal', hex),
      ...texts(name, 'HEXADECIMAL', hex.toUpperCase()),
      ...base64(half).flatMap((text) => texts(name, 'base64', text)),
      ...texts(name, 'decimal', JSON.stringify([...half]).slice(1, -1)),
    ];
  });
}

/** The forms of a text that is looked for, such as an address: as it is, in two bytes each, escaped for a URL, encoded. */
export function needlesOfText(name: string, text: string): Needle[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const escaped = encodeURIComponent(text);
  return [
    { secret: name, form: 'text', bytes },
    { secret: name, form: 'text, two bytes each', bytes: wide(text) },
    ...(escaped === text ? [] : [{ secret: name, form: 'URL-encoded', bytes: Buffer.from(escaped) }]),
    ...texts(name, 'hexadecimal', hex),
    ...texts(name, 'HEXADECIMAL', hex.toUpperCase()),
    ...base64(bytes).flatMap((form) => texts(name, 'base64', form)),
  ];
}

/** Where a needle was found. */
export interface Find {
  readonly secret: string;
  readonly form: string;
  readonly where: string;
}

const prefixBits = 24;

/** Looks for many needles at once, in one pass over the bytes. */
export class Haystack {
  readonly longest: number;
  readonly #prefixes = new Uint8Array(2 ** prefixBits / 8);
  readonly #byPrefix = new Map<number, Needle[]>();

  constructor(needles: readonly Needle[]) {
    this.longest = Math.max(3, ...needles.map(({ bytes }) => bytes.length));
    for (const needle of needles) {
      if (needle.bytes.length < 8) throw new RangeError(`${needle.form} of ${needle.secret} is too short`);
      const prefix = needle.bytes.readUIntBE(0, 3);
      const before = this.#byPrefix.get(prefix);
      if (before) before.push(needle);
      else this.#byPrefix.set(prefix, [needle]);
      const at = prefix >> 3;
      this.#prefixes[at] = (this.#prefixes[at] ?? 0) | (1 << (prefix & 7));
    }
  }

  /** Which needles lie in the bytes; each secret and form once. */
  search(bytes: Buffer, where: string): Find[] {
    const prefixes = this.#prefixes;
    const found = new Map<string, Find>();
    let window = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      window = ((window << 8) | (bytes[at] as number)) & 0xff_ff_ff;
      if (((prefixes[window >> 3] as number) & (1 << (window & 7))) === 0 || at < 2) continue;
      for (const { secret, form, bytes: needle } of this.#byPrefix.get(window) ?? []) {
        if (bytes.subarray(at - 2, at - 2 + needle.length).equals(needle))
          found.set(`${secret} ${form}`, { secret, form, where });
      }
    }
    return [...found.values()];
  }
}
