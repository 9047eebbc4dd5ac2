import { sql } from 'drizzle-orm';
import { type CloudDatabase, rowsOf } from '../store/service.ts';

export { BossJobs } from './boss.ts';
export type { Job, Jobs, Ran } from './job.ts';
export { TimerJobs } from './timers.ts';

/**
 * Does something for every enterprise in turn, as a job does: one that fails does not keep the
 * others waiting. Throws the first error at the end, so that the job counts as failed.
 */
export async function forEachEnterprise(
  database: CloudDatabase,
  signal: AbortSignal,
  work: (enterpriseId: string) => Promise<void>,
): Promise<void> {
  const ids = await database.asPlatform((tx) =>
    rowsOf<{ id: string }>(tx, sql`select enterprise_id as id from enterprise order by enterprise_id`),
  );
  const errors: unknown[] = [];
  for (const { id } of ids) {
    if (signal.aborted) return;
    try {
      await work(id);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'some enterprises failed');
}
