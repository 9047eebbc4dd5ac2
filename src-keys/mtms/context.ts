import type { Logger } from 'pino';
import type { Driver } from '#server/database/service.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import type { Trust } from '#server/pki/trust.ts';
import type { MtmsRecord } from './record.ts';

/** The MTMS's own certificate and key, and whom it believes; both are renewed while it runs. */
export interface MtmsIdentity {
  readonly trust: Trust;
  readonly signer: Signer;
}

/** What every part of the MTMS works with. */
export interface MtmsContext {
  readonly driver: Driver;
  readonly identity: MtmsIdentity;
  readonly record: MtmsRecord;
  readonly log: Logger;
  /** UTC milliseconds. */
  readonly now: () => number;
}
