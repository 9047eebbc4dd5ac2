import { eq, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { NoticeContact } from '#shared/notices/settings.ts';
import { type Doer, record } from '../identity/service.ts';
import { type CloudDatabase, rowsOf, type Tx } from '../store/service.ts';
import { noticeContactTable } from './tables.ts';

const nobody: NoticeContact = { email: '', phone: '', language: 'zh-CN', off: [] };

/** Where the owners of enterprises are reached, and what they do not want to hear. */
export class Contacts {
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** The contact of an enterprise; empty where there is none. */
  of(enterpriseId: string): Promise<NoticeContact> {
    return this.#database.inEnterprise(enterpriseId, async (tx) => {
      const { email, phone, language, off } = noticeContactTable;
      const [found] = await tx
        .select({ email, phone, language, off })
        .from(noticeContactTable)
        .where(eq(noticeContactTable.enterpriseId, enterpriseId));
      return found ?? nobody;
    });
  }

  /** Changes it, from the enterprise's own landing. */
  async change(enterpriseId: string, contact: NoticeContact): Promise<NoticeContact> {
    await this.#database.inEnterprise(enterpriseId, (tx) => keep(tx, enterpriseId, contact));
    return contact;
  }

  /** The same by an operator. Throws AppError enterprise_missing. */
  async changeBy(by: Doer, enterpriseId: string, contact: NoticeContact): Promise<NoticeContact> {
    await this.#database.asPlatform(async (tx) => {
      const [found] = await rowsOf<{ name: string }>(
        tx,
        sql`select name from enterprise where enterprise_id = ${enterpriseId}`,
      );
      if (!found) throw new AppError('enterprise_missing');
      await keep(tx, enterpriseId, contact);
      const deed = { action: 'notices.contact', subjectId: enterpriseId, subject: found.name } as const;
      await record(tx, this.#now(), by, { ...deed, details: { off: contact.off.join(', ') } });
    });
    return contact;
  }
}

async function keep(tx: Tx, enterpriseId: string, { email, phone, language, off }: NoticeContact): Promise<void> {
  const row = { email, phone, language, off: [...new Set(off)] };
  await tx
    .insert(noticeContactTable)
    .values({ enterpriseId, ...row })
    .onConflictDoUpdate({ target: noticeContactTable.enterpriseId, set: row });
}
