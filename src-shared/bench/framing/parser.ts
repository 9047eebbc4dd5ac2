import type { FrameCodec, FrameFault } from './frame.ts';

/** The single characters that travel between frames. */
export const controls = ['enq', 'ack', 'nak', 'eot'] as const;
export type Control = (typeof controls)[number];

/** Takes what a parser finds, in the order of the line. It must not feed the same parser. */
export interface FrameSink {
  /** A sound frame's content: a view that holds until the parser is fed again. */
  frame(content: Uint8Array): void;
  control(control: Control): void;
  /** Bytes that began like a frame are none. What lies within them is looked through again. */
  rejected(fault: FrameFault): void;
}

/**
 * Finds frames and control characters in what a line brings, however it is cut. It reads by length and never looks for
 * ETX; after noise it takes the next STX that begins a sound frame. Within bytes that a broken frame claimed only
 * frames are looked for: its content may hold every control character.
 *
 * A whole frame within one chunk is not copied; what is not whole yet is kept, at most one frame of it.
 */
export class FrameParser {
  readonly #codec: FrameCodec;
  readonly #controls: readonly (Control | undefined)[];
  #kept = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** So many further bytes belong to a frame that was rejected. */
  #claimed = 0;

  constructor(codec: FrameCodec) {
    this.#codec = codec;
    const byByte: (Control | undefined)[] = new Array(256).fill(undefined);
    for (const control of controls) byByte[codec.rules.control[control]] = control;
    this.#controls = byByte;
  }

  /** Bytes of a frame that is not whole yet. Beyond the family's inter-byte time call `expire`. */
  get pending(): number {
    return this.#end - this.#start;
  }

  /** Takes the next bytes of the line. Never throws for what they are. */
  push(chunk: Uint8Array, sink: FrameSink): void {
    let at = 0;
    while (this.pending > 0) {
      const missing = this.#missing();
      const taken = Math.min(missing, chunk.length - at);
      if (taken === 0) return;
      this.#keep(chunk.subarray(at, at + taken));
      at += taken;
      this.#start = this.#scan(this.#kept, this.#start, this.#end, sink);
    }
    this.#start = 0;
    this.#end = 0;
    const rest = this.#scan(chunk, at, chunk.length, sink);
    if (rest < chunk.length) this.#keep(chunk.subarray(rest));
  }

  /** The line was silent for too long: what is not whole is no frame. Sound frames within it are still given. */
  expire(sink: FrameSink): void {
    while (this.pending > 0) {
      sink.rejected('incomplete');
      this.#claimed = this.pending - 1;
      this.#start = this.#scan(this.#kept, this.#start + 1, this.#end, sink);
    }
    this.#start = 0;
    this.#end = 0;
    this.#claimed = 0;
  }

  /** How many bytes are needed before more can be said about what is kept. */
  #missing(): number {
    const size = this.#codec.measure(this.#kept, this.#start, this.#end);
    const header = 1 + this.#codec.rules.length.bytes;
    return (size > 0 ? size : header) - this.pending;
  }

  #keep(bytes: Uint8Array): void {
    // Twice a frame: moved to the front only when a whole frame's worth of bytes went through.
    if (this.#kept.length === 0) this.#kept = new Uint8Array(2 * this.#codec.maxFrame);
    if (this.#end + bytes.length > this.#kept.length) {
      this.#kept.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#kept.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Gives where a frame begins that is not whole yet, or `end`. */
  #scan(bytes: Uint8Array, start: number, end: number, sink: FrameSink): number {
    const { stx } = this.#codec.rules;
    let at = start;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte !== stx) {
        const control = this.#claimed > 0 ? undefined : this.#controls[byte];
        if (control !== undefined) sink.control(control);
        this.#pass();
        at += 1;
        continue;
      }
      const size = this.#codec.measure(bytes, at, end);
      if (size === 0 || (size > 0 && at + size > end)) return at;
      const fault = size < 0 ? 'length' : this.#codec.check(bytes, at, size);
      if (fault === null) {
        // In step with the other end again.
        this.#claimed = 0;
        sink.frame(this.#codec.content(bytes, at, size));
        at += size;
        continue;
      }
      sink.rejected(fault);
      this.#claimed = Math.max(this.#claimed, size);
      this.#pass();
      at += 1;
    }
    return end;
  }

  #pass(): void {
    if (this.#claimed > 0) this.#claimed -= 1;
  }
}
