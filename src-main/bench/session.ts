import { createHash } from 'node:crypto';
import { benchError } from '#shared/bench/errors.ts';
import { type Field, fieldOf, fieldsOf, type Message, type Tag, tags } from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { serialSchema } from '#shared/bench/statements.ts';
import type { TerminalView } from '#shared/bench/views.ts';
import type { LineProtocol } from './protocol.ts';

/** A terminal as it introduces itself. */
export interface TerminalIdentity extends TerminalView {
  /** Its certificate and what issued it, DER, its own first. */
  readonly certificates: readonly Uint8Array[];
}

export interface KeyOrder {
  /** The operation, a ULID: the same one gives the same sealed key. */
  readonly opId: string;
  readonly ticket: Uint8Array;
  /** The recipient's key-transport certificate, DER. */
  readonly kmsCertificate: Uint8Array;
  /** Issuing certificates and revocation lists, PEM, as the authority publishes them. */
  readonly bundle: string;
  /** The terminal that the ticket is for. */
  readonly serial: string;
}

/** A key as the terminal gives it: opaque to everybody but the recipient. */
export interface SealedKey {
  readonly cms: Uint8Array;
  readonly kcv: Uint8Array;
}

const encode = (value: string) => new TextEncoder().encode(value);
/** Small enough to be said again without loss of time on a bad cable. */
const pieceBytes = 2_048;

function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** What a terminal says about itself without its certificates. */
export interface Presence {
  readonly serial: string | null;
  /** SHA-256 of the trust bundle it holds, hexadecimal; null when it holds none. */
  readonly trustMark: string | null;
}

function textOf(message: Message, tag: Tag): string | null {
  const value = fieldOf(message, tag);
  if (value === undefined || value.length > 120) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return null;
  }
}

/** The questions a bench asks one terminal. Throws what `LineProtocol.ask` throws. */
export class TerminalSession {
  readonly #protocol: LineProtocol;
  readonly #profile: TerminalProfile;

  constructor(protocol: LineProtocol, profile: TerminalProfile) {
    this.#protocol = protocol;
    this.#profile = profile;
  }

  /** Who is there. Throws E_FRAME too, for a terminal that does not say it properly. */
  async identify(tries?: number): Promise<TerminalIdentity> {
    const answer = await this.#protocol.ask('identify', [], tries);
    const serial = textOf(answer, tags.serial);
    const model = textOf(answer, tags.model);
    const certificates = fieldsOf(answer, tags.certificate);
    if (serial === null || !serialSchema.safeParse(serial).success || model === null || certificates.length === 0) {
      throw benchError('E_FRAME', 'identity_incomplete');
    }
    const firmware = textOf(answer, tags.firmware) ?? '';
    return { serial, model, firmware, profile: this.#profile.id, certificates };
  }

  /** Who is there now, shortly. */
  async presence(tries?: number): Promise<Presence> {
    const answer = await this.#protocol.ask('status', [], tries);
    const mark = fieldOf(answer, tags.trustMark);
    return { serial: textOf(answer, tags.serial), trustMark: mark ? Buffer.from(mark).toString('hex') : null };
  }

  /**
   * Reads the serial number once more and has the key made. Throws E_SN_CHANGED when another terminal is there than the
   * ticket is for: nothing was made then.
   */
  async generateKey({ opId, ticket, kmsCertificate, bundle, serial }: KeyOrder): Promise<SealedKey> {
    const there = await this.presence();
    if (there.serial !== serial) throw benchError('E_SN_CHANGED', 'terminal_swapped');
    const trust = encode(bundle);
    // A slow line carries the bundle once, not for every key.
    if (there.trustMark !== createHash('sha256').update(trust).digest('hex')) await this.#loadTrust(trust);
    const fields: Field[] = [
      { tag: tags.opId, value: encode(opId) },
      { tag: tags.ticket, value: ticket },
      { tag: tags.kmsCertificate, value: kmsCertificate },
    ];
    const answer = await this.#protocol.ask('generateKey', fields);
    const cms = fieldOf(answer, tags.cms);
    const kcv = fieldOf(answer, tags.kcv);
    if (cms === undefined || kcv === undefined || kcv.length < 3) throw benchError('E_FRAME', 'key_incomplete');
    return { cms, kcv };
  }

  async #loadTrust(bundle: Uint8Array): Promise<void> {
    for (let at = 0; at < bundle.length; at += pieceBytes) {
      await this.#protocol.ask('loadTrust', [
        { tag: tags.trustLength, value: fourBytes(bundle.length) },
        { tag: tags.trustOffset, value: fourBytes(at) },
        { tag: tags.trustPiece, value: bundle.subarray(at, at + pieceBytes) },
      ]);
    }
  }
}
