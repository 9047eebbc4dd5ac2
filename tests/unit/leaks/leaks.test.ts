import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { Haystack, needlesOf, needlesOfText } from '#tests/support/leaks/needles.ts';
import { memoryIsReadable, searchFolder, searchMemory, searchSqlite } from '#tests/support/leaks/places.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

const key = randomBytes(32);
const other = randomBytes(32);
const haystack = new Haystack([...needlesOf({ name: 'TK', bytes: key }), ...needlesOf({ name: 'TMK', bytes: other })]);
const around = (middle: Buffer, before = 999) => Buffer.concat([randomBytes(before), middle, randomBytes(777)]);
const formsIn = (bytes: Buffer) => haystack.search(bytes, 'here').map(({ secret, form }) => `${secret} ${form}`);

describe('a planted key', () => {
  const hex = key.toString('hex');
  const base64 = (before: number) => Buffer.concat([randomBytes(before), key, randomBytes(5)]).toString('base64');
  it.each([
    ['raw', key, 'TK raw'],
    ['its first half', key.subarray(0, 16), 'TK raw'],
    ['its second half', key.subarray(16), 'TK raw'],
    ['hexadecimal', Buffer.from(hex), 'TK hexadecimal'],
    ['HEXADECIMAL', Buffer.from(hex.toUpperCase()), 'TK HEXADECIMAL'],
    ['a wide string', Buffer.from(`密${hex}`, 'utf16le'), 'TK hexadecimal, two bytes each'],
    ['base64, first place', Buffer.from(base64(0)), 'TK base64'],
    ['base64, second place', Buffer.from(base64(1)), 'TK base64'],
    ['base64, third place', Buffer.from(base64(2)), 'TK base64'],
    ['base64url', Buffer.from(base64(4).replaceAll('+', '-').replaceAll('/', '_')), 'TK base64'],
    ['base64 in a wide string', Buffer.from(base64(1), 'utf16le'), 'TK base64, two bytes each'],
    ['JSON of a buffer', Buffer.from(JSON.stringify(key)), 'TK decimal'],
  ])('is found: %s', (_, planted, expected) => {
    expect(formsIn(around(planted))).toContain(expected);
    // At the very beginning and the very end as well.
    expect(formsIn(planted)).toContain(expected);
  });

  it('is found in base64 with any key and whatever stands around it', () => {
    for (let n = 0; n < 300; n += 1) {
      const bytes = randomBytes(n % 2 ? 16 : 32);
      const one = new Haystack(needlesOf({ name: 'K', bytes }));
      const text = Buffer.concat([randomBytes(n % 7), bytes, randomBytes(n % 5)]).toString('base64');
      expect(one.search(Buffer.from(text), '').map(({ form }) => form)).toEqual(['base64']);
    }
  });

  it('is not found where it is not, and told from another', () => {
    expect(formsIn(randomBytes(4 << 20))).toEqual([]);
    expect(formsIn(around(other))).toEqual(['TMK raw']);
    expect(formsIn(around(key.subarray(0, 15)))).toEqual([]);
  });
});

it('an address is found as a text, escaped, encoded', () => {
  const address = new Haystack(needlesOfText('KMS', '127.0.0.1:40123'));
  for (const text of [
    '"https://127.0.0.1:40123/api"',
    'to=127.0.0.1%3A40123',
    Buffer.from('x127.0.0.1:40123').toString('base64'),
  ])
    expect(address.search(Buffer.from(text), '')).toHaveLength(1);
  expect(address.search(Buffer.from('https://127.0.0.1:40124'), '')).toEqual([]);
});

describe('a planted key is found on the disk', () => {
  it('in any file of a folder, hidden, nested, packed, or across the pieces it is read in', async () => {
    const at = (...names: string[]) => join(folder.path, 'files', ...names);
    mkdirSync(at('deep', '.hidden'), { recursive: true });
    writeFileSync(at('clean.log'), randomBytes(10_000));
    writeFileSync(at('deep', '.hidden', 'core'), around(key, (1 << 20) - 7));
    writeFileSync(
      at('backup'),
      Buffer.concat([Buffer.from('header\n'), gzipSync(`no, no, no: ${key.toString('hex')}`), randomBytes(32)]),
    );
    writeFileSync(at('plain.gz'), gzipSync(Buffer.from(key.toString('hex'))));
    writeFileSync(at('empty'), '');
    const { finds, files } = await searchFolder(haystack, at());
    expect(files).toHaveLength(5);
    expect(finds.map(({ where }) => where).toSorted()).toEqual([
      `${at('backup')} (unpacked)`,
      at('deep', '.hidden', 'core'),
      `${at('plain.gz')} (unpacked)`,
    ]);
  });

  it('in an SQLite database, also before its log was written back, and cut into pages', async () => {
    const file = join(folder.path, 'one.db');
    const database = new Database(file);
    try {
      database.pragma('journal_mode = WAL');
      database.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)');
      const long = Buffer.concat([randomBytes(4_060), key, randomBytes(9_000)]);
      database.prepare('INSERT INTO kept (text, bytes) VALUES (?, ?)').run('x', long);
      const { finds, values } = searchSqlite(haystack, file);
      expect(values).toBe(3);
      expect(finds).toEqual([{ secret: 'TK', form: 'raw', where: `${file} › kept` }]);
      database.prepare('INSERT INTO kept (text) VALUES (?)').run(other.toString('base64'));
      const onDisk = await searchFolder(haystack, folder.path);
      expect(onDisk.finds.some(({ secret, where }) => secret === 'TMK' && where === `${file}-wal`)).toBe(true);
    } finally {
      database.close();
    }
  });
});

describe.skipIf(!memoryIsReadable)('a planted key is found in the memory of a process', () => {
  it.each(['raw', 'hex', 'base64', 'wide', 'none'])('%s', async (form) => {
    const masked = Buffer.from(key.map((byte) => byte ^ 0x5a)).toString('hex');
    const program = join(import.meta.dirname, 'fixtures', 'holder.ts');
    const child = spawn(process.execPath, [program, form, masked], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      const { finds, bytes } = searchMemory(haystack, child.pid ?? 0, form);
      expect(bytes).toBeGreaterThan(10 << 20);
      expect(finds.length > 0).toBe(form !== 'none');
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  });
});
