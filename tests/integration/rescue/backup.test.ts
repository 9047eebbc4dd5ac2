import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrationsFolder } from '#main/paths.ts';
import { encodeFoot, encodeHead, readOutline } from '#main/store/backup/format.ts';
import { readBackup } from '#main/store/backup/read.ts';
import { writeBackup } from '#main/store/backup/write.ts';
import { writingError } from '#main/store/durable.ts';
import { readMigrations } from '#main/store/migrate.ts';
import { openStore } from '#main/store/service.ts';
import { AppError } from '#shared/errors.ts';
import { databaseOf, makeShop, shopIn, sizeOf, wreckPages } from '#tests/support/shop.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
const data = join(folder.path, 'data');
const good = join(folder.path, 'good.ldbackup');
const made = { app: '1.2.3', now: Date.UTC(2026, 10, 20) };
const migrations = readMigrations(migrationsFolder);
let staging: string;
let bytes: Buffer;

beforeAll(async () => {
  await makeShop(data);
  await writeBackup({ ...made, database: databaseOf(data), file: good });
  bytes = readFileSync(good);
});
afterAll(() => folder.remove());
let count = 0;
beforeEach(() => {
  staging = join(folder.path, `staging-${++count}.db`);
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );

async function read(content: Buffer): Promise<string> {
  const file = join(folder.path, `candidate-${count}.ldbackup`);
  writeFileSync(file, content);
  const code = await codeOf(readBackup(file, staging, { migrations }));
  if (code !== 'accepted') expect(existsSync(staging)).toBe(false);
  return code;
}

describe('a backup', () => {
  it('says of itself what it is, and gives back the whole shop', async () => {
    const { header } = readOutline(good);
    expect(header).toMatchObject({
      kind: 'landing',
      app: '1.2.3',
      madeAt: made.now,
      enterprise: 'Jade Garden',
      encryption: null,
    });
    expect(header.migrations.map(({ tag }) => tag)).toEqual(migrations.map(({ tag }) => tag));
    const steps = new Set<string>();
    await readBackup(good, staging, { migrations, onProgress: ({ step }) => steps.add(step) });
    expect(shopIn(staging)).toEqual({ name: 'Jade Garden', events: 400, sound: true });
    expect([...steps]).toEqual(['checking', 'unpacking']);
    expect(existsSync(`${good}.part`)).toBe(false);
    expect(existsSync(`${good}.copy.part`)).toBe(false);
  });

  it('can be opened without us: header, then gzip', () => {
    const { start, end } = readOutline(good);
    expect(gunzipSync(bytes.subarray(start, end)).subarray(0, 15).toString()).toBe('SQLite format 3');
  });

  it('is made of a landing that goes on writing, with everything acknowledged before it began', async () => {
    const running = openStore({ folder: data, onListenerError: () => {} });
    running.connection.prepare("INSERT INTO landing VALUES ('last', 'word')").run();
    const file = join(folder.path, 'running.ldbackup');
    const making = writeBackup({ ...made, database: databaseOf(data), file });
    running.connection.prepare("INSERT INTO landing VALUES ('while', 'it runs')").run();
    await making;
    await running.close();
    await readBackup(file, staging, { migrations });
    const copy = new Database(staging);
    expect(copy.prepare("SELECT value FROM landing WHERE name = 'last'").pluck().get()).toBe('word');
    copy.close();
  });

  it('does not hold the keys beside the database', async () => {
    mkdirSync(join(data, 'lan'), { recursive: true });
    writeFileSync(join(data, 'lan', 'root.key'), 'THE-AUTHORITY-KEY');
    const file = join(folder.path, 'keyless.ldbackup');
    await writeBackup({ ...made, database: databaseOf(data), file });
    const { start, end } = readOutline(file);
    expect(gunzipSync(readFileSync(file).subarray(start, end)).includes('THE-AUTHORITY-KEY')).toBe(false);
  });

  it('never takes the place of a file by itself', async () => {
    const file = join(folder.path, 'taken.ldbackup');
    writeFileSync(file, 'mine');
    expect(await codeOf(writeBackup({ ...made, database: databaseOf(data), file }))).toBe('backup_file_exists');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await writeBackup({ ...made, database: databaseOf(data), file, replace: true });
    expect(readOutline(file).header.enterprise).toBe('Jade Garden');
  });

  it.each(['copying', 'checking', 'packing'] as const)(
    'can be cancelled while %s, and leaves nothing',
    async (step) => {
      const own = join(folder.path, `cancelled-${step}`);
      const end = new AbortController();
      const onProgress = (progress: { step: string }) => {
        if (progress.step === step) end.abort();
      };
      const wish = {
        ...made,
        database: databaseOf(data),
        file: join(own, 'b.ldbackup'),
        onProgress,
        signal: end.signal,
      };
      await expect(writeBackup(wish)).rejects.toThrow('abort');
      expect(readdirSync(own)).toEqual([]);
    },
  );

  it('of a damaged database is refused, with the way to save what can be saved', async () => {
    const own = join(folder.path, 'wrecked');
    await makeShop(own);
    wreckPages(databaseOf(own), [Math.floor(sizeOf(databaseOf(own)) / 4096) - 5]);
    const file = join(folder.path, 'wrecked.ldbackup');
    expect(await codeOf(writeBackup({ ...made, database: databaseOf(own), file }))).toBe('backup_of_damaged');
    expect(existsSync(file)).toBe(false);
  });

  it('that the disk gives back otherwise than it was written is discarded, in words', async () => {
    const own = join(folder.path, 'liar');
    const file = join(own, 'b.ldbackup');
    let packed = false;
    const onProgress = ({ step }: { step: string }) => {
      // Packed and on the disk; now a bit of it turns over.
      if (packed && step === 'checking' && existsSync(`${file}.part`)) {
        const written = readFileSync(`${file}.part`);
        written[written.length - 100] = (written[written.length - 100] ?? 0) ^ 1;
        writeFileSync(`${file}.part`, written);
        packed = false;
      }
      packed ||= step === 'packing';
    };
    const code = await codeOf(writeBackup({ ...made, database: databaseOf(data), file, onProgress }));
    expect(code).toBe('backup_disk_unreliable');
    expect(readdirSync(own)).toEqual([]);
  });

  it.each([
    ['EBUSY', 'backup_in_use'],
    ['ETXTBSY', 'backup_in_use'],
    ['EROFS', 'backup_read_only'],
    ['EACCES', 'backup_read_only'],
    ['EIO', 'backup_not_written'],
    ['SQLITE_IOERR_WRITE', 'backup_not_written'],
    ['ENOSPC', 'backup_no_room'],
  ])('that fails with %s says why: %s', (code, wanted) => {
    const said = writingError(folder.path, Object.assign(new Error(code), { code }));
    expect(said).toMatchObject({ code: wanted });
  });

  it('on a full disk is refused in words, and leaves nothing', async (context) => {
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      return context.skip('making a small file system needs root');
    }
    try {
      const file = join(disk, 'b.ldbackup');
      expect(await codeOf(writeBackup({ ...made, database: databaseOf(data), file }))).toBe('backup_no_room');
      expect(readdirSync(disk)).toEqual([]);
      staging = join(disk, 'staging.db');
      expect(await codeOf(readBackup(good, staging, { migrations }))).toBe('backup_no_room');
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a backup that cannot be trusted is refused before anything is touched', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('cut off after %i eighths', async (eighths) => {
    expect(await read(bytes.subarray(0, Math.floor((bytes.length * eighths) / 8)))).toBe('backup_incomplete');
  });

  it('cut off by a single byte', async () => {
    expect(await read(bytes.subarray(0, bytes.length - 1))).toBe('backup_incomplete');
  });

  it('with any bit flipped', { timeout: 120_000 }, async () => {
    const { start } = readOutline(good);
    const position = fc.oneof(
      fc.nat(bytes.length - 1),
      fc.nat(start - 1),
      fc.integer({ min: bytes.length - 48, max: bytes.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(position, fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(await read(changed)).toMatch(/^backup_(damaged|foreign|incomplete|newer)$/);
      }),
      { numRuns: 250 },
    );
  });

  it('with something appended', async () => {
    expect(await read(Buffer.concat([bytes, Buffer.from('more')]))).toBe('backup_incomplete');
  });

  it('that is something else', async () => {
    expect(await read(Buffer.from('PK\x03\x04 a spreadsheet'))).toBe('backup_foreign');
    expect(await codeOf(readBackup(join(folder.path, 'nowhere'), staging, { migrations }))).toBe('backup_file_missing');
  });

  it('of a newer format, or encrypted', async () => {
    const later = Buffer.from(bytes);
    later.writeUInt16BE(2, 8);
    expect(await read(later)).toBe('backup_newer');
    expect(await read(sealed({ encryption: { cipher: 'aes-256-gcm' } }))).toBe('backup_newer');
  });

  it('whose database a newer program wrote', async () => {
    expect(await codeOf(withHistory([...migrations, { tag: '9999_later', checksum: 'x' }]))).toBe('backup_newer');
  });

  it('whose database has another history', async () => {
    expect(await codeOf(withHistory([{ tag: '0000_other', checksum: 'x' }]))).toBe('backup_history');
  });

  it('that was made at a time no date can name', async () => {
    expect(await read(sealed({ madeAt: 9_000_000_000_000_000 }))).toBe('backup_damaged');
  });

  it('whose database is larger than it says', async () => {
    const { header } = readOutline(good);
    expect(await read(sealed({ database: { ...header.database, size: 4096 } }))).toBe('backup_damaged');
  });

  it('whose database is not the one it says', async () => {
    const { header } = readOutline(good);
    expect(await read(sealed({ database: { ...header.database, sha256: '0'.repeat(64) } }))).toBe('backup_damaged');
  });

  it('cannot be truncated on the way without being noticed', async () => {
    const file = join(folder.path, 'short.ldbackup');
    writeFileSync(file, bytes);
    truncateSync(file, bytes.length - 40);
    expect(await codeOf(readBackup(file, staging, { migrations }))).toBe('backup_incomplete');
  });
});

/** The good backup with another header, its own hash put right. */
function sealed(changes: object): Buffer {
  const { header, start, end } = readOutline(good);
  const head = encodeHead({ ...header, ...changes } as typeof header);
  const body = Buffer.concat([head, bytes.subarray(start, end)]);
  return Buffer.concat([body, encodeFoot(hash(body))]);
}

const hash = (content: Buffer): Buffer => createHash('sha256').update(content).digest();

/** Reads a true backup of a database with another list of migrations. */
async function withHistory(history: readonly { tag: string; checksum: string }[]): Promise<void> {
  const own = join(folder.path, `history-${count}`);
  await makeShop(own);
  const connection = new Database(databaseOf(own));
  connection.exec('DELETE FROM schema_migration');
  const insert = connection.prepare('INSERT INTO schema_migration VALUES (?, ?, ?, 0)');
  for (const [index, { tag, checksum }] of history.entries()) insert.run(index, tag, checksum);
  connection.close();
  const file = join(own, 'b.ldbackup');
  await writeBackup({ ...made, database: databaseOf(own), file });
  await readBackup(file, staging, { migrations });
}
