import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadDemo } from '#main/demo.ts';
import { Replica, SyncServer } from './replica.ts';
import { tempFolder } from './temp-folder.ts';

type Options = Parameters<typeof Replica.open>[1];

/** The databases of a file of tests: copies of a sample restaurant that syncs, and empty ones. */
export class ReplicaFolder {
  readonly #folder = tempFolder();
  /** The sample restaurant, which nobody works on. */
  readonly template = join(this.#folder.path, 'template');

  /** A folder for the file that calls it. */
  static forTests(): ReplicaFolder {
    const made = new ReplicaFolder();
    beforeAll(async () => {
      const first = await Replica.open(made.template);
      await loadDemo(first);
      await first.journal.enable();
      await first.close();
    });
    afterAll(() => made.#folder.remove());
    return made;
  }

  /** A copy of a database, opened. */
  readonly open = (copyOf: string, options: Options = {}): Promise<Replica> => {
    const path = mkdtempSync(join(this.#folder.path, 'r'));
    cpSync(copyOf, path, { recursive: true });
    return Replica.open(path, options);
  };

  /** An empty database. */
  readonly fresh = (options: Options = {}): Promise<Replica> =>
    Replica.open(mkdtempSync(join(this.#folder.path, 'r')), options);

  /** Two landings of one restaurant that agree with their server, and the id of a table there. */
  async pair(): Promise<{ server: SyncServer; a: Replica; b: Replica; table: string }> {
    const server = new SyncServer();
    const a = await this.open(this.template);
    await a.sync(server);
    const b = await this.fresh();
    await b.journal.enable();
    await b.bootstrap(server);
    await exchange(server, a, b);
    return { server, a, b, table: a.ordering.floor.all()[0]?.id ?? '' };
  }
}

/** Lets each hear of the other. */
export async function exchange(server: SyncServer, ...replicas: readonly Replica[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const one of replicas) await one.sync(server);
}
