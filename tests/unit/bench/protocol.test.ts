import { duplexPair } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Faults } from '#keys/pos/faults.ts';
import { LineEnd } from '#keys/pos/line-end.ts';
import { Terminal } from '#keys/pos/terminal.ts';
import { LineProtocol } from '#main/bench/protocol.ts';
import { StreamLine } from '#main/ports/stream-line.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { FrameCodec } from '#shared/bench/framing/frame.ts';
import { answerBit, encodeMessage, fieldOf, type Message, tags } from '#shared/bench/message.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { AppError } from '#shared/errors.ts';
import { AwkwardPinPad } from '#tests/support/pos.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const text = (value: string) => new TextEncoder().encode(value);
const keyFields = (opId = '01J0000000000000000000000A') => [
  { tag: tags.opId, value: text(opId) },
  { tag: tags.ticket, value: text('ticket') },
  { tag: tags.kmsCertificate, value: Uint8Array.of(0x30, 0x02, 0x03) },
];

/** Bench and terminal on a line of memory, in virtual time. */
function connect(profile = standardProfile) {
  const [near, far] = duplexPair();
  const line = new StreamLine(near, {
    failureOf: () => 'reset',
    drained: async () => {},
    finish: async () => true,
    close: async () => void near.destroy(),
  });
  const pinPad = new AwkwardPinPad();
  const terminal = new Terminal({ serial: 'SN-0001', model: 'T-800', firmware: '1' }, profile, pinPad);
  const faults = new Faults();
  const heard: string[] = [];
  const unplug = () => void far.destroy();
  const end = new LineEnd(far, profile, terminal, faults, { heard: (what) => heard.push(what), unplug });
  const protocol = new LineProtocol(line, profile, { port: 'ttyTEST', sequence: 0x2a });
  return { protocol, terminal, pinPad, faults, heard, near, far, end };
}

/** Lets virtual time pass until the work is done; gives its outcome and how long it took. */
async function outcome(work: Promise<Message>) {
  const started = performance.now();
  let result: { message: Message } | { code: string; reason: string | undefined } | undefined;
  work.then(
    (message) => {
      result = { message };
    },
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      result = { code: error.code, reason: reasonOf(error) };
    },
  );
  while (result === undefined) await vi.advanceTimersByTimeAsync(10);
  return { ...result, ms: Math.round(performance.now() - started) };
}
const serialOf = (given: object) =>
  new TextDecoder().decode(fieldOf((given as { message: Message }).message, tags.serial));

describe.each(shippedProfiles.map((profile) => [profile.id, profile] as const))('the %s family', (_, profile) => {
  it('is asked and answers', async () => {
    const { protocol, terminal, heard } = connect(profile);
    expect(serialOf(await outcome(protocol.ask('identify')))).toBe('SN-0001');
    expect(await outcome(protocol.ask('generateKey', keyFields()))).toHaveProperty('message');
    expect(terminal.executed).toEqual({ identify: 1, status: 0, loadTrust: 0, generateKey: 1 });
    expect(heard).toEqual(['enq', 'frame', 'ack', 'enq', 'frame', 'ack']);
  });
});

describe('a question', () => {
  it.each([
    ['a wrong check character', 'corrupt-lrc=2'],
    ['a wrong length', 'bad-length=2'],
    ['noise before the answer', 'noise'],
    ['a lost acknowledgement', 'lost-ack=2'],
    ['a lost answer', 'lost-answer'],
    ['an answer sent twice', 'duplicate=3'],
    ['an answer byte by byte', 'trickle'],
    ['a terminal that hears the third ENQ', 'deaf=2'],
  ])('survives %s, and the key is made once', async (_, fault) => {
    const { protocol, terminal, pinPad, faults } = connect();
    faults.add(fault);
    const given = await outcome(protocol.ask('generateKey', keyFields()));
    expect(given).toHaveProperty('message');
    expect(terminal.executed.generateKey).toBe(1);
    expect(pinPad.requests).toHaveLength(1);
    // And the line is in step for what follows.
    expect(serialOf(await outcome(protocol.ask('identify')))).toBe('SN-0001');
  });

  it('gives up after three ENQ of a second each', async () => {
    const { protocol, heard, faults } = connect();
    faults.add('deaf=99');
    const given = await outcome(protocol.ask('identify'));
    expect(given).toMatchObject({ code: 'E_TIMEOUT', reason: 'no_answer' });
    expect(given.ms).toBeGreaterThanOrEqual(3_000);
    expect(given.ms).toBeLessThan(3_100);
    expect(heard).toEqual(['enq', 'enq', 'enq', 'eot']);
  });

  it('gives up after three damaged answers, with EOT', async () => {
    for (const [fault, code] of [
      ['corrupt-lrc=99', 'E_LRC'],
      ['bad-length=99', 'E_FRAME'],
    ] as const) {
      const { protocol, heard, faults, terminal } = connect();
      faults.add(fault);
      expect(await outcome(protocol.ask('identify'))).toMatchObject({ code });
      await vi.advanceTimersByTimeAsync(0);
      expect(heard.at(-1)).toBe('eot');
      expect(terminal.executed.identify).toBe(1);
    }
  });

  it('waits five seconds for an answer, thirty for a key, three times', async () => {
    const { protocol, faults, terminal } = connect();
    faults.add('lost-answer=999');
    const status = await outcome(protocol.ask('status'));
    expect(status).toMatchObject({ code: 'E_TIMEOUT' });
    // The terminal says EOT after its own three tries; without it the wait is five seconds.
    expect(status.ms).toBeLessThanOrEqual(15_200);
    const slow = connect();
    slow.pinPad.takesMs = 29_000;
    expect((await outcome(slow.protocol.ask('generateKey', keyFields()))).ms).toBeGreaterThan(28_900);
    const slower = connect();
    slower.pinPad.takesMs = 31_000;
    const late = await outcome(slower.protocol.ask('generateKey', keyFields()));
    expect(late).toHaveProperty('message');
    expect(late.ms).toBeGreaterThan(30_000);
    expect([slower.terminal.executed.generateKey, terminal.executed.status]).toEqual([1, 1]);
  });

  it('is not answered by an older answer, nor by one to another command', async () => {
    const { protocol, faults, far } = connect();
    const answer = (command: number, sequence: number, serial: string) => {
      const fields = [
        { tag: tags.status, value: Uint8Array.of(0) },
        { tag: tags.serial, value: text(serial) },
      ];
      const message = encodeMessage({ version: 1, command: command | answerBit, sequence, fields });
      return new FrameCodec(standardProfile.framing).encode(message);
    };
    faults.add('slow=100');
    const { identify, status } = standardProfile.commands;
    const asked = outcome(protocol.ask('identify'));
    await vi.advanceTimersByTimeAsync(20);
    far.write(answer(identify, 0x29, 'OLDER'));
    far.write(answer(status, 0x2a, 'OTHER'));
    expect(serialOf(await asked)).toBe('SN-0001');
  });

  it('takes an answer for the acknowledgement that was lost before it', async () => {
    const { protocol, faults, heard } = connect();
    faults.add('lost-ack');
    const given = await outcome(protocol.ask('identify'));
    expect(given.ms).toBeLessThan(500);
    expect(heard.filter((what) => what === 'frame')).toHaveLength(1);
  });

  it('ends when the cable is pulled in the middle of an answer', async () => {
    const { protocol, faults } = connect();
    faults.add('unplug');
    expect(await outcome(protocol.ask('identify'))).toMatchObject({ code: 'E_UNPLUGGED' });
  });

  it('says what the terminal itself refuses', async () => {
    const { protocol, pinPad } = connect();
    pinPad.refuses = 0x14;
    expect(await outcome(protocol.ask('generateKey', keyFields()))).toMatchObject({
      code: 'E_ROLE',
      reason: 'certificate_role',
    });
    expect(await outcome(protocol.ask('generateKey', []))).toMatchObject({
      code: 'E_FRAME',
      reason: 'message_malformed',
    });
  });

  it('asked of a family it is not, is answered by nobody', async () => {
    const [legacy] = shippedProfiles.slice(1);
    const { heard, near, far } = connect(legacy);
    const line = new StreamLine(near, {
      failureOf: () => 'reset',
      drained: async () => {},
      finish: async () => true,
      close: async () => {},
    });
    const protocol = new LineProtocol(line, standardProfile, { port: 'ttyTEST' });
    expect(await outcome(protocol.ask('identify', [], 1))).toHaveProperty('code');
    expect(heard).not.toContain('frame');
    expect(far.destroyed).toBe(false);
  });

  it('is not held up for ever by a byte now and then', async () => {
    const { protocol, far, faults } = connect();
    faults.add('lost-answer=999');
    const given = outcome(protocol.ask('status'));
    far.write(Uint8Array.of(0x06, 0x06, 0x02, 0x90, 0x00));
    for (let n = 0; n < 40; n++) {
      far.write(Uint8Array.of(0x41));
      await vi.advanceTimersByTimeAsync(400);
    }
    expect(await given).toHaveProperty('code');
  });
});

describe('a terminal', () => {
  it('does nothing twice for the same sequence and bytes, and something for others', async () => {
    const { terminal } = connect();
    const ask = (bytes: number[]) => terminal.answer(Uint8Array.from(bytes));
    const first = await ask([1, 0x10, 7]);
    expect(await ask([1, 0x10, 7])).toBe(first);
    expect(terminal.executed.identify).toBe(1);
    await ask([1, 0x10, 8]);
    await ask([1, 0x10, 7]);
    expect(terminal.executed.identify).toBe(3);
    expect(ask([9, 0x10, 7])).toBeNull();
    expect(ask([1])).toBeNull();
  });
});
