import type { Driver } from '#server/database/service.ts';
import type { Peer } from '#server/pki/trust.ts';
import { benchError } from '#shared/bench/errors.ts';
import { lifetimes } from '../ca/service.ts';
import { closedBenchTable } from './tables.ts';

/** Certificates carry whole seconds. */
const secondMs = 1_000;

/**
 * Benches that the operator shut out. Every process looks anew as often as at the revocation lists, and at once where the
 * operator's word came in; a certificate that was issued after a new code is let in again.
 */
export class ClosedBenches {
  readonly #driver: Driver;
  #closed: ReadonlyMap<string, number> = new Map();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async look(): Promise<void> {
    const rows = await this.#driver.transaction((tx) => tx.select().from(closedBenchTable));
    this.#closed = new Map(rows.map(({ benchId, at }) => [benchId, at]));
  }

  /** Throws E_CERT_REVOKED `bench_closed` for a bench whose certificate is from before it was shut out. */
  readonly check = ({ id, certificate }: Pick<Peer, 'id' | 'certificate'>): void => {
    const at = this.#closed.get(id);
    if (at !== undefined && certificate.notBefore + lifetimes.backdateMs < at + secondMs)
      throw benchError('E_CERT_REVOKED', 'bench_closed', { details: { peer: `bench:${id}` } });
  };

  /** The earliest time that a new certificate of this bench may be of. */
  readonly issuableFrom = (id: string): number => {
    const at = this.#closed.get(id);
    return at === undefined ? 0 : at + 2 * secondMs;
  };
}
