import { and, asc, count, eq, gt, lt, lte, min, ne } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type NoticeChannel, noticeChannels } from '#shared/notices/kinds.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { sendEmail } from './email.ts';
import type { Message, Outcome } from './outcome.ts';
import { isPaused } from './queue.ts';
import type { Settings } from './settings.ts';
import { sendSms } from './sms.ts';
import { noticeTable } from './tables.ts';
import { wordsOf } from './texts.ts';

type Notice = typeof noticeTable.$inferSelect;

const minute = 60_000;
const hour = 60 * minute;
/** Who has taken a notice and says nothing for so long is gone; the notice is sent by another. Longer than any attempt. */
const takenMs = 3 * minute;
/** The pauses between attempts; the last one is repeated. */
const pausesMs = [minute, 2 * minute, 5 * minute, 15 * minute, 30 * minute, hour];
/** A notice is tried for so long, and then no more: it is news no longer. */
const triedMs = 48 * hour;
const keptMs = 90 * 24 * hour;
/** What one address or number is sent within an hour, whoever registers with it. */
const mostPerHour: Readonly<Record<NoticeChannel, number>> = { email: 20, sms: 4 };

/**
 * Sends what waits: at least once, one after the other. A notice is taken by moving the time it is due, so one whose
 * process died in between is due again; its id is the Message-ID of every attempt.
 */
export class Delivery {
  readonly #database: CloudDatabase;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #log: Logger;
  #turn: Promise<void> = Promise.resolve();

  constructor(database: CloudDatabase, settings: Settings, now: () => number, log: Logger) {
    this.#database = database;
    this.#settings = settings;
    this.#now = now;
    this.#log = log;
  }

  /**
   * Sends what is due, until nothing is or it should stop. One run of a process at a time: when this one is over, nothing
   * that was due is in the hands of another.
   */
  run(signal: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#run(signal));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (const channel of noticeChannels) {
      while (!signal.aborted) {
        if (await this.#database.asPlatform((tx) => isPaused(tx, channel, this.#now()))) break;
        const notice = await this.#database.asPlatform((tx) => this.#take(tx, channel));
        if (!notice) break;
        if (notice === 'held') continue;
        const outcome = await this.#send(notice);
        await this.#database.asPlatform((tx) => this.#settle(tx, notice, outcome));
        const { kind, id } = notice;
        this.#log.info({ notice: id, kind, channel, code: outcome.code, next: outcome.next }, 'notice');
        if (outcome.next === 'provider') break;
      }
    }
  }

  /** Sends one message by a channel as it is set up now. */
  async send(channel: NoticeChannel, message: Message): Promise<Outcome> {
    const nothing: Outcome = { code: 'not_configured', answer: '', next: 'provider' };
    if (channel === 'email') {
      const provider = await this.#database.asPlatform((tx) => this.#settings.email(tx));
      return provider?.settings.enabled ? sendEmail(provider, message) : nothing;
    }
    const provider = await this.#database.asPlatform((tx) => this.#settings.sms(tx));
    return provider?.settings.enabled ? sendSms(provider, message, this.#now()) : nothing;
  }

  /** Forgets what was sent or given up long ago. */
  async tidy(): Promise<void> {
    const before = this.#now() - keptMs;
    await this.#database.asPlatform((tx) =>
      tx.delete(noticeTable).where(and(ne(noticeTable.state, 'waiting'), lt(noticeTable.createdAt, before))),
    );
  }

  async #send(notice: Notice): Promise<Outcome> {
    try {
      const { id, kind, channel, language, data, recipient } = notice;
      const words = wordsOf(kind, channel, language, data);
      const { operators } = await this.#database.asPlatform((tx) => this.#settings.rules(tx));
      const to = recipient === '' ? operators : [recipient];
      if (to.length === 0) return { code: 'recipient_refused', answer: '', next: 'failed' };
      return await this.send(channel, { id, to, ...words });
    } catch (err) {
      this.#log.error({ err, notice: notice.id }, 'a notice could not be made');
      return { code: 'unreadable', answer: '', next: 'failed' };
    }
  }

  /** Takes the next one that is due; `held` where its recipient has had enough for now. */
  async #take(tx: Tx, channel: NoticeChannel): Promise<Notice | 'held' | undefined> {
    const now = this.#now();
    const [notice] = await tx
      .select()
      .from(noticeTable)
      .where(and(eq(noticeTable.state, 'waiting'), eq(noticeTable.channel, channel), lte(noticeTable.dueAt, now)))
      .orderBy(asc(noticeTable.dueAt), asc(noticeTable.id))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!notice) return undefined;
    const freeAt = await this.#freeAt(tx, notice);
    if (freeAt !== undefined) {
      await this.#set(tx, notice, {
        dueAt: freeAt,
        ...(now - notice.triedSince > triedMs ? { state: 'failed', code: 'expired' } : { code: 'rate_limited' }),
      });
      return 'held';
    }
    await this.#set(tx, notice, { dueAt: now + takenMs, attempts: notice.attempts + 1 });
    return { ...notice, attempts: notice.attempts + 1 };
  }

  /** When the recipient may be sent something again; undefined: now. */
  async #freeAt(tx: Tx, { channel, recipient }: Notice): Promise<number | undefined> {
    const { sentAt } = noticeTable;
    const sentTo = async (since: number, to: string | undefined) => {
      const [row] = await tx
        .select({ sent: count(), first: min(sentAt) })
        .from(noticeTable)
        .where(
          and(
            eq(noticeTable.channel, channel),
            to === undefined ? undefined : eq(noticeTable.recipient, to),
            gt(sentAt, since),
          ),
        );
      return { sent: row?.sent ?? 0, first: row?.first ?? since };
    };
    const now = this.#now();
    const own = await sentTo(now - hour, recipient);
    // Operators asked for theirs.
    if (recipient !== '' && own.sent >= mostPerHour[channel]) return own.first + hour + 1;
    if (channel !== 'sms') return undefined;
    const { smsPerDay } = await this.#settings.rules(tx);
    const all = await sentTo(now - 24 * hour, undefined);
    return all.sent >= smsPerDay ? Math.max(all.first + 24 * hour, now + hour) + 1 : undefined;
  }

  async #settle(tx: Tx, notice: Notice, { code, answer, next }: Outcome): Promise<void> {
    const now = this.#now();
    if (next === 'done') return this.#set(tx, notice, { state: 'sent', sentAt: now, code, answer });
    if (next === 'failed') return this.#set(tx, notice, { state: 'failed', code, answer });
    const isOver = now - notice.triedSince >= triedMs;
    const dueAt = now + (pausesMs[Math.min(notice.attempts, pausesMs.length) - 1] ?? minute);
    await this.#set(tx, notice, isOver ? { state: 'failed', code: 'expired', answer } : { dueAt, code, answer });
    if (next !== 'provider') return;
    // Whoever waits for the same provider waits as long, and says why.
    await tx
      .update(noticeTable)
      .set({ dueAt, code, answer })
      .where(
        and(eq(noticeTable.state, 'waiting'), eq(noticeTable.channel, notice.channel), lt(noticeTable.dueAt, dueAt)),
      );
    // Nobody tried these lately, since one stood for all: they are given up by their age alike.
    const old = and(eq(noticeTable.channel, notice.channel), lt(noticeTable.triedSince, now - triedMs));
    await tx
      .update(noticeTable)
      .set({ state: 'failed', code: 'expired' })
      .where(and(eq(noticeTable.state, 'waiting'), old));
  }

  async #set(tx: Tx, { enterpriseId, id }: Notice, set: Partial<typeof noticeTable.$inferInsert>): Promise<void> {
    await tx
      .update(noticeTable)
      .set(set)
      .where(and(eq(noticeTable.enterpriseId, enterpriseId), eq(noticeTable.id, id)));
  }
}
