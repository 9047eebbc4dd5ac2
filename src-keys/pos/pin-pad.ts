import type { TerminalRefusal } from '#shared/bench/message.ts';

/** A sealed key as it leaves the PIN pad. */
export interface SealedKey {
  /** CMS SignedData over EnvelopedData, DER. */
  readonly cms: Uint8Array;
  /** The key check value of the key in it. */
  readonly kcv: Uint8Array;
}

export interface KeyRequest {
  /** The operation, a ULID. The same one gives the same sealed key. */
  readonly opId: string;
  readonly ticket: Uint8Array;
  /** The recipient's key-transport certificate, DER. */
  readonly kmsCertificate: Uint8Array;
}

/** What the keys of a terminal are known by: their check values, null where it holds none. */
export interface HeldKeys {
  readonly transmissionKeyKcv: Uint8Array | null;
  readonly masterKeyKcv: Uint8Array | null;
}

/** The secure part of a terminal. Clear keys exist in it and nowhere else on this side of the line. */
export interface PinPad {
  /** The terminal's own certificate and what issued it, DER, its own first. */
  readonly certificates: readonly Uint8Array[];
  readonly held: HeldKeys;
  /** SHA-256 of the trust bundle it holds; null when it holds none. */
  readonly trustMark: Uint8Array | null;
  /** Takes a trust bundle over, whole or not at all. Throws PinPadRefusal. */
  loadTrust(bundle: Uint8Array): void;
  /**
   * Checks the ticket and the recipient, makes a transmission key and seals it. Idempotent for each opId. Throws
   * PinPadRefusal.
   */
  generateKey(request: KeyRequest): Promise<SealedKey>;
}

/** The PIN pad does not do what it was asked: the status byte its terminal answers with. */
export class PinPadRefusal extends Error {
  readonly status: TerminalRefusal;

  constructor(status: TerminalRefusal, options?: ErrorOptions) {
    super(`the PIN pad refused with status 0x${status.toString(16)}`, options);
    this.name = 'PinPadRefusal';
    this.status = status;
  }
}
