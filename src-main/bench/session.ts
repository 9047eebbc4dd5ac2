import { benchError } from '#shared/bench/errors.ts';
import { type Field, fieldOf, fieldsOf, type Message, type Tag, tags } from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
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
  /** The recipient's certificate and what issued it, DER, its own first. */
  readonly kmsCertificates: readonly Uint8Array[];
  /** The terminal that the ticket is for. */
  readonly serial: string;
}

/** A key as the terminal gives it: opaque to everybody but the recipient. */
export interface SealedKey {
  readonly cms: Uint8Array;
  readonly kcv: Uint8Array;
}

const encode = (value: string) => new TextEncoder().encode(value);
/** Serial numbers are compared and shown: printable ASCII without spaces, nothing that a screen could read otherwise. */
const serialPattern = /^[\x21-\x7e]{1,40}$/;

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
    if (serial === null || !serialPattern.test(serial) || model === null || certificates.length === 0) {
      throw benchError('E_FRAME', 'identity_incomplete');
    }
    const firmware = textOf(answer, tags.firmware) ?? '';
    return { serial, model, firmware, profile: this.#profile.id, certificates };
  }

  /** The serial number of whoever is there now. */
  async presence(tries?: number): Promise<string | null> {
    return textOf(await this.#protocol.ask('status', [], tries), tags.serial);
  }

  /**
   * Reads the serial number once more and has the key made. Throws E_SN_CHANGED when another terminal is there than the
   * ticket is for: nothing was made then.
   */
  async generateKey({ opId, ticket, kmsCertificates, serial }: KeyOrder): Promise<SealedKey> {
    if ((await this.identify()).serial !== serial) throw benchError('E_SN_CHANGED', 'terminal_swapped');
    const fields: Field[] = [
      { tag: tags.opId, value: encode(opId) },
      { tag: tags.ticket, value: ticket },
      ...kmsCertificates.map((value) => ({ tag: tags.kmsCertificate, value })),
    ];
    const answer = await this.#protocol.ask('generateKey', fields);
    const cms = fieldOf(answer, tags.cms);
    const kcv = fieldOf(answer, tags.kcv);
    if (cms === undefined || kcv === undefined || kcv.length < 3) throw benchError('E_FRAME', 'key_incomplete');
    return { cms, kcv };
  }
}
