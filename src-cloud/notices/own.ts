import { and, desc, eq, ne } from 'drizzle-orm';
import type { NoticeCode } from '#shared/notices/kinds.ts';
import type { OwnNotices } from '#shared/notices/settings.ts';
import type { CloudDatabase } from '../store/service.ts';
import type { Settings } from './settings.ts';
import { noticeTable } from './tables.ts';

const shown = 20;
/** Of these the other side's words are about the recipient, whose business they are. */
const aboutRecipient: readonly (NoticeCode | null)[] = ['recipient_refused', 'refused', 'later'];

/** What this cloud can send by, and what became of an enterprise's own last notices; operators' are not among them. */
export async function ownNotices(
  database: CloudDatabase,
  settings: Settings,
  enterpriseId: string,
): Promise<OwnNotices> {
  const channels = await database.asPlatform((tx) => settings.channels(tx));
  const { id, kind, channel, recipient, state, createdAt, dueAt, sentAt, code, answer } = noticeTable;
  const notices = await database.inEnterprise(enterpriseId, (tx) =>
    tx
      .select({ id, kind, channel, recipient, state, createdAt, dueAt, sentAt, code, answer })
      .from(noticeTable)
      .where(and(eq(noticeTable.enterpriseId, enterpriseId), ne(recipient, '')))
      .orderBy(desc(id))
      .limit(shown),
  );
  return {
    channels,
    notices: notices.map((notice) => (aboutRecipient.includes(notice.code) ? notice : { ...notice, answer: '' })),
  };
}
