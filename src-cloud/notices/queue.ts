import { and, eq, gt, inArray, isNotNull, lte } from 'drizzle-orm';
import type { NoticeChannel, NoticeCode } from '#shared/notices/kinds.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { noticeTable } from './tables.ts';

/** What every process hears when there is something to send. */
export const noticesChannel = 'landing_notices';

/** Codes that are about the provider, and not about one message. */
const providerCodes: NoticeCode[] = [
  'unreachable',
  'certificate',
  'credentials',
  'sender_refused',
  'provider_refused',
  'secret_lost',
  'not_configured',
];

/** Makes what waits for a channel due at once, with the commit: it was set right, or somebody asks for another attempt. */
export async function wake(database: CloudDatabase, tx: Tx, channel: NoticeChannel, now: number): Promise<void> {
  await tx
    .update(noticeTable)
    .set({ dueAt: now })
    .where(
      and(
        eq(noticeTable.state, 'waiting'),
        eq(noticeTable.channel, channel),
        gt(noticeTable.dueAt, now),
        isNotNull(noticeTable.code),
      ),
    );
  await database.notify(tx, noticesChannel, '');
}

/**
 * Whether others wait for the provider of a channel. What is new waits with them, for the same reason: one attempt stands for
 * all, and a wrong password tried again and again locks an account.
 */
export async function isPaused(tx: Tx, channel: NoticeChannel, now: number): Promise<boolean> {
  const waiting = and(eq(noticeTable.state, 'waiting'), eq(noticeTable.channel, channel));
  const { dueAt, code, answer } = noticeTable;
  const [found] = await tx
    .select({ dueAt, code, answer })
    .from(noticeTable)
    .where(and(waiting, gt(dueAt, now), inArray(code, providerCodes)))
    .limit(1);
  if (!found) return false;
  await tx
    .update(noticeTable)
    .set(found)
    .where(and(waiting, lte(dueAt, now)));
  return true;
}
