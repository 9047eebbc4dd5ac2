import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { Driver, Tx } from './database.ts';

/** PGlite: PostgreSQL in this process, one transaction at a time. `folder` undefined keeps everything in memory. */
export async function openEmbedded(folder: string | undefined): Promise<Driver> {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create(folder === undefined ? {} : { dataDir: folder });
  const db = drizzle(pglite);
  return {
    kind: 'embedded',
    transaction: (work) => db.transaction((tx) => work(tx as unknown as Tx)),
    async script(text) {
      await pglite.exec(text);
    },
    async listen(channel, heard) {
      const unlisten = await pglite.listen(channel, heard);
      return () => unlisten();
    },
    close: () => pglite.close(),
  };
}
