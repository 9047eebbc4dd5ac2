import { z } from 'zod';
import { largestLength } from './framing/lengths.ts';
import { type FramingRules, lengthCodecs } from './framing/rules.ts';

const byte = z.int().min(0).max(0xff);
const word = z.int().min(0).max(0xffff);
const milliseconds = z.int().min(10).max(600_000);
const order = z.enum(['big-endian', 'little-endian']);

const framingSchema = z.strictObject({
  stx: byte,
  etx: byte,
  length: z.strictObject({ codec: z.enum(lengthCodecs), bytes: z.int().min(1).max(4) }),
  lrc: z.strictObject({ seed: byte, from: z.enum(['stx', 'length', 'payload']), to: z.enum(['payload', 'etx']) }),
  crc: z
    .strictObject({ polynomial: word, seed: word, reflected: z.boolean(), xorOut: word, order })
    .nullable()
    .describe('the last two bytes of the payload'),
  maxPayload: z.int().min(64).max(65_535),
  control: z.strictObject({ enq: byte, ack: byte, nak: byte, eot: byte }),
}) satisfies z.ZodType<FramingRules>;

/**
 * A family of terminals, as data: how it frames, how long it may take, what its commands are called on the line, which
 * USB devices it is, and which generation of keys it makes. A new family is a file.
 */
export const terminalProfileSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    name: z.strictObject({ en: z.string().min(1).max(80), 'zh-CN': z.string().min(1).max(80) }),
    framing: framingSchema,
    /** The first byte of every message. */
    version: byte,
    /** The bytes of the commands; an answer's has the highest bit set beside. */
    commands: z.strictObject({
      identify: byte.max(0x7f),
      status: byte.max(0x7f),
      loadTrust: byte.max(0x7f),
      generateKey: byte.max(0x7f),
    }),
    timing: z.strictObject({
      enqMs: milliseconds,
      interByteMs: milliseconds,
      ackMs: milliseconds,
      answerMs: milliseconds,
      /** Making a key takes a PIN pad longer than any other answer. */
      generateKeyMs: milliseconds,
      tries: z.int().min(1).max(10),
    }),
    serial: z.strictObject({ baudRate: z.int().min(300).max(4_000_000) }),
    /** Devices that are this family for certain, by vendor and product id (lower-case hexadecimal, four digits). */
    usb: z.array(
      z.strictObject({
        vendorId: z.string().regex(/^[0-9a-f]{4}$/),
        productId: z
          .string()
          .regex(/^[0-9a-f]{4}$/)
          .optional(),
      }),
    ),
    /** AES-256 keys in X9.143 version D key blocks, or double-length TDES keys in version B. */
    keys: z.enum(['aes-256', 'tdes-2']),
  })
  .check(({ value, issues }) => {
    const refuse = (path: PropertyKey[], message: string) =>
      issues.push({ code: 'custom', path, message, input: value });
    const { framing, commands } = value;
    const marks = [framing.stx, ...Object.values(framing.control)];
    if (new Set(marks).size !== marks.length) refuse(['framing', 'control'], 'STX and the control characters differ');
    const largest = largestLength(framing.length.codec, framing.length.bytes);
    if (framing.maxPayload > largest) refuse(['framing', 'maxPayload'], `LEN holds at most ${largest}`);
    const bytes = Object.values(commands);
    if (new Set(bytes).size !== bytes.length) refuse(['commands'], 'each command has a byte of its own');
  });

export type TerminalProfile = z.infer<typeof terminalProfileSchema>;
