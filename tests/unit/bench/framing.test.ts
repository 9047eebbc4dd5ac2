import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from '#shared/bench/framing/checks.ts';
import { FrameCodec } from '#shared/bench/framing/frame.ts';
import { FrameParser, type FrameSink } from '#shared/bench/framing/parser.ts';
import type { FramingRules } from '#shared/bench/framing/rules.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { runs } from '#tests/support/soak.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const codecs = shippedProfiles.map(({ id, framing }) => [id, new FrameCodec(framing)] as const);
const plain: FramingRules = { ...standardProfile.framing, crc: null };

/** Feeds chunks and writes down what the parser says, in order. */
function feed(codec: FrameCodec, chunks: readonly Uint8Array[], expire = true): string[] {
  const said: string[] = [];
  const sink: FrameSink = {
    frame: (content) => said.push(hex(content)),
    control: (control) => said.push(control),
    rejected: (fault) => said.push(`!${fault}`),
  };
  const parser = new FrameParser(codec);
  for (const chunk of chunks) parser.push(chunk, sink);
  if (expire) parser.expire(sink);
  expect(parser.pending).toBeLessThan(codec.maxFrame);
  return said;
}
const framesIn = (said: readonly string[]) => said.filter((text) => /^[0-9a-f]+$/.test(text));

/** Cuts bytes at the given places (taken modulo their number). */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

const content = (codec: FrameCodec, most = 300) =>
  fc.uint8Array({ minLength: 1, maxLength: Math.min(most, codec.maxContent) });
/** Bytes that look like frames: marks, control characters and plausible lengths over and over. */
const nasty = fc
  .array(fc.oneof(fc.constantFrom(0x02, 0x03, 0x05, 0x06, 0x15, 0x04, 0x00, 0x10, 0x99), fc.nat(255)), {
    maxLength: 400,
  })
  .map((bytes) => Uint8Array.from(bytes));

describe('a frame', () => {
  it('is the golden one', () => {
    const codec = new FrameCodec(plain);
    expect(hex(codec.encode(bytesOf('01102A')))).toBe('02000301102a033b');
    expect(feed(codec, [bytesOf('02 00 03 01 10 2A 03 3B')])).toEqual(['01102a']);
    // As docs/bench/serial.md prints them.
    const [standard, legacy] = codecs.map(([, each]) => each);
    expect(hex(standard?.encode(bytesOf('01102A')) ?? new Uint8Array())).toBe('02000501102a7df703b7');
    expect(hex(legacy?.encode(bytesOf('01512A')) ?? new Uint8Array())).toBe('02000501512a9c4f03fc');
  });

  it('has the checks its catalogue says', () => {
    const digits = new TextEncoder().encode('123456789');
    const crc = (polynomial: number, seed: number, reflected: boolean, xorOut = 0) =>
      crc16({ polynomial, seed, reflected, xorOut, order: 'big-endian' })(digits, 0, digits.length);
    expect(crc(0x1021, 0xffff, false)).toBe(0x29b1); // CRC-16/IBM-3740
    expect(crc(0x1021, 0x0000, false)).toBe(0x31c3); // CRC-16/XMODEM
    expect(crc(0x8005, 0xffff, true)).toBe(0x4b37); // CRC-16/MODBUS
    expect(crc(0x8005, 0x0000, true)).toBe(0xbb3d); // CRC-16/ARC
    expect(crc(0x1021, 0xffff, true, 0xffff)).toBe(0x906e); // CRC-16/IBM-SDLC
  });

  it('carries what it may and nothing else', () => {
    for (const [, codec] of codecs) {
      const most = new Uint8Array(codec.maxContent).fill(codec.rules.stx);
      expect(feed(codec, [codec.encode(most)])).toEqual([hex(most)]);
      expect(() => codec.encode(new Uint8Array(codec.maxContent + 1))).toThrow(RangeError);
      expect(() => codec.encode(new Uint8Array(0))).toThrow(RangeError);
    }
  });

  it.each(['bcd', 'big-endian', 'little-endian', 'ascii-decimal'] as const)('writes lengths as %s', (codec) => {
    const framing = new FrameCodec({ ...plain, length: { codec, bytes: codec === 'ascii-decimal' ? 4 : 2 } });
    const body = new Uint8Array(1_234).fill(7);
    const frame = framing.encode(body);
    const written = { bcd: '1234', 'big-endian': '04d2', 'little-endian': 'd204', 'ascii-decimal': '31323334' };
    expect(hex(frame.subarray(1, 1 + framing.rules.length.bytes))).toBe(written[codec]);
    expect(feed(framing, [frame])).toEqual([hex(body)]);
  });
});

describe.each(codecs)('frames of the %s family', (_, codec) => {
  it('come back as they were, ETX and every other mark within them', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          content(codec),
          nasty.filter((bytes) => bytes.length > 0),
        ),
        (body) => {
          expect(feed(codec, [codec.encode(body)])).toEqual([hex(body)]);
        },
      ),
      runs(400),
    );
  });

  it('are the same however the line cuts them, noise included', () => {
    const part = fc.oneof(
      content(codec, 60).map((body) => codec.encode(body)),
      nasty,
      content(codec, 60).map((body) => codec.encode(body).subarray(0, -2)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.array(fc.nat(5_000)), (parts, places) => {
        const line = new Uint8Array(Buffer.concat(parts));
        const whole = feed(codec, [line]);
        expect(feed(codec, cut(line, places))).toEqual(whole);
        expect(
          feed(
            codec,
            [...line].map((byte) => Uint8Array.of(byte)),
          ),
        ).toEqual(whole);
      }),
      runs(300),
    );
  });

  it('never turn into another one by a wrong byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          content(codec, 80),
          nasty.filter(({ length }) => length > 0),
        ),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (body, place, flip) => {
          const frame = codec.encode(body);
          const at = place % frame.length;
          frame[at] = (frame[at] ?? 0) ^ flip;
          expect(framesIn(feed(codec, [frame]))).toEqual([]);
        },
      ),
      runs(2_000),
    );
  });

  it('are found again after noise without an STX, and after any noise once the line was silent', () => {
    const { stx } = codec.rules;
    fc.assert(
      fc.property(nasty, content(codec, 60), (noise, body) => {
        const quiet = noise.filter((byte) => byte !== stx);
        expect(framesIn(feed(codec, [quiet, codec.encode(body)], false))).toEqual([hex(body)]);
        expect(framesIn(feed(codec, [noise, codec.encode(body)]))).toContain(hex(body));
      }),
      runs(400),
    );
  });
});

describe('a parser', () => {
  const codec = new FrameCodec(standardProfile.framing);

  it('names what is wrong', () => {
    const frame = codec.encode(bytesOf('01102A'));
    const changed = (at: number, value: number) =>
      Uint8Array.from(frame, (byte, index) => (index === at ? value : byte));
    expect(feed(codec, [changed(frame.length - 1, 0x00)])).toEqual(['!lrc']);
    expect(feed(codec, [changed(1, 0xaa)])[0]).toBe('!length');
    expect(feed(codec, [changed(frame.length - 2, 0x55)])).toEqual(['!etx']);
    expect(feed(codec, [frame.subarray(0, 5)])).toEqual(['!incomplete']);
    const twice = changed(4, 0x11);
    twice[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0x01;
    expect(feed(codec, [twice])).toEqual(['!crc']);
  });

  it('takes no control character out of a broken frame', () => {
    const frame = codec.encode(bytesOf('01 10 01 06 15 04 05'));
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0xff;
    expect(feed(codec, [frame, Uint8Array.of(0x06)])).toEqual(['!lrc', 'ack']);
  });

  it('gives a whole frame without copying it', () => {
    const line = Uint8Array.of(...codec.encode(bytesOf('0110AA')), ...codec.encode(bytesOf('0110BB')));
    const views: Uint8Array[] = [];
    const sink: FrameSink = { frame: (view) => views.push(view), control: () => {}, rejected: () => {} };
    new FrameParser(codec).push(line, sink);
    expect(views.map((view) => view.buffer === line.buffer)).toEqual([true, true]);
  });

  it('takes any bytes: it never throws, never hangs, never holds more than a frame', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codecs),
        fc.array(fc.oneof(nasty, fc.uint8Array({ maxLength: 2_000 })), { maxLength: 20 }),
        ([, any], chunks) => {
          feed(any, chunks, false);
        },
      ),
      runs(300),
    );
    // The worst it can be given: every byte begins a frame that is as long as can be and fails only at its end.
    const worst = Uint8Array.from({ length: 200_000 }, (_, at) => [0x02, 0x98, 0x03][at % 3] ?? 0);
    const started = performance.now();
    feed(codec, [worst]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
