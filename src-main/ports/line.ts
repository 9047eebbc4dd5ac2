/** Why a line could not be opened, or ended: the exact cause, as a person can act on it. */
export const lineFailures = [
  'no_such_port',
  'permission_denied',
  'port_busy',
  'not_a_port',
  'refused',
  'unreachable',
  'name_unknown',
  'timed_out',
  'reset',
  'no_progress',
] as const;
export type LineFailure = (typeof lineFailures)[number];

/** A line failed. `sent` says whether bytes may have reached the other end since it was opened. */
export class LineError extends Error {
  readonly failure: LineFailure;
  readonly sent: boolean;

  constructor(failure: LineFailure, sent: boolean, options?: ErrorOptions) {
    super(`line: ${failure}`, options);
    this.name = 'LineError';
    this.failure = failure;
    this.sent = sent;
  }
}

/** Where a line leads. */
export type LineAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number };

/** An open serial or TCP line: bytes out, bytes in, and an end. One user at a time. */
export interface Line {
  /**
   * Hands bytes over, piece by piece; resolves when the system (TCP) or the wire (serial) has taken all. Each piece has
   * `stallMs` to get away. Throws LineError no_progress or reset.
   */
  write(bytes: Uint8Array, stallMs: number): Promise<void>;
  /** The next bytes from the other end; empty when none come within `timeoutMs`. Throws LineError reset. */
  read(timeoutMs: number): Promise<Uint8Array>;
  /**
   * Says that nothing more follows and waits for the other end to close; true when it did within `timeoutMs`. A serial
   * line has no such sign and gives true once its last byte is out.
   */
  finish(timeoutMs: number): Promise<boolean>;
  /** Settles when the line has ended, by either end or because the cable was pulled, even while nobody reads. */
  readonly ended: Promise<void>;
  /** Ends it at once; safe to call twice. */
  close(): Promise<void>;
}
