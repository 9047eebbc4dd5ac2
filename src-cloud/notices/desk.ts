import { and, count, desc, eq, ilike, lt, or, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { NoticeChannel } from '#shared/notices/kinds.ts';
import { phoneNumberOf } from '#shared/notices/phone.ts';
import { type NoticeList, type NoticeTestAnswer, noticeContactSchema } from '#shared/notices/settings.ts';
import { type Doer, likePattern, record } from '../identity/service.ts';
import { type CloudDatabase, newId } from '../store/service.ts';
import type { Delivery } from './delivery.ts';
import { wake } from './queue.ts';
import { noticeTable } from './tables.ts';
import { testWords } from './texts.ts';

const listed = 100;

interface Query {
  readonly state: 'waiting' | 'failed' | 'sent';
  readonly search: string;
  readonly before?: string | undefined;
}

/** Notices as operators see them. */
export class Desk {
  readonly #database: CloudDatabase;
  readonly #delivery: Delivery;
  readonly #now: () => number;

  constructor(database: CloudDatabase, delivery: Delivery, now: () => number) {
    this.#database = database;
    this.#delivery = delivery;
    this.#now = now;
  }

  /** Those of one state, the newest first. */
  list({ state, search, before }: Query): Promise<NoticeList> {
    const { enterpriseId, id, kind, channel, recipient, attempts, createdAt, dueAt, sentAt, code, answer } =
      noticeTable;
    const enterpriseName = sql<string>`coalesce(
      (select e.name from enterprise e where e.enterprise_id = ${noticeTable}.enterprise_id),
      (select r.data->>'name' from registration r where r.enterprise_id = ${noticeTable}.enterprise_id), '')`;
    const like = likePattern(search);
    return this.#database.asPlatform(async (tx) => {
      const rows = await tx
        .select({
          ...{ enterpriseId, id, kind, channel, recipient, attempts, createdAt, dueAt, sentAt, code, answer },
          ...{ state: noticeTable.state, enterpriseName },
        })
        .from(noticeTable)
        .where(
          and(
            eq(noticeTable.state, state),
            before === undefined ? undefined : lt(id, before),
            search === '' ? undefined : or(ilike(recipient, like), ilike(enterpriseName, like)),
          ),
        )
        .orderBy(desc(id))
        .limit(listed + 1);
      const totals = await tx
        .select({ state: noticeTable.state, count: count() })
        .from(noticeTable)
        .groupBy(noticeTable.state);
      const of = (wanted: string) => totals.find((total) => total.state === wanted)?.count ?? 0;
      return {
        notices: rows.slice(0, listed),
        more: rows.length > listed,
        counts: { waiting: of('waiting'), failed: of('failed'), sent: of('sent') },
      };
    });
  }

  /** Sends one that waits or failed as soon as possible. Throws AppError notice_missing. */
  retry(by: Doer, wanted: string): Promise<void> {
    return this.#database.asPlatform(async (tx) => {
      const [found] = await tx.select().from(noticeTable).where(eq(noticeTable.id, wanted)).for('update');
      if (!found || found.state === 'sent') throw new AppError('notice_missing');
      const now = this.#now();
      await tx
        .update(noticeTable)
        .set({ state: 'waiting', dueAt: now, triedSince: now, attempts: 0 })
        .where(and(eq(noticeTable.enterpriseId, found.enterpriseId), eq(noticeTable.id, wanted)));
      const details = { notice: found.kind, channel: found.channel };
      await record(tx, now, by, { action: 'notices.retried', subjectId: wanted, subject: found.kind, details });
      await wake(this.#database, tx, found.channel, now);
    });
  }

  /**
   * Sends a test over a channel as it is set up, and gives the provider's own answer. Where it works, what waited for it is
   * due at once. Throws AppError notice_address_wrong.
   */
  async test(by: Doer, channel: NoticeChannel, typed: string, language: Language): Promise<NoticeTestAnswer> {
    const to = channel === 'sms' ? phoneNumberOf(typed, 'CN') : noticeContactSchema.shape.email.safeParse(typed).data;
    if (!to) throw new AppError('notice_address_wrong');
    const began = performance.now();
    const { code, answer } = await this.#delivery.send(channel, {
      id: newId(),
      to: [to],
      ...testWords(channel, language),
    });
    const ms = Math.round(performance.now() - began);
    await this.#database.asPlatform(async (tx) => {
      // Whose address it was is nobody's business later.
      const details = { outcome: code };
      await record(tx, this.#now(), by, { action: 'notices.tested', subjectId: channel, subject: channel, details });
      if (code === 'sent') await wake(this.#database, tx, channel, this.#now());
    });
    return { code, answer, ms };
  }
}
