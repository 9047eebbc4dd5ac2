import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../store/service.ts';
import type { Application } from './apply.ts';
import { together } from './sql.ts';
import type { EntitySums } from './sums.ts';
import { newTag } from './tokens.ts';

/** Where pokes are said; the payload is the enterprise, and the device that pushed. */
export const pokeChannel = 'sync_poke';

/**
 * Ends what was applied, in one statement: the commit and its tag, the head, the sums, `beside`, and the poke of
 * everybody but `by`. Where nothing came of it, only `beside` is written.
 */
export async function commit(
  tx: Tx,
  enterpriseId: string,
  {
    application,
    from,
    sums,
    by,
    now,
    beside,
  }: {
    readonly application: Application;
    /** The end of the log before. */
    readonly from: number;
    readonly sums: EntitySums;
    readonly by: string;
    readonly now: number;
    readonly beside: readonly SQL[];
  },
): Promise<void> {
  const { position, stamp } = application;
  if (position === from) return together(tx, beside);
  const tag = newTag();
  await together(
    tx,
    [
      ...beside,
      application.finishing(sums),
      sql`insert into sync_commit (enterprise_id, position, tag, at) values (${enterpriseId}, ${position}, ${tag}, ${now})`,
      sql`update sync_head set position = ${position}, tag = ${tag}, stamp = ${stamp} where enterprise_id = ${enterpriseId}`,
    ],
    sql`select pg_notify(${pokeChannel}, ${`${enterpriseId} ${by}`})`,
  );
}
