import type { Logger } from 'pino';
import type { ChainHead } from '#server/audit-chain.ts';
import type { Driver } from '#server/database/service.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import type { Trust } from '#server/pki/trust.ts';
import type { IssuerFolder } from '../ca/service.ts';
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
  /** Where each bench's record stood when this process last heard of it; the database has the last word. */
  readonly benchHeads: Map<string, ChainHead>;
  /** The issuing authority of the benches, where it was given to this MTMS. */
  readonly issuer?: IssuerFolder | undefined;
  readonly log: Logger;
  /** UTC milliseconds. */
  readonly now: () => number;
}
