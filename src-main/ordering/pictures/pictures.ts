import { createHash } from 'node:crypto';
import { and, eq, inArray, isNotNull, isNull, lt, notInArray, type SQL, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Store, Transaction } from '../../store/service.ts';
import { itemTable, pictureTable } from '../tables.ts';
import { completePicture, type PreparedPicture, preparePicture } from './prepare.ts';

/** How many uploads may wait while one is being prepared. */
const maxWaiting = 6;
/** A picture no dish shows any more is kept this long, so that a deletion can be undone. */
const keepUnusedMs = 7 * 24 * 3_600_000;

/** The dishes' pictures, named by their content (docs/decisions/0011). */
export class Pictures {
  readonly #store: Store;
  readonly #read;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
    const by = eq(pictureTable.id, sql.placeholder('id'));
    this.#read = store.prepare((db) => ({
      small: db.select({ bytes: pictureTable.small }).from(pictureTable).where(by).prepare(),
      large: db.select({ bytes: pictureTable.large }).from(pictureTable).where(by).prepare(),
      id: db.select({ id: pictureTable.id }).from(pictureTable).where(by).prepare(),
    }));
  }

  /** Refuses who may not change the menu; asked before an upload's body is read. Throws AppError permission_denied. */
  requireUpload(actor: Actor): void {
    requirePermission(actor, 'menu', 'update');
  }

  /**
   * Takes an uploaded file in: prepares it (one after the other) and keeps it. Gives its id; the same picture has the
   * same one. Throws AppError permission_denied, picture_unreadable, picture_too_large, or rate_limited when too many
   * are waiting already.
   */
  async upload(actor: Actor, bytes: Buffer): Promise<{ id: string }> {
    this.requireUpload(actor);
    if (this.#waiting >= maxWaiting) throw new AppError('rate_limited', { seconds: 5 }, { retryAfter: 5 });
    this.#waiting += 1;
    const turn = this.#last.then(() => preparePicture(bytes));
    this.#last = turn.catch(() => undefined);
    try {
      return await this.keep(actor, await turn);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Keeps a prepared picture and gives its id. */
  keep(actor: Actor, { large, small }: PreparedPicture): Promise<{ id: string }> {
    this.requireUpload(actor);
    const id = createHash('sha256').update(large).digest('hex').slice(0, 32);
    return this.#store.write(actor.userId, (tx) => {
      tx.db.insert(pictureTable).values({ id, large, small, unusedSince: tx.at }).onConflictDoNothing().run();
      return { id };
    });
  }

  /** A picture's WebP file, or undefined. */
  file(id: string, size: 'small' | 'large'): Buffer | undefined {
    return this.#read[size].get({ id })?.bytes;
  }

  /** Whether a picture is kept here. */
  has(id: string): boolean {
    return this.#read.id.get({ id }) !== undefined;
  }

  /** The pictures that dishes show, also those that are not here. */
  shown(): string[] {
    return this.#store.db
      .selectDistinct({ id: itemTable.picture })
      .from(itemTable)
      .all()
      .flatMap(({ id }) => id ?? []);
  }

  /** Takes in a large file as another landing made it. Throws AppError picture_unreadable when it is none. */
  async takeIn(id: string, large: Buffer): Promise<void> {
    const { small } = await completePicture(large);
    await this.#store.write('sync', (tx) => {
      tx.db.insert(pictureTable).values({ id, large, small, unusedSince: null }).onConflictDoNothing().run();
    });
  }

  /** Says that pictures came which menus speak of already. */
  async arrived(): Promise<void> {
    await this.#store.write('sync', (tx) => tx.changed('menu', ''));
  }

  /** Deletes pictures that no dish has shown for a week. */
  forgetUnused(tx: Transaction): void {
    const used = this.shown();
    const { id, unusedSince } = pictureTable;
    const mark = (since: number | null, which: SQL | undefined) =>
      tx.db.update(pictureTable).set({ unusedSince: since }).where(which).run();
    mark(null, and(isNotNull(unusedSince), inArray(id, used)));
    mark(tx.at, and(isNull(unusedSince), notInArray(id, used)));
    tx.db
      .delete(pictureTable)
      .where(lt(unusedSince, tx.at - keepUnusedMs))
      .run();
  }
}
