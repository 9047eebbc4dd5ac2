import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CloudDatabase, rowsOf } from '#cloud/store/service.ts';
import { tempFolder } from '#tests/support/landing.ts';

const synced = vi.hoisted(() => ({ times: 0 }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fsyncSync = (fd: number) => {
    synced.times += 1;
    fs.fsyncSync(fd);
  };
  return { ...fs, fsyncSync };
});

describe('a commit of the embedded database', () => {
  const folder = tempFolder();
  let database: CloudDatabase;

  beforeAll(async () => {
    database = await CloudDatabase.open({ folder: folder.path });
    await database.driver.script('create table paper (line text)');
  }, 120_000);

  afterAll(async () => {
    await database.close();
    folder.remove();
  });

  it('is on the disk before it is answered, one by one', async () => {
    const before = synced.times;
    for (let line = 0; line < 5; line += 1) {
      await database.driver.transaction((tx) => tx.execute(sql`insert into paper values ('x')`));
      expect(synced.times).toBeGreaterThan(before + line);
    }
  });

  it('is so because PostgreSQL was told to', async () => {
    const settings = await database.driver.transaction((tx) =>
      rowsOf(
        tx,
        sql`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as waits,
        current_setting('wal_sync_method') as how, current_setting('full_page_writes') as pages`,
      ),
    );
    expect(settings).toEqual([{ fsync: 'on', waits: 'on', how: 'fsync', pages: 'on' }]);
  });
});
