import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartupError } from '#main/startup-error.ts';
import { writeBackup } from '#main/store/backup/write.ts';
import { lockFolder } from '#main/store/database.ts';
import { whenFree } from '#main/store/durable.ts';
import { replacedDatabases } from '#main/store/exchange.ts';
import { restoreBackup, undoRestore } from '#main/store/restore.ts';
import { openStore } from '#main/store/service.ts';
import { AppError } from '#shared/errors.ts';
import { databaseOf, makeShop, shopIn, wreckPages } from '#tests/support/shop.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
let data: string;
let backup: string;

/** A shop called Now, and a backup from when it was called Then. */
beforeEach(async () => {
  folder = tempFolder();
  data = join(folder.path, 'data');
  const before = join(folder.path, 'before');
  backup = join(folder.path, 'then.ldbackup');
  await makeShop(before, 'Then', 100);
  await writeBackup({ database: databaseOf(before), file: backup, app: '1.0.0', now: 5 });
  await makeShop(data, 'Now', 200);
});
afterEach(() => folder.remove());

const now = Date.UTC(2026, 10, 20, 12);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : error instanceof StartupError ? error.reason : error),
  );
const open = () =>
  openStore({
    folder: data,
    onListenerError: (error) => {
      throw error;
    },
  });

/** Leaves a log beside the database with the last words in it, as a killed landing does. */
function killWithLog(name: string): void {
  const connection = new Database(databaseOf(data));
  connection.pragma('journal_mode = WAL');
  connection.pragma('wal_autocheckpoint = 0');
  connection.prepare('UPDATE enterprise SET name = ?').run(name);
  const log = readFileSync(`${databaseOf(data)}-wal`);
  const before = readFileSync(databaseOf(data));
  connection.close();
  writeFileSync(databaseOf(data), before);
  writeFileSync(`${databaseOf(data)}-wal`, log);
}

describe('restoring a backup', () => {
  it('brings the shop back, keeps the one that was there, and can be taken back', async () => {
    killWithLog('Now, just now');
    const done = await restoreBackup({ data, file: backup, now });
    expect(done.backup).toMatchObject({ enterprise: 'Then', kind: 'backup', madeAt: 5 });
    expect(shopIn(databaseOf(data))).toEqual({ name: 'Then', events: 100, sound: true });
    expect(existsSync(join(data, 'restoring', 'landing.db'))).toBe(false);
    const kept = done.replaced ?? '';
    expect(readdirSync(kept).toSorted()).toEqual(['exchange.json', 'landing.db', 'landing.db-wal']);
    const undone = await undoRestore({ data, now: now + 1 });
    expect(shopIn(databaseOf(data))).toEqual({ name: 'Now, just now', events: 200, sound: true });
    expect(shopIn(join(undone.replaced ?? '', 'landing.db')).name).toBe('Then');
    expect(await codeOf(undoRestore({ data, now: now + 2 }))).toBe('restore_nothing_to_undo');
  });

  it('leaves a mark for sync, and ends everybody’s sign-in', async () => {
    const before = join(folder.path, 'before');
    const connection = new Database(databaseOf(before));
    const { sql } = connection.prepare("SELECT sql FROM sqlite_schema WHERE name = 'session'").get() as { sql: string };
    expect(sql).toContain('token_hash');
    const columns = connection.prepare<[], string>("SELECT name FROM pragma_table_info('session')").pluck().all();
    connection.prepare(`INSERT INTO session VALUES (${columns.map(() => '0').join(', ')})`).run();
    connection.close();
    await writeBackup({ database: databaseOf(before), file: backup, app: '1', now: 7, replace: true });
    await restoreBackup({ data, file: backup, now });
    const restored = new Database(databaseOf(data));
    expect(
      JSON.parse(String(restored.prepare("SELECT value FROM landing WHERE name = 'restored'").pluck().get())),
    ).toEqual({ at: now, madeAt: 7 });
    expect(restored.prepare('SELECT count(*) FROM session').pluck().get()).toBe(0);
    restored.close();
  });

  it('works where the database is damaged beyond opening', async () => {
    wreckPages(databaseOf(data), [1]);
    expect(await codeOf(restoreBackup({ data, file: backup, now }))).toBe('done');
    const opened = open();
    await opened.close();
    expect(shopIn(databaseOf(data)).name).toBe('Then');
  });

  it('works on a new computer, and never lets an old log near the new database', async () => {
    const fresh = join(folder.path, 'fresh');
    killWithLog('stray');
    mkdirSync(fresh);
    writeFileSync(join(fresh, 'landing.db-wal'), readFileSync(`${databaseOf(data)}-wal`));
    const done = await restoreBackup({ data: fresh, file: backup, now });
    expect(done.replaced).toBeNull();
    expect(shopIn(databaseOf(fresh))).toEqual({ name: 'Then', events: 100, sound: true });
    expect(await codeOf(undoRestore({ data: fresh, now: now + 1 }))).toBe('restore_nothing_to_undo');
  });

  it('takes a plain copy too, and one that an earlier restore put aside', async () => {
    const copy = join(data, 'backups', 'before-0009-1.db');
    mkdirSync(join(data, 'backups'), { recursive: true });
    writeFileSync(copy, readFileSync(databaseOf(data)));
    await restoreBackup({ data, file: backup, now });
    await restoreBackup({ data, file: copy, now: now + 1 });
    expect(shopIn(databaseOf(data)).name).toBe('Now');
    const [latest] = replacedDatabases(data);
    await restoreBackup({ data, file: latest?.file ?? '', now: now + 2 });
    expect(shopIn(databaseOf(data)).name).toBe('Then');
  });

  it('is refused while a landing runs on the folder', async () => {
    const opened = open();
    expect(await codeOf(restoreBackup({ data, file: backup, now }))).toBe('data_folder_in_use');
    await opened.close();
    expect(shopIn(databaseOf(data)).name).toBe('Now');
  });

  it('of a bad backup touches nothing', async () => {
    writeFileSync(backup, readFileSync(backup).subarray(0, 900));
    expect(await codeOf(restoreBackup({ data, file: backup, now }))).toBe('backup_incomplete');
    expect(shopIn(databaseOf(data)).name).toBe('Now');
    expect(existsSync(join(data, 'restoring'))).toBe(false);
    expect(existsSync(join(data, 'replaced'))).toBe(false);
  });

  it.each(['checking', 'unpacking'] as const)('can be cancelled while %s', async (step) => {
    const end = new AbortController();
    const onProgress = (progress: { step: string }) => {
      if (progress.step === step) end.abort();
    };
    await expect(restoreBackup({ data, file: backup, now, onProgress, signal: end.signal })).rejects.toThrow('abort');
    expect(shopIn(databaseOf(data)).name).toBe('Now');
    expect(existsSync(join(data, 'restoring'))).toBe(false);
    lockFolder(data).release();
  });
});

describe('a restore that is cut off', () => {
  /** The steps of a whole restore, in order. */
  async function stepsOf(run: (reached: (step: string) => void) => Promise<unknown>): Promise<string[]> {
    const steps: string[] = [];
    await run((step) => steps.push(step));
    return steps;
  }
  const cutAfter = (n: number) => {
    let left = n;
    return () => {
      if (--left === 0) throw new Error('power cut');
    };
  };

  it('after any step leaves the old database or the new one for the next start, whole', async () => {
    const steps = await stepsOf((reached) => restoreBackup({ data, file: backup, now, reached }));
    expect(steps).toEqual(['folder', 'journal', 'moved landing.db', 'moved landing.db', 'done']);
    const names: (string | undefined)[] = [];
    for (let n = 1; n <= steps.length + 2; n++) {
      folder.remove();
      mkdirSync(folder.path);
      const before = join(folder.path, 'before');
      await makeShop(before, 'Then', 100);
      await writeBackup({ database: databaseOf(before), file: backup, app: '1.0.0', now: 5 });
      await makeShop(data, 'Now', 200);
      killWithLog('Now, just now');
      await restoreBackup({ data, file: backup, now, reached: cutAfter(n) }).catch(() => undefined);
      const opened = open();
      await opened.close();
      const { name, sound } = shopIn(databaseOf(data));
      expect(sound).toBe(true);
      names.push(name);
      // The other one is still there.
      const other = replacedDatabases(data)[0];
      if (name === 'Then') expect(shopIn(other?.file ?? '').name).toBe('Now, just now');
    }
    expect(names).toEqual(['Now, just now', 'Then', 'Then', 'Then', 'Then', 'Then', 'Then']);
  });

  it('and whose taking back is cut off too, likewise', async () => {
    for (let n = 1; n <= 7; n++) {
      folder.remove();
      mkdirSync(folder.path);
      const before = join(folder.path, 'before');
      await makeShop(before, 'Then', 100);
      await writeBackup({ database: databaseOf(before), file: backup, app: '1.0.0', now: 5 });
      await makeShop(data, 'Now', 200);
      killWithLog('Now, just now');
      await restoreBackup({ data, file: backup, now });
      await undoRestore({ data, now: now + 1, reached: cutAfter(n) }).catch(() => undefined);
      const opened = open();
      await opened.close();
      expect(shopIn(databaseOf(data))).toMatchObject({ name: n === 1 ? 'Then' : 'Now, just now', sound: true });
    }
  });

  it('a second cut while the first is being put right changes nothing of that', async () => {
    await restoreBackup({ data, file: backup, now, reached: cutAfter(3) }).catch(() => undefined);
    expect(existsSync(databaseOf(data))).toBe(false);
    expect(await codeOf(restoreBackup({ data, file: `${backup}.none`, now }))).toBe('backup_file_missing');
    expect(shopIn(databaseOf(data)).name).toBe('Then');
  });

  it('and meanwhile met by a program that makes a new database loses neither', async () => {
    killWithLog('Now, just now');
    await restoreBackup({ data, file: backup, now, reached: cutAfter(4) }).catch(() => undefined);
    expect(existsSync(databaseOf(data))).toBe(false);
    await makeShop(join(folder.path, 'stranger'), 'Stranger', 1);
    copyFileSync(databaseOf(join(folder.path, 'stranger')), databaseOf(data));
    await open().close();
    expect(shopIn(databaseOf(data)).name).toBe('Then');
    const [kept] = replacedDatabases(data);
    expect(shopIn(kept?.file ?? '').name).toBe('Now, just now');
    expect(shopIn(`${kept?.file}.later-1`).name).toBe('Stranger');
  });

  it('and whose new database somebody deletes brings the old one back', async () => {
    killWithLog('Now, just now');
    await restoreBackup({ data, file: backup, now, reached: cutAfter(4) }).catch(() => undefined);
    rmSync(join(data, 'restoring'), { recursive: true });
    await open().close();
    expect(shopIn(databaseOf(data))).toEqual({ name: 'Now, just now', events: 200, sound: true });
  });

  it('and cannot be ended is not tidied away by the next attempt', async () => {
    await restoreBackup({ data, file: backup, now, reached: cutAfter(3) }).catch(() => undefined);
    writeFileSync(join(data, 'exchange.json'), '{}');
    expect(await codeOf(restoreBackup({ data, file: backup, now: now + 1 }))).toBe('restore_unfinished');
    expect(shopIn(join(data, 'restoring', 'landing.db')).name).toBe('Then');
  });

  const otherDisk = '/dev/shm';
  it.skipIf(!existsSync(otherDisk) || statSync(otherDisk).dev === statSync(tmpdir()).dev)(
    'does not begin where what is put aside would lie on another disk',
    async () => {
      const elsewhere = mkdtempSync(join(otherDisk, 'replaced-'));
      try {
        symlinkSync(elsewhere, join(data, 'replaced'));
        expect(await codeOf(restoreBackup({ data, file: backup, now }))).toBe('backup_not_written');
        expect(existsSync(join(data, 'restoring'))).toBe(false);
        await open().close();
        expect(shopIn(databaseOf(data)).name).toBe('Now');
      } finally {
        rmSync(elsewhere, { recursive: true });
      }
    },
  );

  it('waits for a file that another program holds, on Windows', () => {
    const held = (times: number) => () => {
      if (times-- > 0) throw Object.assign(new Error('held'), { code: 'EBUSY' });
    };
    expect(() => whenFree(held(3), 'win32')).not.toThrow();
    expect(() => whenFree(held(1), 'linux')).toThrow('held');
    const full = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    expect(() => whenFree(full, 'win32')).toThrow('full');
  });

  it('with a record that cannot be read is refused, and nothing is moved', async () => {
    await restoreBackup({ data, file: backup, now, reached: cutAfter(3) }).catch(() => undefined);
    writeFileSync(join(data, 'exchange.json'), '{"kind":"restore","incoming":"../../etc","outgoing":"replaced/x"}');
    expect(() => open()).toThrow(StartupError);
    expect(existsSync(join(data, 'restoring', 'landing.db'))).toBe(true);
  });
});
