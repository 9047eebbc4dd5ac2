import type { Logger } from 'pino';
import type { NoticesFile, OwnNotices } from '#shared/notices/settings.ts';
import type { Tell } from '../enterprises/service.ts';
import type { CloudDatabase } from '../store/service.ts';
import { Contacts } from './contacts.ts';
import { Delivery } from './delivery.ts';
import { Desk } from './desk.ts';
import { Outbox } from './outbox.ts';
import { ownNotices } from './own.ts';
import { noticesChannel } from './queue.ts';
import { Sealer } from './sealing.ts';
import { Settings } from './settings.ts';

export { keyBeside, readKeyFile, readNoticesFile } from './files.ts';
export { noticeContactRoutes, noticeRoutes } from './routes.ts';

export interface NoticesOptions {
  readonly database: CloudDatabase;
  readonly now: () => number;
  readonly log: Logger;
  /** What the server's own file says; it goes before what operators enter. */
  readonly file?: NoticesFile | undefined;
  /** 32 bytes that are not in the database; without them no secret is kept for operators. */
  readonly key?: Buffer | undefined;
  /** What browsers call this cloud. */
  readonly publicOrigin?: string | undefined;
}

/** What merchants and operators are told by e-mail and SMS: providers, a durable queue, and who hears what. */
export class NoticesService {
  readonly settings: Settings;
  readonly contacts: Contacts;
  readonly desk: Desk;
  /** Writes notices in the transaction of their cause. */
  readonly tell: Tell;
  readonly #outbox: Outbox;
  readonly #database: CloudDatabase;
  readonly #delivery: Delivery;

  constructor({ database, now, log, file = {}, key, publicOrigin }: NoticesOptions) {
    this.#database = database;
    this.settings = new Settings(database, now, file, key && new Sealer(key));
    this.contacts = new Contacts(database, now);
    this.#delivery = new Delivery(database, this.settings, now, log);
    this.desk = new Desk(database, this.#delivery, now);
    this.#outbox = new Outbox(database, this.settings, now, publicOrigin);
    this.tell = this.#outbox.tell;
  }

  /** What this cloud can send by, and what became of the last notices to the owner of an enterprise. */
  own(enterpriseId: string): Promise<OwnNotices> {
    return ownNotices(this.#database, this.settings, enterpriseId);
  }

  /** Sends its owner a test. Gives where to. Throws AppError notice_no_address, notice_no_channel, notice_tests_many. */
  test(enterpriseId: string) {
    return this.#outbox.test(enterpriseId);
  }

  /** Calls `due` whenever any process wrote a notice; gives how to stop that. */
  follow(due: () => void): Promise<() => Promise<void>> {
    return this.#database.driver.listen(noticesChannel, due);
  }

  /** Sends what is due, until nothing is or `signal` is aborted. */
  deliver(signal: AbortSignal): Promise<void> {
    return this.#delivery.run(signal);
  }

  /** Removes what was sent or given up long ago. */
  tidy(): Promise<void> {
    return this.#delivery.tidy();
  }

  /** After how long a landing counts as silent, in ms; 0: never. */
  async silentAfter(): Promise<number> {
    const { silentHours } = await this.#database.asPlatform((tx) => this.settings.rules(tx));
    return silentHours * 60 * 60_000;
  }
}
