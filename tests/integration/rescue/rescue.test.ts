import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replacedDatabases } from '#main/store/exchange.ts';
import { restoreBackup } from '#main/store/restore.ts';
import { parseRescueLine, type RescueLine } from '#shared/desktop/rescue.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { programs } from '#tests/support/programs.ts';
import { databaseOf, leavesOf, makeShop, shopIn, wreckPages } from '#tests/support/shop.ts';

let folder: ReturnType<typeof tempFolder>;
let data: string;
beforeEach(() => {
  folder = tempFolder();
  data = join(folder.path, 'data');
});
afterEach(() => folder.remove());

/** Runs the real program; gives its lines, its exit code and what it complained of. */
function rescue(...args: string[]): { code: number | null; lines: RescueLine[]; stderr: string } {
  const run = spawnSync(process.execPath, [programs.rescue, '--data', data, '--json', ...args], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').flatMap((line) => parseRescueLine(line) ?? []);
  return { code: run.status, lines, stderr: run.stderr };
}

const answerOf = ({ lines }: { lines: RescueLine[] }) =>
  lines.flatMap((line) => ('answer' in line ? line.answer : []))[0];
const refusalOf = ({ lines }: { lines: RescueLine[] }) =>
  lines.flatMap((line) => ('refused' in line ? line.refused : []))[0];

const table = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(folder.path, 'out', 'tables', `${name}.csv`)), { columns: true, bom: true });

/** Every file below a folder, by its path. */
const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the rescue program', () => {
  it('ends a restore that was cut off before it reads the database, whose newest orders may be moved already', async () => {
    await makeShop(data, 'Now', 5);
    const good = join(folder.path, 'then.ldbackup');
    rescue('backup', '--to', good);
    const connection = new Database(databaseOf(data));
    connection.pragma('journal_mode = WAL');
    connection.exec("UPDATE enterprise SET name = 'Now, just now'");
    const log = readFileSync(`${databaseOf(data)}-wal`);
    const before = readFileSync(databaseOf(data));
    connection.close();
    writeFileSync(databaseOf(data), before);
    writeFileSync(`${databaseOf(data)}-wal`, log);
    const cut = (step: string) => {
      if (step === 'moved landing.db-wal') throw new Error('power cut');
    };
    await restoreBackup({ data, file: good, now: 1, reached: cut }).catch(() => undefined);
    expect(existsSync(`${databaseOf(data)}-wal`)).toBe(false);
    expect(answerOf(rescue('backup', '--to', join(folder.path, 'now.ldbackup')))).toMatchObject({ task: 'backup' });
    const [kept] = replacedDatabases(data);
    expect(shopIn(kept?.file ?? '').name).toBe('Now, just now');
    expect(shopIn(databaseOf(data)).name).toBe('Now');
    expect(existsSync(join(data, 'exchange.json'))).toBe(false);
  });

  it('makes no backup under a name that could be the database’s own', async () => {
    await makeShop(data);
    expect(rescue('backup', '--to', databaseOf(data), '--replace').code).toBe(2);
    expect(shopIn(databaseOf(data)).sound).toBe(true);
  });

  it('backs up, lists, checks, restores and takes back, without the landing', async () => {
    await makeShop(data);
    const file = join(data, 'backups', 'one.ldbackup');
    const made = rescue('backup', '--to', file);
    expect(answerOf(made)).toMatchObject({ task: 'backup', file });
    expect(made.lines.some((line) => 'progress' in line && line.progress.step === 'packing')).toBe(true);
    const change = new Database(databaseOf(data));
    change.exec("UPDATE enterprise SET name = 'Renamed'");
    change.close();
    expect(answerOf(rescue('list'))).toMatchObject({ backups: [{ file, enterprise: 'Jade Garden' }], canUndo: false });
    expect(answerOf(rescue('check', file))).toMatchObject({ task: 'check', sound: true });
    expect(answerOf(rescue('restore', file))).toMatchObject({ task: 'restore', backup: { enterprise: 'Jade Garden' } });
    expect(shopIn(databaseOf(data)).name).toBe('Jade Garden');
    expect(answerOf(rescue('list'))).toMatchObject({
      canUndo: true,
      backups: [{ kind: 'replaced', enterprise: 'Renamed' }, { file }],
    });
    expect(answerOf(rescue('undo-restore'))).toMatchObject({ task: 'undo-restore' });
    expect(shopIn(databaseOf(data)).name).toBe('Renamed');
  });

  it('refuses in both languages, with the exit code of a refusal', async () => {
    const none = rescue('backup', '--to', join(folder.path, 'x.ldbackup'));
    expect(none.code).toBe(2);
    expect(refusalOf(none)).toMatchObject({ code: 'database_missing' });
    expect(none.stderr).toContain('There is no database');
    expect(none.stderr).toContain('还没有数据库');
    writeFileSync(join(folder.path, 'letter.txt'), 'Dear shop');
    expect(refusalOf(rescue('restore', join(folder.path, 'letter.txt')))?.code).toBe('backup_foreign');
    expect(refusalOf(rescue('frobnicate'))?.code).toBe('bad_arguments');
    expect(refusalOf(rescue('restore'))?.code).toBe('bad_arguments');
  });

  it('finds damage, and says so with another exit code', async () => {
    await makeShop(data);
    expect(answerOf(rescue('check'))).toMatchObject({ sound: true });
    wreckPages(databaseOf(data), leavesOf(databaseOf(data), 'event').slice(3, 4));
    const found = rescue('check');
    expect(answerOf(found)).toMatchObject({ sound: false });
    expect(found.code).toBe(1);
  });

  it('ends when it is asked to, and leaves nothing half-made', async () => {
    await makeShop(data, 'Large', 60_000);
    const out = join(folder.path, 'out');
    const child = spawn(process.execPath, [programs.rescue, '--data', data, '--json', 'export', '--to', out], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const lines: RescueLine[] = [];
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      const parsed = parseRescueLine(line);
      if (!parsed) return;
      lines.push(parsed);
      if ('progress' in parsed && parsed.progress.step === 'exporting') child.send({ type: 'stop' });
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(lines.at(-1)).toEqual({ cancelled: true });
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('an export', () => {
  it('is readable without us: tables, pictures, times and a letter', async () => {
    await makeShop(data);
    const done = rescue('export', '--to', join(folder.path, 'out'));
    expect(answerOf(done)).toMatchObject({ task: 'export', report: { damaged: [], unreadable: false } });
    expect(table('event')).toHaveLength(400);
    expect(table('event')[0]).toMatchObject({ type: 'happened', at: '2023-11-14T22:13:20.000Z' });
    expect(table('enterprise')[0]).toMatchObject({ name: 'Jade Garden', created_at: '2023-11-14T22:13:20.000Z' });
    const picture = table('picture')[0]?.['large'] ?? '';
    expect(picture).toMatch(/\.webp$/);
    expect(readFileSync(join(folder.path, 'out', picture), 'latin1')).toBe('RIFF----WEBPlarge');
    const letter = readFileSync(join(folder.path, 'out', 'README.txt'), 'utf8');
    expect(letter).toContain('CSV');
    expect(letter).toContain('电子表格');
  });

  it('holds no cell that a spreadsheet would run', async () => {
    await makeShop(data);
    rescue('export', '--to', join(folder.path, 'out'));
    expect(table('user')[0]?.['display_name']).toBe("'=1+1");
  });

  it('of a real landing holds no proof of identity in its tables, and none of its keys anywhere', async () => {
    const landing = await TestLanding.copy({ folder: data });
    await landing.as('owner');
    await landing.close();
    mkdirSync(join(data, 'lan'), { recursive: true });
    writeFileSync(join(data, 'lan', 'authority.key'), 'THE-AUTHORITY-KEY');
    const connection = new Database(databaseOf(data));
    const secrets = connection
      .prepare<[], string>(
        `SELECT password_hash FROM user UNION SELECT pin_hash FROM user WHERE pin_hash IS NOT NULL
         UNION SELECT token_hash FROM session UNION SELECT recovery_hash FROM enterprise
         UNION SELECT token FROM dining_table UNION SELECT password FROM guest_wifi WHERE password <> ''`,
      )
      .pluck()
      .all();
    connection.close();
    expect(secrets.length).toBeGreaterThan(10);
    const out = join(folder.path, 'out');
    expect(rescue('export', '--to', out).code).toBe(0);
    const tables = filesBelow(join(out, 'tables')).map((path) => readFileSync(path, 'utf8'));
    expect(tables.length).toBeGreaterThan(30);
    expect(secrets.filter((secret) => tables.some((text) => text.includes(secret)))).toEqual([]);
    expect(filesBelow(out).filter((path) => readFileSync(path).includes('THE-AUTHORITY-KEY'))).toEqual([]);
  });

  it('leaves out exactly these columns', async () => {
    await makeShop(data);
    rescue('export', '--to', join(folder.path, 'out'));
    const connection = new Database(databaseOf(data));
    const all = connection
      .prepare<[], string>(
        `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all();
    connection.close();
    const shown = new Set(
      readdirSync(join(folder.path, 'out', 'tables')).flatMap((file) => {
        const [head = ''] = readFileSync(join(folder.path, 'out', 'tables', file), 'utf8')
          .replace('\uFEFF', '')
          .split('\r\n');
        return head.split(',').map((column) => `${file.replace('.csv', '')}.${column}`);
      }),
    );
    expect(all.filter((column) => !shown.has(column)).toSorted()).toEqual([
      'bench_approver.sealed_key',
      'device.token_hash',
      'dining_table.token',
      'enterprise.recovery_hash',
      'guest_session.token_hash',
      'guest_wifi.password',
      'session.token_hash',
      'user.password_hash',
      'user.pin_hash',
    ]);
  });

  it('of a damaged database saves every row outside the damaged pages, and says which tables have gaps', async () => {
    await makeShop(data, 'Wrecked', 3_000);
    const leaves = leavesOf(databaseOf(data), 'event');
    const lostPages = [...leaves.slice(20, 23), leaves[100] ?? 0, leaves.at(-1) ?? 0];
    wreckPages(databaseOf(data), lostPages);
    const done = rescue('export', '--to', join(folder.path, 'out'));
    const answer = answerOf(done);
    expect(answer).toMatchObject({ report: { unreadable: false, damaged: [{ table: 'event' }] } });
    const perPage = Math.ceil(3_000 / leaves.length) + 1;
    const saved = table('event').map((row) => Number(row['seq']));
    expect(new Set(saved).size).toBe(saved.length);
    expect(saved.length).toBeGreaterThan(3_000 - lostPages.length * perPage);
    expect(saved.length).toBeLessThan(3_000);
    expect(table('user')).toHaveLength(1);
    expect(readFileSync(join(folder.path, 'out', 'README.txt'), 'utf8')).toContain('event: ');
  });

  it('of a database that cannot be opened saves its files as they are', async () => {
    await makeShop(data);
    wreckPages(databaseOf(data), [1]);
    const done = rescue('export', '--to', join(folder.path, 'out'));
    expect(answerOf(done)).toMatchObject({ report: { unreadable: true } });
    const raw = join(folder.path, 'out', 'technician', 'landing.db');
    expect(readFileSync(raw).equals(readFileSync(databaseOf(data)))).toBe(true);
  });

  it('touches nothing of the database, and no folder that holds something', async () => {
    await makeShop(data);
    const before = readFileSync(databaseOf(data));
    const out = join(folder.path, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'holiday.jpg'), 'me');
    expect(refusalOf(rescue('export', '--to', out))?.code).toBe('export_not_empty');
    expect(readdirSync(out)).toEqual(['holiday.jpg']);
    rescue('export', '--to', join(folder.path, 'other'));
    expect(readFileSync(databaseOf(data)).equals(before)).toBe(true);
    expect(existsSync(join(data, 'landing.lock'))).toBe(true);
  });
});
