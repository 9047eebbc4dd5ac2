import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder';

/** How a text stands on the paper. */
export interface TextStyle {
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly invert: boolean;
  readonly align: 'left' | 'center' | 'right';
}

/** A picture in dots, one byte each, 1 = black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly dots: Uint8Array;
}

/** What a printer is told to do. `unknown` is a command this simulator does not know; a test treats it as a fault. */
export type Operation =
  | { readonly kind: 'initialize' }
  | { readonly kind: 'line'; readonly text: string; readonly style: TextStyle }
  | { readonly kind: 'picture'; readonly bitmap: Bitmap }
  | { readonly kind: 'cut' }
  | { readonly kind: 'drawer'; readonly pin: 2 | 5 }
  | { readonly kind: 'beep' }
  | { readonly kind: 'status'; readonly request: 'real_time' | 'confirm'; readonly n: number }
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] };

const plain: TextStyle = { width: 1, height: 1, bold: false, invert: false, align: 'left' };

/** Code tables as Epson numbers them (ESC t n), those the product uses. */
const codeTables: Readonly<Record<number, Codepage>> = {
  0: 'cp437',
  2: 'cp850',
  16: 'windows1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
};

const decoded = new Map<Codepage, readonly number[]>();
function decode(byte: number, codePage: Codepage): string {
  let table = decoded.get(codePage);
  if (!table) {
    table = CodepageEncoder.getCodepoints(codePage, true);
    decoded.set(codePage, table);
  }
  return String.fromCodePoint(byte < 0x80 ? byte : (table[byte] ?? 0xfffd));
}

/**
 * Reads an ESC/POS byte stream as a printer does, in any pieces. Unlike the product it knows nothing of documents:
 * it is written from the command reference, so that a command hidden in a text shows up as a command.
 */
export class EscPosParser {
  readonly #emit: (operation: Operation) => void;
  #bytes: number[] = [];
  #text = '';
  #style: TextStyle = plain;
  /** How the line that is being set began. */
  #lineStyle: TextStyle = plain;
  #codePage: Codepage = 'cp437';

  constructor(emit: (operation: Operation) => void) {
    this.#emit = emit;
  }

  feed(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
    let used = 0;
    for (;;) {
      const length = this.#one(used);
      if (length === 0) break;
      used += length;
      if (used >= this.#bytes.length) break;
    }
    this.#bytes = this.#bytes.slice(used);
  }

  /** Bytes of a command that has not come in whole. */
  get pending(): number {
    return this.#bytes.length;
  }

  /** Takes one character or command at `at`; gives its length, or 0 when more bytes are needed. */
  #one(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) return 0;
    switch (byte) {
      case 0x0a:
        this.#flush();
        return 1;
      case 0x0d:
        return 1;
      case 0x10:
        return this.#realTime(at);
      case 0x1b:
        return this.#escape(at);
      case 0x1c:
        return this.#bytes.length < at + 2 ? 0 : 2;
      case 0x1d:
        return this.#group(at);
      default:
        if (byte < 0x20 || byte === 0x7f) this.#emit({ kind: 'unknown', bytes: [byte] });
        else this.#letter(byte);
        return 1;
    }
  }

  #at(index: number): number {
    return this.#bytes[index] ?? 0;
  }

  #has(at: number, length: number): boolean {
    return this.#bytes.length >= at + length;
  }

  #realTime(at: number): number {
    if (!this.#has(at, 3)) return 0;
    if (this.#at(at + 1) === 0x04) this.#emit({ kind: 'status', request: 'real_time', n: this.#at(at + 2) });
    else this.#emit({ kind: 'unknown', bytes: this.#bytes.slice(at, at + 3) });
    return 3;
  }

  #escape(at: number): number {
    if (!this.#has(at, 2)) return 0;
    const command = String.fromCharCode(this.#at(at + 1));
    const lengths: Record<string, number> = {
      '@': 2,
      '2': 2,
      E: 3,
      M: 3,
      a: 3,
      d: 3,
      t: 3,
      '3': 3,
      p: 5,
      B: 4,
      '-': 3,
    };
    const length = lengths[command];
    if (command === '*') return this.#bitImage(at);
    if (length === undefined) {
      this.#emit({ kind: 'unknown', bytes: [0x1b, this.#at(at + 1)] });
      return 2;
    }
    if (!this.#has(at, length)) return 0;
    const n = this.#at(at + 2);
    if (command === '@') {
      this.#style = plain;
      this.#codePage = 'cp437';
      this.#emit({ kind: 'initialize' });
    } else if (command === 'E') this.#style = { ...this.#style, bold: (n & 1) === 1 };
    else if (command === 'a')
      this.#style = { ...this.#style, align: (['left', 'center', 'right'] as const)[n % 48] ?? 'left' };
    else if (command === 't') this.#codePage = codeTables[n] ?? 'cp437';
    else if (command === 'd') for (let line = 0; line < n; line++) this.#flush();
    else if (command === 'p') this.#emit({ kind: 'drawer', pin: (n & 1) === 0 ? 2 : 5 });
    else if (command === 'B') this.#emit({ kind: 'beep' });
    return length;
  }

  #group(at: number): number {
    if (!this.#has(at, 3)) return 0;
    const command = String.fromCharCode(this.#at(at + 1));
    const n = this.#at(at + 2);
    if (command === 'v') return this.#raster(at);
    if (command === '!') this.#style = { ...this.#style, width: (n >> 4) + 1, height: (n & 15) + 1 };
    else if (command === 'B') this.#style = { ...this.#style, invert: (n & 1) === 1 };
    else if (command === 'V') {
      this.#flushIfAny();
      this.#emit({ kind: 'cut' });
      return n >= 65 ? (this.#has(at, 4) ? 4 : 0) : 3;
    } else if (command === 'r') {
      this.#emit({ kind: 'status', request: 'confirm', n });
    } else this.#emit({ kind: 'unknown', bytes: [0x1d, this.#at(at + 1), n] });
    return 3;
  }

  /** GS v 0: rows of bytes, the leftmost dot in the highest bit. */
  #raster(at: number): number {
    if (!this.#has(at, 8)) return 0;
    const widthBytes = this.#at(at + 4) + 256 * this.#at(at + 5);
    const height = this.#at(at + 6) + 256 * this.#at(at + 7);
    const length = 8 + widthBytes * height;
    if (!this.#has(at, length)) return 0;
    this.#flushIfAny();
    const width = widthBytes * 8;
    const dots = new Uint8Array(width * height);
    for (let index = 0; index < dots.length; index++)
      dots[index] = (this.#at(at + 8 + (index >> 3)) >> (7 - (index & 7))) & 1;
    this.#emit({ kind: 'picture', bitmap: { width, height, dots } });
    return length;
  }

  /** ESC * 33: columns of 24 dots. */
  #bitImage(at: number): number {
    if (!this.#has(at, 5)) return 0;
    const width = this.#at(at + 3) + 256 * this.#at(at + 4);
    const columnBytes = this.#at(at + 2) >= 32 ? 3 : 1;
    const length = 5 + width * columnBytes;
    if (!this.#has(at, length)) return 0;
    const height = columnBytes * 8;
    const dots = new Uint8Array(width * height);
    for (let x = 0; x < width; x++)
      for (let y = 0; y < height; y++)
        dots[y * width + x] = (this.#at(at + 5 + x * columnBytes + (y >> 3)) >> (7 - (y & 7))) & 1;
    this.#emit({ kind: 'picture', bitmap: { width, height, dots } });
    return length;
  }

  #letter(byte: number): void {
    if (this.#text === '') this.#lineStyle = this.#style;
    this.#text += decode(byte, this.#codePage);
  }

  #flush(): void {
    this.#emit({ kind: 'line', text: this.#text, style: this.#text === '' ? this.#style : this.#lineStyle });
    this.#text = '';
  }

  #flushIfAny(): void {
    if (this.#text !== '') this.#flush();
  }
}

/** Every operation of a whole byte stream. */
export function parseEscPos(bytes: Uint8Array): Operation[] {
  const operations: Operation[] = [];
  new EscPosParser((operation) => operations.push(operation)).feed(bytes);
  return operations;
}
