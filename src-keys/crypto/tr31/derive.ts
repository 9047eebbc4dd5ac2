import { cmac } from '../cmac.ts';
import { type KeyAlgorithm, SecretKey, wiped } from '../secret-key.ts';

/** Key usage indicator of the derivation input (X9.143-2021 §7.2, TR-31:2018 table 1). */
const indicator = { encryption: 0x0000, mac: 0x0001 } as const;
/** Algorithm indicator by key length in bytes. */
const algorithms: Readonly<Record<KeyAlgorithm, Readonly<Record<number, number>>>> = {
  tdes: { 16: 0x0000, 24: 0x0001 },
  aes: { 16: 0x0002, 24: 0x0003, 32: 0x0004 },
};

/**
 * Derives a key block's encryption or MAC key from its protection key: CMAC in counter mode (SP 800-108) over
 * counter ‖ usage ‖ 00 ‖ algorithm ‖ bits, as long as the protection key itself (X9.143-2021 §7.2.1, versions B and D).
 */
export function deriveKey(kbpk: SecretKey, purpose: keyof typeof indicator): SecretKey {
  const input = Buffer.alloc(8);
  input.writeUInt16BE(indicator[purpose], 1);
  input.writeUInt16BE(algorithms[kbpk.algorithm][kbpk.length] ?? 0, 4);
  input.writeUInt16BE(kbpk.length * 8, 6);
  const parts: Buffer[] = [];
  for (let got = 0; got < kbpk.length; got += parts.at(-1)?.length ?? 0) {
    input[0] = parts.length + 1;
    parts.push(cmac(kbpk, input));
  }
  using material = wiped(Buffer.concat(parts));
  for (const part of parts) part.fill(0);
  return SecretKey.take(kbpk.algorithm, material.bytes.subarray(0, kbpk.length));
}
