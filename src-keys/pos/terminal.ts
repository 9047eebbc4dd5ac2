import { createHash } from 'node:crypto';
import {
  answerBit,
  decodeMessage,
  encodeMessage,
  type Field,
  fieldOf,
  type Message,
  type Tag,
  type TerminalRefusal,
  tags,
} from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { type PinPad, PinPadRefusal } from './pin-pad.ts';

export interface TerminalIdentity {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
}

type Command = keyof TerminalProfile['commands'];

const mostTrustBytes = 65_536;
const text = (value: string) => new TextEncoder().encode(value);
const refusal = (status: TerminalRefusal): Field[] => [{ tag: tags.status, value: Uint8Array.of(status) }];
const done: Field = { tag: tags.status, value: Uint8Array.of(0) };

/** A terminal's firmware: carries out commands, each once. */
export class Terminal {
  /** Changed by a test that swaps the terminal under the bench. */
  identity: TerminalIdentity;
  /** How often each command was really carried out. */
  readonly executed: Record<Command, number> = { identify: 0, status: 0, loadTrust: 0, generateKey: 0 };
  readonly #profile: TerminalProfile;
  readonly #pinPad: PinPad;
  #trust: Buffer | undefined;
  #trustAt = 0;
  #last: { readonly key: string; readonly answer: Promise<Uint8Array> } | undefined;

  constructor(identity: TerminalIdentity, profile: TerminalProfile, pinPad: PinPad) {
    this.identity = identity;
    this.#profile = profile;
    this.#pinPad = pinPad;
  }

  /**
   * The answer to a message. A message with the last one's sequence number and hash is that message again: it gets the
   * answer that was given, and nothing is done. Null for bytes that are no message. Never rejects.
   */
  answer(content: Uint8Array): Promise<Uint8Array> | null {
    const message = decodeMessage(content);
    if (message === null || message.version !== this.#profile.version) return null;
    const key = `${message.sequence} ${createHash('sha256').update(content).digest('base64')}`;
    if (this.#last?.key !== key) {
      const answer = this.#execute(message).then((fields) =>
        encodeMessage({ ...message, command: message.command | answerBit, fields }),
      );
      this.#last = { key, answer };
    }
    return this.#last.answer;
  }

  async #execute(message: Message): Promise<Field[]> {
    const { commands } = this.#profile;
    const command = (Object.keys(commands) as Command[]).find((name) => commands[name] === message.command);
    if (command === undefined) return refusal(0x01);
    this.executed[command] += 1;
    try {
      if (command === 'identify') return this.#identify();
      if (command === 'status') return this.#status();
      return command === 'loadTrust' ? this.#loadTrust(message) : await this.#generateKey(message);
    } catch (error) {
      return refusal(error instanceof PinPadRefusal ? error.status : 0x03);
    }
  }

  #identify(): Field[] {
    const { serial, model, firmware } = this.identity;
    return [
      done,
      { tag: tags.serial, value: text(serial) },
      { tag: tags.model, value: text(model) },
      { tag: tags.firmware, value: text(firmware) },
      ...this.#pinPad.certificates.map((value) => ({ tag: tags.certificate, value })),
    ];
  }

  #status(): Field[] {
    const { transmissionKeyKcv, masterKeyKcv } = this.#pinPad.held;
    const { trustMark } = this.#pinPad;
    return [
      done,
      { tag: tags.serial, value: text(this.identity.serial) },
      ...(trustMark === null ? [] : [{ tag: tags.trustMark, value: trustMark }]),
      ...(transmissionKeyKcv === null ? [] : [{ tag: tags.transmissionKeyKcv, value: transmissionKeyKcv }]),
      ...(masterKeyKcv === null ? [] : [{ tag: tags.masterKeyKcv, value: masterKeyKcv }]),
    ];
  }

  /** Collects the pieces of a bundle, which come in their order; the first one begins anew. */
  #loadTrust(message: Message): Field[] {
    const numberIn = (tag: Tag) => {
      const value = fieldOf(message, tag);
      return value?.length === 4 ? Buffer.from(value).readUInt32BE() : Number.NaN;
    };
    const [length, offset] = [numberIn(tags.trustLength), numberIn(tags.trustOffset)];
    const piece = fieldOf(message, tags.trustPiece);
    if (offset === 0 && length > 0 && length <= mostTrustBytes) this.#trust = Buffer.alloc(length);
    const inOrder = offset === 0 || offset === this.#trustAt;
    if (piece === undefined || !inOrder || this.#trust?.length !== length || offset + piece.length > length) {
      return refusal(0x02);
    }
    this.#trust.set(piece, offset);
    this.#trustAt = offset + piece.length;
    if (this.#trustAt < length) return [done];
    const bundle = this.#trust;
    this.#trust = undefined;
    this.#pinPad.loadTrust(bundle);
    return [done];
  }

  async #generateKey(message: Message): Promise<Field[]> {
    const opId = fieldOf(message, tags.opId);
    const ticket = fieldOf(message, tags.ticket);
    const kmsCertificate = fieldOf(message, tags.kmsCertificate);
    if (opId === undefined || ticket === undefined || kmsCertificate === undefined) return refusal(0x02);
    const { cms, kcv } = await this.#pinPad.generateKey({
      opId: new TextDecoder().decode(opId),
      ticket,
      kmsCertificate,
    });
    return [done, { tag: tags.cms, value: cms }, { tag: tags.kcv, value: kcv }];
  }
}
