import { and, count, eq, gt, min } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import { type NoticeChannel, type NoticeKind, type OwnerKind, ownerKinds, testKind } from '#shared/notices/kinds.ts';
import { phoneNumberOf } from '#shared/notices/phone.ts';
import type { Tell } from '../enterprises/service.ts';
import { type CloudDatabase, newId, type Tx } from '../store/service.ts';
import { noticesChannel } from './queue.ts';
import type { Settings } from './settings.ts';
import { noticeContactTable, noticeTable } from './tables.ts';
import type { NoticeData } from './texts.ts';

/** Where somebody is reached. */
interface Reach {
  readonly email: string;
  readonly phone: string;
  readonly language: Language;
}

const hour = 60 * 60_000;
/** Tests of one enterprise within an hour: each costs, or annoys whose address it is. */
const testsPerHour = 5;

const isOwnerKind = (kind: NoticeKind): kind is OwnerKind => (ownerKinds as readonly string[]).includes(kind);

/** Writes notices in the transaction of their cause. */
export class Outbox {
  readonly #database: CloudDatabase;
  readonly #settings: Settings;
  readonly #now: () => number;
  /** What browsers call this cloud. */
  readonly #origin: string | undefined;

  constructor(database: CloudDatabase, settings: Settings, now: () => number, origin: string | undefined) {
    this.#database = database;
    this.#settings = settings;
    this.#now = now;
    this.#origin = origin;
  }

  readonly tell: Tell = async (tx, enterpriseId, at, happening) => {
    if (happening.kind === 'registration_submitted') {
      const { registration, code, language } = happening;
      const reach = {
        email: registration.contactEmail,
        phone: phoneNumberOf(registration.contactPhone, registration.country) ?? '',
        language,
      };
      await tx
        .insert(noticeContactTable)
        .values({ enterpriseId, ...reach, off: [] })
        .onConflictDoUpdate({ target: noticeContactTable.enterpriseId, set: reach });
      await this.#write(tx, enterpriseId, 'registration_received', `registration_received:${at}`, reach, { code });
      await this.#tellOperators(tx, enterpriseId, at, registration.name);
      return;
    }
    const [contact] = await tx
      .select()
      .from(noticeContactTable)
      .where(eq(noticeContactTable.enterpriseId, enterpriseId));
    const { kind, name } = happening;
    if (!contact || (isOwnerKind(kind) && contact.off.includes(kind))) return;
    if ('device' in happening) {
      const { id, name: device } = happening.device;
      await this.#write(tx, enterpriseId, kind, `${kind}:${id}:${at}`, contact, { name, device, at });
    } else {
      const { code, reason } = happening;
      await this.#write(tx, enterpriseId, kind, `${kind}:${at}`, contact, { name, code, reason });
    }
  };

  /**
   * Writes a test to the owner of an enterprise, which goes the way of every notice. Gives where to. Throws AppError
   * notice_no_address, notice_no_channel, notice_tests_many.
   */
  test(enterpriseId: string): Promise<{ channel: NoticeChannel; recipient: string }> {
    return this.#database.asPlatform(async (tx) => {
      const of = eq(noticeContactTable.enterpriseId, enterpriseId);
      // One after the other, in whatever process, so that each is counted.
      const [contact] = await tx.select().from(noticeContactTable).where(of).for('update');
      if (!contact || (contact.email === '' && contact.phone === '')) throw new AppError('notice_no_address');
      const now = this.#now();
      const { createdAt, kind } = noticeTable;
      const [lately] = await tx
        .select({ sent: count(), first: min(createdAt) })
        .from(noticeTable)
        .where(and(eq(noticeTable.enterpriseId, enterpriseId), eq(kind, testKind), gt(createdAt, now - hour)));
      if (lately && lately.sent >= testsPerHour) {
        const retryAfter = Math.ceil(((lately.first ?? now) + hour - now) / 1000);
        const minutes = Math.ceil(retryAfter / 60);
        throw new AppError('notice_tests_many', { minutes }, { retryAfter, minutes });
      }
      const channel = await this.#write(tx, enterpriseId, testKind, `${testKind}:${newId()}`, contact, {});
      if (!channel) throw new AppError('notice_no_channel');
      return { channel, recipient: contact[channel === 'email' ? 'email' : 'phone'] };
    });
  }

  async #tellOperators(tx: Tx, enterpriseId: string, at: number, name: string): Promise<void> {
    const { operators, operatorLanguage: language } = await this.#settings.rules(tx);
    const { email } = await this.#settings.channels(tx);
    if (!email || operators.length === 0) return;
    const link = this.#origin === undefined ? '' : `${this.#origin}/operator/registrations/${enterpriseId}`;
    const cause = `registration_waiting:${at}`;
    await this.#insert(tx, { enterpriseId, kind: 'registration_waiting', cause, language, data: { name, link } }, [
      'email',
      '',
    ]);
  }

  /** By e-mail where there is an address and a server, else by SMS where that can be. Gives by what. */
  async #write(
    tx: Tx,
    enterpriseId: string,
    kind: NoticeKind,
    cause: string,
    { email, phone, language }: Reach,
    data: NoticeData,
  ): Promise<NoticeChannel | undefined> {
    const on = await this.#settings.channels(tx);
    const notice = { enterpriseId, kind, cause, language, data };
    const channel = on.email && email !== '' ? 'email' : on.sms && phone !== '' ? 'sms' : undefined;
    if (channel) await this.#insert(tx, notice, [channel, channel === 'email' ? email : phone]);
    return channel;
  }

  async #insert(
    tx: Tx,
    notice: Pick<typeof noticeTable.$inferInsert, 'enterpriseId' | 'kind' | 'cause' | 'language' | 'data'>,
    [channel, recipient]: readonly [NoticeChannel, string],
  ): Promise<void> {
    const now = this.#now();
    await tx
      .insert(noticeTable)
      .values({
        ...notice,
        ...{ id: newId(), channel, recipient, state: 'waiting', attempts: 0, answer: '' },
        ...{ createdAt: now, triedSince: now, dueAt: now },
      })
      .onConflictDoNothing();
    await this.#database.notify(tx, noticesChannel, '');
  }
}
