import { hostname } from 'node:os';
import { desc, eq, lt } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { newId } from '#server/ids.ts';
import type { CloudDatabase } from './database.ts';
import { cloudProcessTable } from './tables.ts';

const beatEveryMs = 20_000;
/** Silent for longer, and it counts as gone. */
const aliveMs = 3 * beatEveryMs;
const forgottenMs = 24 * 60 * 60_000;

/** The register of the processes over one database: each shows that it lives, and leaves when it ends. */
export class Processes {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #id = newId();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Enters this process and keeps its sign of life fresh; a beat that fails is made up for by the next. */
  async enter(version: string): Promise<void> {
    const at = this.#now();
    const row = { id: this.#id, host: hostname(), pid: process.pid, version, startedAt: at, seenAt: at };
    await this.#database.asPlatform(async (tx) => {
      await tx.delete(cloudProcessTable).where(lt(cloudProcessTable.seenAt, at - forgottenMs));
      await tx.insert(cloudProcessTable).values(row);
    });
    this.#timer = setInterval(() => {
      this.#beating = this.#beat().catch(() => {});
    }, beatEveryMs);
    this.#timer.unref();
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await this.#database
      .asPlatform((tx) => tx.delete(cloudProcessTable).where(eq(cloudProcessTable.id, this.#id)))
      .catch(() => {});
  }

  /** Every process known, the youngest first. */
  async list(tx: Tx) {
    const rows = await tx.select().from(cloudProcessTable).orderBy(desc(cloudProcessTable.startedAt));
    return rows.map((row) => ({ ...row, alive: this.#now() - row.seenAt <= aliveMs, own: row.id === this.#id }));
  }

  async #beat(): Promise<void> {
    const seenAt = this.#now();
    await this.#database.asPlatform((tx) =>
      tx.update(cloudProcessTable).set({ seenAt }).where(eq(cloudProcessTable.id, this.#id)),
    );
  }
}
