import { benchError } from '#shared/bench/errors.ts';

/**
 * Key block versions by how the block is bound (ANSI X9.143-2021 §5, TR-31:2018). D: AES key derivation; B: triple-DES
 * key derivation. A and C (key variants) are parsed nowhere: PCI PIN forbids them.
 */
export type KeyBlockVersion = 'B' | 'D';

/** An optional block of a header: two characters of name, and its text. */
export interface OptionalBlock {
  readonly id: string;
  readonly data: string;
}

/** What a key block says about its key (X9.143-2021 §6.3). */
export interface KeyBlockHeader {
  readonly version: KeyBlockVersion;
  /** Key usage, e.g. K1 key block protection key, P0 PIN encryption. */
  readonly usage: string;
  /** A: AES, T: triple DES. */
  readonly algorithm: 'A' | 'T';
  /** Mode of use, e.g. B both directions, D decrypt only, E encrypt only. */
  readonly mode: string;
  /** Key version number; `00` when versions are not used. */
  readonly keyVersion: string;
  /** E: exportable under a trusted key, N: not exportable, S: sensitive. */
  readonly exportability: 'E' | 'N' | 'S';
  readonly optional: readonly OptionalBlock[];
}

export const headerChars = 16;
/** Four decimal digits of length bound a block; ours stay far below. */
const maxChars = 4_096;

const usages =
  /^(B[0-3]|C0|D[0-3]|E[0-7]|F[0-2]|I0|K[0-4]|M[0-8]|O0|P[01]|S[0-2]|V[0-5]|X[0-1]|[0-9][0-9A-Z]|[0-9A-Z][0-9])$/;
const modes = /^[BCDEGNSTVXY0-9]$/;
const keyVersions = /^[0-9A-Za-z]{2}$/;
/** Printable ASCII, which is what a header may hold. */
const printable = /^[\x20-\x7e]*$/;

const refuse = (reason: string) => benchError('E_KEY_BLOCK', reason);

/** Cipher block length that a version's header, ciphertext and MAC are counted in. */
export const blockSizeOf = (version: KeyBlockVersion): 8 | 16 => (version === 'D' ? 16 : 8);

function versionOf(text: string): KeyBlockVersion {
  const version = text[0];
  if (version === 'A' || version === 'C') throw refuse('version_forbidden');
  if (version !== 'B' && version !== 'D') throw refuse('version_unknown');
  return version;
}

const lengthOf = (text: string): number => {
  const digits = text.slice(1, 5);
  if (!/^\d{4}$/.test(digits)) throw refuse('length_field');
  return Number(digits);
};

/** Reads one optional block (X9.143-2021 §6.3.6): id, length in two hexadecimal digits or extended, data. */
function optionalAt(text: string, at: number): { readonly block: OptionalBlock; readonly end: number } {
  const id = text.slice(at, at + 2);
  if (!/^[0-9A-Z]{2}$/.test(id)) throw refuse('optional_block');
  const short = text.slice(at + 2, at + 4);
  if (!/^[0-9A-F]{2}$/.test(short)) throw refuse('optional_block');
  let length = Number.parseInt(short, 16);
  let dataAt = at + 4;
  if (length === 0) {
    // An extended length: how many digits the length has (02), then the length itself.
    const extended = /^02([0-9A-F]{4})$/.exec(text.slice(at + 4, at + 10));
    if (!extended) throw refuse('optional_block');
    length = Number.parseInt(extended[1] ?? '', 16);
    dataAt = at + 10;
  }
  const end = at + length;
  if (end < dataAt || end > text.length) throw refuse('optional_block');
  return { block: { id, data: text.slice(dataAt, end) }, end };
}

/** Reads the optional blocks from the 16th character on; gives them and where they end. */
function optionalBlocks(text: string, count: number, version: KeyBlockVersion) {
  const optional: OptionalBlock[] = [];
  let at = headerChars;
  for (let i = 0; i < count; i++) {
    const { block, end } = optionalAt(text, at);
    if (optional.some(({ id }) => id === block.id)) throw refuse('optional_block_twice');
    if (block.id === 'PB' && i !== count - 1) throw refuse('padding_block_order');
    optional.push(block);
    at = end;
  }
  if (at % blockSizeOf(version) !== 0) throw refuse('optional_blocks_length');
  return { optional, end: at };
}

/** The first 16 characters without the length, checked character by character. */
function fixedPart(text: string): Omit<KeyBlockHeader, 'optional'> & { readonly count: number } {
  const version = versionOf(text);
  const [usage, algorithm, mode] = [text.slice(5, 7), text[7], text[8] ?? ''];
  const [keyVersion, exportability] = [text.slice(9, 11), text[11]];
  if (!usages.test(usage)) throw refuse('usage');
  if (algorithm !== 'A' && algorithm !== 'T') throw refuse('algorithm');
  if (!modes.test(mode)) throw refuse('mode');
  if (!keyVersions.test(keyVersion)) throw refuse('key_version');
  if (exportability !== 'E' && exportability !== 'N' && exportability !== 'S') throw refuse('exportability');
  if (!/^\d{2}$/.test(text.slice(12, 14))) throw refuse('optional_count');
  if (text.slice(14, 16) !== '00') throw refuse('reserved');
  return { version, usage, algorithm, mode, keyVersion, exportability, count: Number(text.slice(12, 14)) };
}

/**
 * Reads the header of a whole key block. `headerEnd` is where its ciphertext begins. Throws E_KEY_BLOCK with the field
 * that is wrong; nothing about the key is trusted before the block's MAC was compared.
 */
export function parseKeyBlock(text: string): { readonly header: KeyBlockHeader; readonly headerEnd: number } {
  if (text.length < headerChars || text.length > maxChars) throw refuse('length');
  if (!printable.test(text)) throw refuse('characters');
  const { count, ...fixed } = fixedPart(text);
  if (lengthOf(text) !== text.length) throw refuse('length');
  const { optional, end } = optionalBlocks(text, count, fixed.version);
  return { header: { ...fixed, optional }, headerEnd: end };
}

/**
 * Reads a header that stands alone, as in a KeyBlock of the CMS profile: 16 characters, length 0000, no optional
 * blocks. Throws E_KEY_BLOCK.
 */
export function parseLoneHeader(text: string): KeyBlockHeader {
  if (text.length !== headerChars || !printable.test(text)) throw refuse('length');
  const { count, ...fixed } = fixedPart(text);
  if (lengthOf(text) !== 0) throw refuse('length_field');
  if (count !== 0) throw refuse('optional_count');
  return { ...fixed, optional: [] };
}

const writeOptional = ({ id, data }: OptionalBlock): string => {
  const length = data.length + 4;
  if (length <= 0xff) return `${id}${length.toString(16).toUpperCase().padStart(2, '0')}${data}`;
  return `${id}0002${(length + 6).toString(16).toUpperCase().padStart(4, '0')}${data}`;
};

/** A padding block that brings the optional blocks to whole cipher blocks (X9.143-2021 §6.3.6, block PB). */
function paddingFor(written: number, size: number): string {
  if (written % size === 0) return '';
  const short = size - (written % size);
  const length = short < 4 ? short + size : short;
  return writeOptional({ id: 'PB', data: '0'.repeat(length - 4) });
}

/**
 * Writes a header for a block whose ciphertext and MAC take `bodyChars` characters, with the padding block its optional
 * blocks need. `null` writes a header that stands alone, with length 0000.
 */
export function writeHeader(header: KeyBlockHeader, bodyChars: number | null): string {
  const { version, usage, algorithm, mode, keyVersion, exportability, optional } = header;
  const given = optional.map(writeOptional);
  const padding = paddingFor(given.join('').length, blockSizeOf(version));
  const blocks = padding === '' ? given : [...given, padding];
  const chars = bodyChars === null ? 0 : headerChars + blocks.join('').length + bodyChars;
  const count = String(blocks.length).padStart(2, '0');
  const length = String(chars).padStart(4, '0');
  return `${version}${length}${usage}${algorithm}${mode}${keyVersion}${exportability}${count}00${blocks.join('')}`;
}
