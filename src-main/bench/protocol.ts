import { benchError } from '#shared/bench/errors.ts';
import { FrameCodec, type FrameFault } from '#shared/bench/framing/frame.ts';
import { type Control, FrameParser, type FrameSink } from '#shared/bench/framing/parser.ts';
import {
  answerBit,
  decodeMessage,
  encodeMessage,
  type Field,
  fieldOf,
  isTerminalRefusal,
  type Message,
  tags,
  terminalRefusals,
} from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { type Line, LineError } from '../ports/service.ts';

export type TerminalCommand = keyof TerminalProfile['commands'];

/** What a line tells, in its order. */
type Heard =
  | { readonly kind: 'frame'; readonly content: Uint8Array }
  | { readonly kind: 'control'; readonly control: Control }
  | { readonly kind: 'rejected'; readonly fault: FrameFault };

export interface ProtocolOptions {
  /** How the port is called in messages. */
  readonly port: string;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** The first sequence number; by chance without it, so that a restart hardly ever repeats the last one. */
  readonly sequence?: number;
}

/** Nothing was heard in time, or what was heard was damaged. */
type Trouble = 'silent' | FrameFault;
type Answered =
  | { readonly state: 'answered'; readonly answer: Message }
  | { readonly state: 'failed'; readonly trouble: Trouble };
type Sent = { readonly state: 'taken' } | Answered;

/**
 * The bench's half of the line protocol on one open line, one question at a time:
 *
 *     ENQ → ACK · frame → ACK · answer → ACK, else EOT after the family's number of tries
 *
 * A question that was not answered is asked again under the same sequence number; the terminal then answers what it
 * answered before and does nothing twice. Every wait is a read of the line, so time is the line's.
 */
export class LineProtocol implements FrameSink {
  readonly #line: Line;
  readonly #profile: TerminalProfile;
  readonly #codec: FrameCodec;
  readonly #parser: FrameParser;
  readonly #port: string;
  readonly #now: () => number;
  /** The longest a frame can be under way at the line's speed, twice over, ms. */
  readonly #frameMs: number;
  #heard: Heard[] = [];
  #sequence: number;

  constructor(line: Line, profile: TerminalProfile, options: ProtocolOptions) {
    this.#line = line;
    this.#profile = profile;
    this.#codec = new FrameCodec(profile.framing);
    this.#parser = new FrameParser(this.#codec);
    this.#port = options.port;
    this.#now = options.now ?? (() => performance.now());
    this.#sequence = options.sequence ?? Math.floor(Math.random() * 256);
    this.#frameMs = (this.#codec.maxFrame * 10 * 2 * 1_000) / profile.serial.baudRate;
  }

  /**
   * Asks the terminal and gives its answer. `tries` other than the family's is for finding out whether anybody is
   * there. Throws AppError E_TIMEOUT, E_LRC, E_FRAME, E_UNPLUGGED, or the code of the terminal's own refusal.
   */
  async ask(
    command: TerminalCommand,
    fields: readonly Field[] = [],
    tries = this.#profile.timing.tries,
  ): Promise<Message> {
    const { version, commands } = this.#profile;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xff;
    const message = { version, command: commands[command], sequence, fields };
    try {
      return await this.#exchange(command, message, tries);
    } catch (error) {
      if (error instanceof LineError) throw this.#lineFailed(error);
      throw error;
    }
  }

  frame(content: Uint8Array): void {
    this.#heard.push({ kind: 'frame', content: content.slice() });
  }

  control(control: Control): void {
    this.#heard.push({ kind: 'control', control });
  }

  rejected(fault: FrameFault): void {
    this.#heard.push({ kind: 'rejected', fault });
  }

  async #exchange(command: TerminalCommand, message: Message, tries: number): Promise<Message> {
    const frame = this.#codec.encode(encodeMessage(message));
    let trouble: Trouble = 'silent';
    for (let round = 0; round < tries; round++) {
      // What was said before this question answers nothing any more.
      this.#heard = [];
      if (!(await this.#greet(tries))) break;
      const sent = await this.#send(frame, message, tries);
      const step = sent.state === 'taken' ? await this.#answer(command, message, tries) : sent;
      if (step.state === 'answered') return this.#accept(step.answer, command);
      trouble = step.trouble;
      if (sent.state === 'failed' || trouble !== 'silent') break;
    }
    await this.#line.write(this.#character('eot'), this.#profile.timing.ackMs);
    throw this.#failed(trouble, command);
  }

  /** ENQ until somebody says ACK. */
  async #greet(tries: number): Promise<boolean> {
    const { enqMs } = this.#profile.timing;
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.#line.write(this.#character('enq'), enqMs);
      const deadline = this.#now() + enqMs;
      for (let heard = await this.#hear(deadline); heard !== null; heard = await this.#hear(deadline)) {
        if (heard.kind === 'control' && heard.control === 'ack') return true;
      }
    }
    return false;
  }

  /** The frame until it is acknowledged; an answer says so too, where the ACK before it was lost. */
  async #send(frame: Uint8Array, question: Message, tries: number): Promise<Sent> {
    const { ackMs } = this.#profile.timing;
    let trouble: Trouble = 'silent';
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.#line.write(frame, this.#frameMs);
      const deadline = this.#now() + ackMs;
      for (let heard = await this.#hear(deadline); heard !== null; heard = await this.#hear(deadline)) {
        if (heard.kind === 'frame') {
          const answer = this.#answerIn(heard.content, question);
          if (answer !== null) return { state: 'answered', answer };
        } else if (heard.kind === 'rejected') trouble = heard.fault;
        else if (heard.control === 'ack') return { state: 'taken' };
        else if (heard.control === 'nak') {
          trouble = 'lrc';
          break;
        }
      }
    }
    return { state: 'failed', trouble };
  }

  /** Waits for the answer; asks with NAK for one that arrived damaged. */
  async #answer(command: TerminalCommand, question: Message, tries: number): Promise<Answered> {
    const { answerMs, generateKeyMs } = this.#profile.timing;
    const patience = command === 'generateKey' ? generateKeyMs : answerMs;
    let deadline = this.#now() + patience;
    let damaged = 0;
    let trouble: Trouble = 'silent';
    for (;;) {
      const heard = await this.#hear(deadline);
      if (heard === null) return { state: 'failed', trouble };
      if (heard.kind === 'control') {
        if (heard.control === 'eot') return { state: 'failed', trouble };
        continue;
      }
      if (heard.kind === 'frame') {
        const answer = this.#answerIn(heard.content, question);
        if (answer !== null) return { state: 'answered', answer };
        continue;
      }
      trouble = heard.fault;
      await this.#settle(heard.fault);
      if (this.#heard.some(({ kind }) => kind === 'frame')) continue;
      this.#heard = [];
      damaged += 1;
      if (damaged >= tries) return { state: 'failed', trouble };
      await this.#line.write(this.#character('nak'), answerMs);
      deadline = this.#now() + patience;
    }
  }

  async #accept(answer: Message, command: TerminalCommand): Promise<Message> {
    // The answer is here; a line that ends now is the next question's matter.
    await this.#line.write(this.#character('ack'), this.#profile.timing.ackMs).catch(() => {});
    const status = fieldOf(answer, tags.status)?.[0];
    if (status === 0) return answer;
    const params = { port: this.#port };
    if (status === undefined || !isTerminalRefusal(status)) {
      throw benchError('E_FRAME', 'status_unknown', { params, details: { command, status: status ?? null } });
    }
    const [code, reason] = terminalRefusals[status];
    throw benchError(code, reason, { params, details: { command, from: 'terminal' } });
  }

  /** The next thing on the line; null when there was none by `deadline`. A frame on its way is waited for. */
  async #hear(deadline: number): Promise<Heard | null> {
    const { interByteMs } = this.#profile.timing;
    for (;;) {
      const next = this.#heard.shift();
      if (next !== undefined) return next;
      const left = deadline - this.#now();
      const underWay = this.#parser.pending > 0;
      if (!underWay && left <= 0) return null;
      // A byte now and then must not hold the line for ever.
      const trickles = underWay && left < -this.#frameMs;
      const bytes = trickles ? null : await this.#line.read(underWay ? interByteMs : left);
      if (bytes !== null && bytes.length > 0) this.#parser.push(bytes, this);
      else if (underWay) this.#parser.expire(this);
    }
  }

  /** After a damaged frame: lets pass what still belongs to it. A frame whose end was in its place has none. */
  async #settle(fault: FrameFault): Promise<void> {
    const { interByteMs } = this.#profile.timing;
    if ((fault === 'lrc' || fault === 'crc') && this.#parser.pending === 0) return;
    const until = this.#now() + this.#frameMs;
    while (this.#now() < until) {
      const bytes = await this.#line.read(interByteMs);
      if (bytes.length === 0) break;
      this.#parser.push(bytes, this);
    }
    this.#parser.expire(this);
  }

  #answerIn(content: Uint8Array, { version, command, sequence }: Message): Message | null {
    const message = decodeMessage(content);
    const matches =
      message?.version === version && message.command === (command | answerBit) && message.sequence === sequence;
    return matches ? message : null;
  }

  #character(control: Control): Uint8Array {
    return Uint8Array.of(this.#profile.framing.control[control]);
  }

  #failed(trouble: Trouble, command: TerminalCommand): Error {
    const parts = { params: { port: this.#port }, details: { command } };
    if (trouble === 'silent') return benchError('E_TIMEOUT', 'no_answer', parts);
    return benchError(trouble === 'lrc' || trouble === 'crc' ? 'E_LRC' : 'E_FRAME', trouble, parts);
  }

  #lineFailed(error: LineError): Error {
    const parts = { params: { port: this.#port }, cause: error };
    return benchError(error.failure === 'no_progress' ? 'E_TIMEOUT' : 'E_UNPLUGGED', error.failure, parts);
  }
}
