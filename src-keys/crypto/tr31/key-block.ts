import { randomFillSync, timingSafeEqual } from 'node:crypto';
import { benchError } from '#shared/bench/errors.ts';
import { decryptCbc, encryptCbc } from '../block-cipher.ts';
import { cmac } from '../cmac.ts';
import { type KeyAlgorithm, SecretKey, wiped } from '../secret-key.ts';
import { deriveKey } from './derive.ts';
import { blockSizeOf, type KeyBlockHeader, type KeyBlockVersion, parseKeyBlock, writeHeader } from './header.ts';

/** What the receiver of a key block is willing to take. All of it is checked; there is no "anything". */
export interface Expected {
  readonly usage: string;
  readonly algorithm: 'A' | 'T';
  readonly modes: readonly string[];
  readonly exportability: readonly KeyBlockHeader['exportability'][];
}

/** A key that came out of a block, and what the block says about it. The caller disposes of the key. */
export interface Unwrapped {
  readonly key: SecretKey;
  readonly header: KeyBlockHeader;
}

const refuse = (reason: string) => benchError('E_KEY_BLOCK', reason);
const protection: Readonly<Record<KeyBlockVersion, KeyAlgorithm>> = { D: 'aes', B: 'tdes' };
const keyAlgorithm: Readonly<Record<KeyBlockHeader['algorithm'], KeyAlgorithm>> = { A: 'aes', T: 'tdes' };
/** Longest key of an algorithm: wrapped keys are padded to it, so that a block does not tell how long its key is. */
const longest: Readonly<Record<KeyAlgorithm, number>> = { aes: 32, tdes: 24 };

/**
 * How the block's length may be hidden: `hidden` pads every key to the longest of its algorithm (X9.143-2021 §7.3),
 * `bare` pads to whole cipher blocks only, as older receivers expect.
 */
type Padding = 'hidden' | 'bare';

function checkProtection(version: KeyBlockVersion, kbpk: SecretKey, wrapped: KeyAlgorithm): void {
  if (protection[version] !== kbpk.algorithm) throw refuse('protection_key');
  // A wrapping key is at least as strong as what it wraps (PCI PIN, requirement and annex C): no AES under triple DES.
  if (version === 'B' && wrapped === 'aes') throw refuse('protection_key_weaker');
}

/**
 * Wraps a key as an ANSI X9.143 / TR-31 key block, version D (AES protection key) or B (triple DES). Throws E_KEY_BLOCK
 * when header, key and protection key do not go together.
 */
export function wrapKey(kbpk: SecretKey, key: SecretKey, header: KeyBlockHeader, padding: Padding = 'hidden'): string {
  checkProtection(header.version, kbpk, key.algorithm);
  if (keyAlgorithm[header.algorithm] !== key.algorithm) throw refuse('algorithm');
  if (key.length > kbpk.length) throw refuse('protection_key_weaker');
  const size = blockSizeOf(header.version);
  const content = 2 + (padding === 'hidden' ? longest[key.algorithm] : key.length);
  const clearBytes = Math.ceil(content / size) * size;
  const text = writeHeader(header, 2 * (clearBytes + size));
  // Whoever reads the block back must read the same header.
  const { headerEnd } = parseKeyBlock(text.padEnd(Number(text.slice(1, 5)), '0'));
  if (headerEnd !== text.length) throw refuse('header');
  using clear = wiped(randomFillSync(Buffer.allocUnsafeSlow(clearBytes)));
  clear.bytes.writeUInt16BE(key.length * 8);
  key.use((bytes) => clear.bytes.set(bytes, 2));
  const mac = macOf(kbpk, text, clear.bytes);
  using encryptionKey = deriveKey(kbpk, 'encryption');
  const sealed = encryptCbc(encryptionKey, mac, clear.bytes);
  return `${text}${Buffer.concat([sealed, mac]).toString('hex').toUpperCase()}`;
}

/** The MAC over header and clear key data (X9.143-2021 §7.2.3), which is also the vector of the encryption. */
function macOf(kbpk: SecretKey, header: string, clear: Uint8Array): Buffer {
  using macKey = deriveKey(kbpk, 'mac');
  using message = wiped(Buffer.concat([Buffer.from(header, 'latin1'), clear]));
  return cmac(macKey, message.bytes);
}

/** Ciphertext and MAC of a block, from upper-case hexadecimal. */
function bodyOf(text: string, headerEnd: number, size: number) {
  const body = text.slice(headerEnd);
  if (!/^([0-9A-F]{2})*$/.test(body)) throw refuse('characters');
  const bytes = Buffer.from(body, 'hex');
  // At least a length field and the shortest key, in whole blocks, and the MAC.
  const least = Math.ceil((2 + 16) / size) * size + size;
  if (bytes.length < least || bytes.length % size !== 0) throw refuse('length');
  return { sealed: bytes.subarray(0, -size), mac: bytes.subarray(-size) };
}

/**
 * Opens a key block. The MAC is compared, in constant time, before anything in the block is believed; then the header
 * must be what the caller expects, and the length inside must fit. Throws E_KEY_BLOCK: `version_forbidden` for A and C,
 * `mac_wrong` for any change of header, ciphertext or MAC, otherwise the field that is wrong.
 */
export function unwrapKey(kbpk: SecretKey, block: string, expected: Expected): Unwrapped {
  const { header, headerEnd } = parseKeyBlock(block);
  if (protection[header.version] !== kbpk.algorithm) throw refuse('protection_key');
  const { sealed, mac } = bodyOf(block, headerEnd, blockSizeOf(header.version));
  using encryptionKey = deriveKey(kbpk, 'encryption');
  using clear = wiped(decryptCbc(encryptionKey, mac, sealed));
  if (!timingSafeEqual(macOf(kbpk, block.slice(0, headerEnd), clear.bytes), mac)) throw refuse('mac_wrong');
  checkExpected(header, expected);
  const algorithm = keyAlgorithm[header.algorithm];
  checkProtection(header.version, kbpk, algorithm);
  const bits = clear.bytes.readUInt16BE();
  if (bits % 8 !== 0 || bits / 8 + 2 > clear.bytes.length) throw refuse('padding');
  const key = SecretKey.take(algorithm, clear.bytes.subarray(2, 2 + bits / 8));
  return { key, header };
}

/** Compares a header with what its receiver takes. Throws E_KEY_BLOCK with the field. */
export function checkExpected(header: KeyBlockHeader, expected: Expected): void {
  if (header.usage !== expected.usage) throw refuse('usage_unexpected');
  if (header.algorithm !== expected.algorithm) throw refuse('algorithm_unexpected');
  if (!expected.modes.includes(header.mode)) throw refuse('mode_unexpected');
  if (!expected.exportability.includes(header.exportability)) throw refuse('exportability_unexpected');
}
