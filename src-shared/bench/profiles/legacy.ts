import type { TerminalProfile } from '../profile.ts';

/** Terminals of the TDES generation. Binary lengths, a seeded LRC that leaves LEN out, CRC-16/MODBUS, a slower line. */
export const legacyProfile: TerminalProfile = {
  id: 'legacy',
  name: { en: 'Older terminals (TDES)', 'zh-CN': '旧款终端（TDES）' },
  framing: {
    stx: 0x02,
    etx: 0x03,
    length: { codec: 'big-endian', bytes: 2 },
    lrc: { seed: 0x55, from: 'payload', to: 'payload' },
    crc: { polynomial: 0x8005, seed: 0xffff, reflected: true, xorOut: 0x0000, order: 'little-endian' },
    maxPayload: 8_192,
    control: { enq: 0x05, ack: 0x06, nak: 0x15, eot: 0x04 },
  },
  version: 0x01,
  commands: { identify: 0x51, status: 0x53, loadTrust: 0x52, generateKey: 0x54 },
  timing: { enqMs: 1_000, interByteMs: 500, ackMs: 1_000, answerMs: 5_000, generateKeyMs: 30_000, tries: 3 },
  serial: { baudRate: 9_600 },
  usb: [],
  keys: 'tdes-2',
};
