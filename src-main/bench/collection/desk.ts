import type { Logger } from 'pino';
import type { Actor } from '#shared/identity/actor.ts';
import type { Store, Transaction } from '../../store/service.ts';
import type { BenchRecord, RecordedAct } from '../record/record.ts';
import type { BenchStanding } from '../standing.ts';
import type { BenchClock } from './clock.ts';
import type { MtmsCalls } from './mtms-calls.ts';
import type { Operations } from './operations.ts';

/** What everything that collects works with. */
export interface Desk {
  readonly store: Store;
  readonly standing: BenchStanding;
  readonly record: BenchRecord;
  readonly operations: Operations;
  readonly calls: MtmsCalls;
  readonly clock: BenchClock;
  readonly log: Logger;
}

/** Whose act it was, for the record: a name to read, and the account behind it. */
export const nameIn = ({ displayName, username }: Actor): string => `${displayName} (${username})`;

/** What the MTMS is told of the person who confirms. */
export const personOf = ({ displayName }: Actor): string => displayName.trim().slice(0, 80);

/**
 * Does something and writes it into the record, in one transaction. Throws what `BenchStanding.member` throws: without
 * the bench's key nothing is done, as it could not be recorded.
 */
export function act<T>(
  { store, standing, record, clock }: Pick<Desk, 'store' | 'standing' | 'record' | 'clock'>,
  actor: string,
  work: (tx: Transaction, tell: (act: Omit<RecordedAct, 'actor'>) => void) => T,
): Promise<T> {
  const { recordKey } = standing.member();
  return store.write(actor, (tx) => work(tx, (told) => record.add(tx, recordKey, clock.now(), { actor, ...told })));
}
