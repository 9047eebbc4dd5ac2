import type { KeyObject } from 'node:crypto';
import type { Trust } from '#server/pki/trust.ts';
import type { MtmsStanding } from '#shared/bench/collection.ts';

/** The bench towards the MTMS, while it is enrolled and its keys are at hand. */
export interface BenchMember {
  readonly benchId: string;
  /** Ed25519: signs the bench's record. */
  readonly recordKey: KeyObject;
  /** Root pinned at enrolment, newest lists. */
  readonly trust: Trust;
  /** Issuing certificates and revocation lists, PEM: what terminals are given. */
  readonly bundle: string;
  /**
   * A call over mutual TLS, `path` beginning with `/v1/`; gives the answer's JSON. Throws what the MTMS refused with, and
   * E_MTMS_DOWN when it is not reached.
   */
  request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
}

/** Who knows how the bench stands with the MTMS. */
export interface BenchStanding {
  /** Throws AppError bench_not_enrolled, bench_secrets_locked; E_CERT_EXPIRED, E_CERT_REVOKED. */
  member(): BenchMember;
  /** `ready` and `away` follow from the last call that was made. */
  readonly view: MtmsStanding;
  /** Calls back when `view` changes or a member can be had again. Gives the way to stop that. */
  onChange(callback: () => void): () => void;
}
