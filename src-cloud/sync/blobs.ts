import { createHash } from 'node:crypto';
import { and, asc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type CloudDatabase, Lists, Prepared, rowsOf, type Tx } from '../store/service.ts';
import { blobPieceTable, blobTable } from './tables.ts';

/** The largest file. */
export const blobLimit = 64 * 1024 * 1024;
/** All files of an enterprise together. */
const enterpriseLimit = 20 * 1024 * 1024 * 1024;
/** Bytes are written in pieces of this size: what is cut off loses less than one. */
const pieceBytes = 512 * 1024;

export interface Blob {
  readonly sha256: string;
  readonly size: number;
  readonly received: number;
  readonly type: string;
  readonly isComplete: boolean;
}

const nameLists = new Lists<string>('name', [['text', (name) => name]]);
/** Which of some names, or beginnings of names, are of files that are here whole. */
const knowing = new Prepared<{ enterpriseId: string }, { name: string }>(
  'sync_known_blobs',
  sql`select k.name from ${nameLists.table} as k (name) where exists (select from blob
    where enterprise_id = ${sql.placeholder('enterpriseId')} and complete_at is not null
      and sha256 >= k.name and sha256 < k.name || 'g')`,
);

/** Files of enterprises, named by the SHA-256 of their content. */
export class Blobs {
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** What there is of a file, by its SHA-256 or the beginning of it; undefined when nothing is. */
  find(enterpriseId: string, name: string): Promise<Blob | undefined> {
    return this.#database.inEnterprise(enterpriseId, (tx) => read(tx, enterpriseId, name));
  }

  /** Which of some files, by the same names, are not here whole. */
  async lacking(enterpriseId: string, names: readonly string[]): Promise<string[]> {
    const here = await this.#database.inEnterprise(enterpriseId, (tx) =>
      knowing.rows(tx, { enterpriseId, ...nameLists.of(names) }),
    );
    const known = new Set(here.map(({ name }) => name));
    return names.filter((name) => !known.has(name));
  }

  /**
   * Takes the bytes of a file from `offset` on, as far as they come; gives what there is of it then. What arrived before a
   * line was cut is kept. Throws AppError blob_offset_wrong with `received`, blob_hash_wrong, blob_storage_full,
   * body_too_large.
   */
  async receive(
    enterpriseId: string,
    file: { readonly sha256: string; readonly size: number; readonly type: string; readonly offset: number },
    bytes: AsyncIterable<Buffer>,
  ): Promise<Blob> {
    const { sha256, size, offset } = file;
    if (size > blobLimit) throw new AppError('body_too_large');
    await this.#begin(enterpriseId, file);
    let at = offset;
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    const flush = async () => {
      if (waitingBytes === 0) return;
      const piece = Buffer.concat(waiting);
      [waiting, waitingBytes] = [[], 0];
      await this.#append(enterpriseId, sha256, at, piece);
      at += piece.length;
    };
    try {
      for await (const chunk of bytes) {
        if (at + waitingBytes + chunk.length > size) throw new AppError('body_too_large');
        waiting.push(chunk);
        waitingBytes += chunk.length;
        if (waitingBytes >= pieceBytes) await flush();
      }
    } catch (error) {
      if (!(error instanceof AppError)) await flush();
      throw error;
    }
    await flush();
    return at === size ? this.#complete(enterpriseId, sha256) : { ...file, received: at, isComplete: false };
  }

  /** The bytes of a file from one place up to another (exclusive). */
  async *bytes(enterpriseId: string, sha256: string, from: number, until: number): AsyncGenerator<Buffer> {
    for (let at = from; at < until; ) {
      const [piece] = await this.#database.inEnterprise(enterpriseId, (tx) =>
        tx
          .select()
          .from(blobPieceTable)
          .where(
            and(
              eq(blobPieceTable.enterpriseId, enterpriseId),
              eq(blobPieceTable.sha256, sha256),
              lte(blobPieceTable.at, at),
            ),
          )
          .orderBy(sql`${blobPieceTable.at} desc`)
          .limit(1),
      );
      const part = piece?.bytes.subarray(at - piece.at, until - piece.at);
      if (!part || part.length === 0) throw new Error('a piece of the file is missing');
      yield part;
      at += part.length;
    }
  }

  async #begin(enterpriseId: string, { sha256, size, type, offset }: Parameters<Blobs['receive']>[1]): Promise<void> {
    await this.#database.inEnterprise(enterpriseId, async (tx) => {
      const [{ total } = { total: '0' }] = await rowsOf<{ total: string }>(
        tx,
        sql`select coalesce(sum(size), 0) as total from blob where enterprise_id = ${enterpriseId} and sha256 <> ${sha256}`,
      );
      if (Number(total) + size > enterpriseLimit) throw new AppError('blob_storage_full');
      await tx.insert(blobTable).values({ enterpriseId, sha256, size, type, at: this.#now() }).onConflictDoNothing();
      const known = await read(tx, enterpriseId, sha256);
      const received = known?.received ?? 0;
      if (known?.isComplete || known?.size !== size || received !== offset) {
        throw new AppError('blob_offset_wrong', { received }, { received });
      }
    });
  }

  async #append(enterpriseId: string, sha256: string, at: number, bytes: Buffer): Promise<void> {
    await this.#database.inEnterprise(enterpriseId, async (tx) => {
      // Only who knows how much is here goes on; of two who upload the same file one is told.
      const moved = await rowsOf<object>(
        tx,
        sql`update blob set received = ${at + bytes.length} where enterprise_id = ${enterpriseId} and sha256 = ${sha256}
          and received = ${at} and complete_at is null returning 1`,
      );
      if (moved.length === 0) {
        const received = (await read(tx, enterpriseId, sha256))?.received ?? 0;
        throw new AppError('blob_offset_wrong', { received }, { received });
      }
      await tx.insert(blobPieceTable).values({ enterpriseId, sha256, at, bytes });
    });
  }

  async #complete(enterpriseId: string, sha256: string): Promise<Blob> {
    const found = await this.find(enterpriseId, sha256);
    if (!found) throw new AppError('not_found');
    const hash = createHash('sha256');
    for await (const part of this.bytes(enterpriseId, sha256, 0, found.size)) hash.update(part);
    const isRight = hash.digest('hex') === sha256;
    const own = and(eq(blobTable.enterpriseId, enterpriseId), eq(blobTable.sha256, sha256));
    await this.#database.inEnterprise(enterpriseId, async (tx) => {
      if (isRight) await tx.update(blobTable).set({ completeAt: this.#now() }).where(own);
      else {
        await tx
          .delete(blobPieceTable)
          .where(and(eq(blobPieceTable.enterpriseId, enterpriseId), eq(blobPieceTable.sha256, sha256)));
        await tx.delete(blobTable).where(own);
      }
    });
    if (!isRight) throw new AppError('blob_hash_wrong');
    return { ...found, isComplete: true };
  }
}

/** A whole one first, where the beginning of a name fits another that is not. */
async function read(tx: Tx, enterpriseId: string, name: string): Promise<Blob | undefined> {
  const [row] = await tx
    .select()
    .from(blobTable)
    .where(and(eq(blobTable.enterpriseId, enterpriseId), gte(blobTable.sha256, name), lt(blobTable.sha256, `${name}g`)))
    .orderBy(sql`${blobTable.completeAt} nulls last`, asc(blobTable.sha256))
    .limit(1);
  return (
    row && {
      sha256: row.sha256,
      size: row.size,
      received: row.received,
      type: row.type,
      isComplete: row.completeAt !== null,
    }
  );
}
