import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../store/service.ts';
import type { Tell } from './happenings.ts';

/** Who was silent for longer than this beyond the limit was told of, or fell silent before anybody wanted to know. */
const toldWithinMs = 7 * 24 * 60 * 60_000;

/**
 * Tells the owner of each landing of the whole enterprise that was last seen more than `silentMs` ago. The moment it was
 * last seen names the silence, so that each is told once. One person's laptop may rest in its bag.
 */
export async function tellSilent(tx: Tx, now: number, silentMs: number, tell: Tell): Promise<void> {
  if (silentMs <= 0) return;
  const before = now - silentMs;
  const silent = await rowsOf<{ id: string; device: string; enterpriseId: string; name: string; seenAt: string }>(
    tx,
    sql`select d.id, d.name as device, d.enterprise_id as "enterpriseId", e.name, d.seen_at as "seenAt"
      from device d join enterprise e on e.enterprise_id = d.enterprise_id
      where d.revoked_at is null and d.scope = 'enterprise' and e.state = 'active'
        and d.seen_at < ${before} and d.seen_at >= ${before - toldWithinMs}`,
  );
  for (const { id, device, enterpriseId, name, seenAt } of silent)
    await tell(tx, enterpriseId, Number(seenAt), { kind: 'landing_silent', name, device: { id, name: device } });
}
