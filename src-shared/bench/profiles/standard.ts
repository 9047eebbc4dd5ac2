import type { TerminalProfile } from '../profile.ts';

/** Terminals of the current generation. CRC-16/IBM-3740, packed decimal lengths, AES-256 keys. */
export const standardProfile: TerminalProfile = {
  id: 'standard',
  name: { en: 'Current terminals', 'zh-CN': '现行终端' },
  framing: {
    stx: 0x02,
    etx: 0x03,
    length: { codec: 'bcd', bytes: 2 },
    lrc: { seed: 0x00, from: 'length', to: 'etx' },
    crc: { polynomial: 0x1021, seed: 0xffff, reflected: false, xorOut: 0x0000, order: 'big-endian' },
    maxPayload: 9_999,
    control: { enq: 0x05, ack: 0x06, nak: 0x15, eot: 0x04 },
  },
  version: 0x01,
  commands: { identify: 0x10, status: 0x11, loadTrust: 0x12, generateKey: 0x20 },
  timing: { enqMs: 1_000, interByteMs: 500, ackMs: 1_000, answerMs: 5_000, generateKeyMs: 30_000, tries: 3 },
  serial: { baudRate: 115_200 },
  usb: [],
  keys: 'aes-256',
};
