import type { Duplex } from 'node:stream';
import { FrameCodec, type FrameFault } from '#shared/bench/framing/frame.ts';
import { type Control, FrameParser, type FrameSink } from '#shared/bench/framing/parser.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import type { Faults } from './faults.ts';
import type { Terminal } from './terminal.ts';

/** What a terminal's end of the line tells the person who runs the simulator. */
export interface LineEndEvents {
  readonly heard: (what: Control | FrameFault | 'frame') => void;
  /** The cable is to be pulled. */
  readonly unplug: () => void;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * The terminal's half of the line protocol: ACK for ENQ and for a sound frame, NAK for a damaged one, the answer until
 * it is acknowledged.
 */
export class LineEnd implements FrameSink {
  readonly #stream: Duplex;
  readonly #profile: TerminalProfile;
  readonly #terminal: Terminal;
  readonly #faults: Faults;
  readonly #events: LineEndEvents;
  readonly #codec: FrameCodec;
  readonly #parser: FrameParser;
  /** The bench has said ENQ and means us. */
  #greeted = false;
  #damaged: FrameFault | undefined;
  #silence: NodeJS.Timeout | undefined;
  #resend: NodeJS.Timeout | undefined;
  #unacknowledged: { readonly frame: Uint8Array; tries: number } | undefined;
  #working: Promise<Uint8Array> | undefined;

  constructor(stream: Duplex, profile: TerminalProfile, terminal: Terminal, faults: Faults, events: LineEndEvents) {
    this.#stream = stream;
    this.#profile = profile;
    this.#terminal = terminal;
    this.#faults = faults;
    this.#events = events;
    this.#codec = new FrameCodec(profile.framing);
    this.#parser = new FrameParser(this.#codec);
    stream.on('data', (bytes: Uint8Array) => this.#take(() => this.#parser.push(bytes, this)));
    stream.on('error', () => this.close());
    stream.on('close', () => this.close());
  }

  /** Stops its timers; the stream is the owner's. */
  close(): void {
    clearTimeout(this.#silence);
    this.#forget();
  }

  control(control: Control): void {
    this.#events.heard(control);
    if (control === 'enq') {
      this.#forget();
      this.#greeted = !this.#faults.strikes('deaf');
      if (this.#greeted) this.#say('ack');
    } else if (control === 'ack') this.#forget();
    else if (control === 'nak') this.#again();
    else {
      this.#greeted = false;
      this.#forget();
    }
  }

  frame(content: Uint8Array): void {
    this.#events.heard('frame');
    this.#damaged = undefined;
    if (!this.#greeted) return;
    const answer = this.#terminal.answer(content.slice());
    if (answer === null) {
      this.#say('nak');
      return;
    }
    this.#forget();
    if (!this.#faults.strikes('lost-ack')) this.#say('ack');
    // Asked again while it works: one answer is enough.
    if (this.#working === answer) return;
    this.#working = answer;
    void answer.then((bytes) => this.#answer(bytes, answer));
  }

  rejected(fault: FrameFault): void {
    this.#events.heard(fault);
    this.#damaged ??= fault;
  }

  #take(feed: () => void): void {
    clearTimeout(this.#silence);
    feed();
    const whole = this.#damaged === 'lrc' || this.#damaged === 'crc';
    if (whole && this.#parser.pending === 0) this.#refuse();
    else if (this.#damaged !== undefined || this.#parser.pending > 0) {
      this.#silence = setTimeout(() => {
        this.#parser.expire(this);
        this.#refuse();
      }, this.#profile.timing.interByteMs);
    }
  }

  #refuse(): void {
    if (this.#damaged !== undefined && this.#greeted) this.#say('nak');
    this.#damaged = undefined;
  }

  async #answer(bytes: Uint8Array, working: Promise<Uint8Array>): Promise<void> {
    if (this.#faults.slowMs > 0) await wait(this.#faults.slowMs);
    if (this.#working === working) this.#working = undefined;
    this.#unacknowledged = { frame: this.#codec.encode(bytes), tries: this.#profile.timing.tries };
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#resend);
    const answer = this.#unacknowledged;
    if (answer === undefined) return;
    if (answer.tries === 0) {
      this.#unacknowledged = undefined;
      this.#say('eot');
      return;
    }
    answer.tries -= 1;
    void this.#put(answer.frame);
    this.#resend = setTimeout(() => this.#again(), this.#profile.timing.ackMs);
  }

  #forget(): void {
    clearTimeout(this.#resend);
    this.#unacknowledged = undefined;
  }

  /** Puts an answer on the line with the faults that are due. */
  async #put(sound: Uint8Array): Promise<void> {
    const faults = this.#faults;
    const { stx } = this.#profile.framing;
    if (faults.strikes('lost-answer')) return;
    const frame = sound.slice();
    const flip = (at: number) => {
      frame[at] = (frame[at] ?? 0) ^ 0x11;
    };
    if (faults.strikes('corrupt-lrc')) flip(frame.length - 1);
    if (faults.strikes('bad-length')) flip(2);
    if (faults.strikes('noise')) this.#write(Uint8Array.of(0x00, 0xff, stx, 0x00, 0x09, 0x7f));
    if (faults.strikes('unplug')) {
      this.#stream.write(frame.subarray(0, frame.length >> 1), () => setImmediate(this.#events.unplug));
      return;
    }
    if (faults.strikes('trickle')) {
      for (const byte of frame) {
        this.#write(Uint8Array.of(byte));
        await new Promise(setImmediate);
      }
      return;
    }
    this.#write(frame);
    if (faults.strikes('duplicate')) this.#write(frame);
  }

  #say(control: Control): void {
    this.#write(Uint8Array.of(this.#profile.framing.control[control]));
  }

  #write(bytes: Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(bytes);
  }
}
