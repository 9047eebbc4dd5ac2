import { sql } from 'drizzle-orm';
import type { PlatformHealth } from '#shared/enterprises/operator.ts';
import { type CloudDatabase, type Processes, rowsOf } from '../store/service.ts';

/** A device that was not seen for so long is quiet; they all show themselves much more often while they run. */
const quietMs = 15 * 60_000;

/** How the platform is: its processes, its database, and what waits. */
export async function platformHealth(
  database: CloudDatabase,
  processes: Processes,
  now: () => number,
): Promise<PlatformHealth> {
  const begun = performance.now();
  await database.asPlatform((tx) => rowsOf(tx, sql`select 1`));
  const answerMs = Math.round((performance.now() - begun) * 10) / 10;
  return database.asPlatform(async (tx) => {
    const at = now();
    const [facts] = await rowsOf<Record<string, string | number | null>>(
      tx,
      sql`select
        current_setting('server_version') as version,
        (select tag from schema_migration order by idx desc limit 1) as migration,
        pg_database_size(current_database())::float8 as size,
        (select count(*)::int from enterprise where state = 'active') as active,
        (select count(*)::int from enterprise where state = 'suspended') as suspended,
        (select count(*)::int from device where revoked_at is null and seen_at >= ${at - quietMs}) as connected,
        (select count(*)::int from device where revoked_at is null and (seen_at is null or seen_at < ${at - quietMs})) as quiet,
        (select count(*)::int from device where revoked_at is not null) as revoked,
        (select count(*)::int from registration where state = 'pending' and submitted_at is not null) as waiting,
        (select min(submitted_at)::float8 from registration where state = 'pending') as oldest`,
    );
    const number = (name: string) => Number(facts?.[name] ?? 0);
    const oldest = facts?.['oldest'] ?? null;
    return {
      now: at,
      processes: await processes.list(tx),
      database: {
        kind: database.driver.kind,
        version: String(facts?.['version'] ?? ''),
        migration: String(facts?.['migration'] ?? ''),
        size: number('size'),
        answerMs,
      },
      enterprises: { active: number('active'), suspended: number('suspended') },
      devices: { connected: number('connected'), quiet: number('quiet'), revoked: number('revoked') },
      registrations: { waiting: number('waiting'), oldest: oldest === null ? null : Number(oldest) },
    };
  });
}
