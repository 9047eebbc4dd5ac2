import { spawn, spawnSync } from 'node:child_process';
import { createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { argon2id } from 'hash-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFoot, encodeHead, readOutline } from '#main/store/backup/format.ts';
import { type BackupKey, type Seal, stretch, unlockWith } from '#main/store/backup/keys.ts';
import { restoreBackup } from '#main/store/restore.ts';
import { backupsOf } from '#main/store/service.ts';
import { parseRescueLine } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { backupsSettled, dumpAll, halfADayOff } from '#tests/support/backups.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { programs } from '#tests/support/programs.ts';
import { databaseOf, shopIn } from '#tests/support/shop.ts';
import { runs } from '#tests/support/soak.ts';

const program = programs.rescue;
const older = join(import.meta.dirname, '../../support/fixtures/plain-0.1.0.ldbackup');
const passphrase = 'lantern over quiet water 桂花';
const folder = tempFolder();
const data = join(folder.path, 'data');
const stick = join(folder.path, 'stick');
let copy: string;
let bytes: Buffer;
let key: BackupKey;
let seal: Seal;

/** A real landing whose schedule makes an encrypted copy on a stick. */
beforeAll(async () => {
  const landing = await TestLanding.start({ folder: data });
  const owner = await landing.as('owner');
  const tables = await owner.query<{ id: string }[]>('ordering.tables.list');
  await owner.mutate('ordering.tabs.open', { tableId: tables[0]?.id });
  await owner.mutate('backup.setPassphrase', { passphrase });
  await owner.mutate('backup.plan', { plan: { folder: stick, times: halfADayOff() } });
  const { schedule } = await backupsSettled(owner);
  await landing.close();
  copy = join(stick, schedule.lastGood?.name ?? '');
  bytes = readFileSync(copy);
  const { encryption } = readOutline(copy).header;
  if (!encryption) throw new Error('the copy is not encrypted');
  seal = encryption;
  key = await stretch(passphrase, seal.kdf);
});
afterAll(() => folder.remove());

/** Runs the real rescue program on a folder. */
function rescue(on: string, ...args: string[]) {
  const run = spawnSync(process.execPath, [program, '--data', on, '--json', ...args], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').flatMap((line) => parseRescueLine(line) ?? []);
  const answer = lines.flatMap((line) => ('answer' in line ? line.answer : []))[0];
  const refusal = lines.flatMap((line) => ('refused' in line ? line.refused.code : []))[0];
  return { answer, refusal, stderr: run.stderr };
}

let count = 0;
const fresh = () => join(folder.path, `fresh-${++count}`);
const typed = (text: string) => {
  const file = join(folder.path, 'passphrase.txt');
  writeFileSync(file, `${text}\n`);
  return ['--passphrase-file', file];
};
/** What restoring a file comes to, with the key at hand. */
async function outcome(content: Buffer, held: Parameters<typeof unlockWith>[0] = { key }): Promise<string> {
  const into = fresh();
  mkdirSync(into);
  const file = join(into, 'candidate.ldbackup');
  writeFileSync(file, content);
  try {
    await restoreBackup({ data: into, file, now: 1, unlock: unlockWith(held) });
    return 'restored';
  } catch (error) {
    expect(readdirSync(into).toSorted()).toEqual(['candidate.ldbackup', 'landing.lock']);
    if (error instanceof AppError) return error.code;
    throw error;
  } finally {
    rmSync(into, { recursive: true });
  }
}

describe('an encrypted copy of the schedule', () => {
  it('brings the whole shop to a new computer, and a landing starts on it', async () => {
    const into = fresh();
    expect(rescue(into, 'restore', copy, ...typed(passphrase)).answer).toMatchObject({ task: 'restore' });
    const same = ['session', 'landing'];
    expect(dumpAll(databaseOf(into), same)).toEqual(dumpAll(databaseOf(data), same));
    expect(dumpAll(databaseOf(into))['session']).toEqual([]);
    const landing = await TestLanding.start({ folder: into, demo: false });
    const owner = await landing.as('owner');
    expect(await owner.query('ordering.menu.list')).toBeTruthy();
    await landing.close();
    expect(readdirSync(into)).not.toContain('secrets.json');
  });

  it('opens without a word on the computer that made it, where its key is kept', () => {
    const again = fresh();
    cpSync(data, again, { recursive: true });
    expect(rescue(again, 'restore', copy).answer).toMatchObject({ task: 'restore', backup: { encrypted: true } });
  });

  it('says of itself that it is encrypted, and can be checked for damage by anybody', () => {
    const into = fresh();
    expect(rescue(into, 'describe', copy).answer).toMatchObject({
      backup: { encrypted: true, enterprise: expect.any(String) },
    });
    expect(rescue(into, 'check', copy).answer).toMatchObject({ sound: true });
    expect(backupsOf(data)).toEqual([]);
  });

  it('holds nothing of the shop that could be read without the passphrase', () => {
    const { start, end, header } = readOutline(copy);
    expect(() => gunzipSync(bytes.subarray(start, end))).toThrow();
    const plain = createHash('sha256');
    expect(header.database.sha256).not.toBe(plain.update(readFileSync(databaseOf(data))).digest('hex'));
  });

  it('is refused in words without the passphrase, and with a wrong one', async () => {
    const into = fresh();
    expect(rescue(into, 'restore', copy).refusal).toBe('backup_passphrase_needed');
    const wrong = rescue(into, 'restore', copy, ...typed(`${passphrase}!`));
    expect(wrong.refusal).toBe('backup_passphrase_wrong');
    expect(wrong.stderr).toContain('capitals and spaces count');
    expect(wrong.stderr).toContain('口令');
    expect(readdirSync(into)).toEqual(['landing.lock']);
    expect(await outcome(bytes, { passphrase: 'something else entirely' })).toBe('backup_passphrase_wrong');
    expect(await outcome(bytes, {})).toBe('backup_passphrase_needed');
  });

  it('asks for its passphrase at a terminal, without showing it', async () => {
    const into = fresh();
    const command = [process.execPath, program, '--data', into, 'restore', copy].map((word) => `'${word}'`).join(' ');
    const terminal = spawn('socat', ['-', `EXEC:"${command}",pty,setsid,ctty,stderr,echo=1`]);
    let shown = '';
    const ended = new Promise<void>((resolve) => terminal.once('close', () => resolve()));
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!shown.includes('口令: ') && (shown + text).includes('口令: ')) {
        // A slip of the finger, taken back.
        terminal.stdin.write(`${passphrase}x\u007f\r`);
      }
      shown += text;
    });
    await ended;
    expect(shown).toContain('Restored 已恢复');
    expect(shown).not.toContain('lantern');
    expect(shopIn(databaseOf(into)).sound).toBe(true);
  });

  it('that was damaged where its keys are told is damaged, not of another passphrase', async () => {
    const text = JSON.stringify(seal.check);
    const at = bytes.indexOf(text) + 3;
    const changed = Buffer.from(bytes);
    changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
    expect(await outcome(changed)).toBe('backup_damaged');
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('cut off after %i eighths is incomplete', async (eighths) => {
    expect(await outcome(bytes.subarray(0, Math.floor((bytes.length * eighths) / 8)))).toBe('backup_incomplete');
  });

  it('with a bit flipped in any region is refused', { timeout: 120_000 }, async () => {
    const { start, end } = readOutline(copy);
    const regions = [
      [0, 15],
      [16, start - 1],
      [start, start + 65_551],
      [start + 65_552, end - 17],
      [end - 16, end - 1],
      [end, bytes.length - 1],
    ] as const;
    for (const [min, max] of regions) {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min, max }), fc.nat(7), async (at, bit) => {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          expect(await outcome(changed)).toMatch(/^backup_(damaged|foreign|incomplete|newer)$/);
        }),
        runs(12),
      );
    }
  });

  it('changed on purpose, its own hash put right, is refused all the same', async () => {
    const { start, end, header } = readOutline(copy);
    const whole = (head: Buffer, payload: Buffer) => {
      const body = Buffer.concat([head, payload]);
      return Buffer.concat([body, encodeFoot(createHash('sha256').update(body).digest())]);
    };
    const head = bytes.subarray(0, start);
    const payload = bytes.subarray(start, end);
    expect(await outcome(whole(head, payload))).toBe('restored');
    const flipped = Buffer.from(payload);
    flipped[70_000] = (flipped[70_000] ?? 0) ^ 1;
    expect(await outcome(whole(head, flipped))).toBe('backup_damaged');
    const chunk = 65_552;
    expect(await outcome(whole(head, payload.subarray(0, chunk)))).toBe('backup_damaged');
    const swapped = Buffer.concat([
      payload.subarray(chunk, 2 * chunk),
      payload.subarray(0, chunk),
      payload.subarray(2 * chunk),
    ]);
    expect(await outcome(whole(head, swapped))).toBe('backup_damaged');
    // A header that lies: who, when, how large.
    expect(await outcome(whole(encodeHead({ ...header, madeAt: header.madeAt + 1 }), payload))).toBe('backup_damaged');
    expect(await outcome(whole(encodeHead({ ...header, enterprise: 'Another shop' }), payload))).toBe('backup_damaged');
    // The seal taken off: what is left is no database.
    expect(await outcome(whole(encodeHead({ ...header, encryption: null }), payload))).toBe('backup_damaged');
  });

  it('can be opened by its description alone (docs/decisions/0028)', async () => {
    const length = bytes.readUInt32BE(12);
    const header = JSON.parse(bytes.subarray(16, 16 + length).toString()) as {
      database: { sha256: string };
      encryption: Record<'salt' | 'noncePrefix', string> & { kdf: Record<string, number> & { salt: string } };
    };
    const { kdf, salt, noncePrefix } = header.encryption;
    const stretched = await argon2id({
      password: passphrase,
      salt: Buffer.from(kdf.salt, 'base64'),
      memorySize: kdf['memoryKiB'] ?? 0,
      iterations: kdf['iterations'] ?? 0,
      parallelism: kdf['parallelism'] ?? 0,
      hashLength: 32,
      outputType: 'binary',
    });
    const sub = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', stretched, Buffer.from(salt, 'base64'), `landing-desk backup 1/${purpose}`, 32));
    const bound = createHash('sha256')
      .update(bytes.subarray(0, 16 + length))
      .digest();
    const payload = bytes.subarray(16 + length, -40);
    const pieces: Buffer[] = [];
    for (let at = 0, number = 0; at < payload.length; at += 65_552, number++) {
      const piece = payload.subarray(at, at + 65_552);
      const nonce = Buffer.concat([Buffer.from(noncePrefix, 'base64'), Buffer.alloc(5)]);
      nonce.writeUInt32BE(number, 7);
      nonce[11] = at + 65_552 >= payload.length ? 1 : 0;
      const decipher = createDecipheriv('aes-256-gcm', sub('payload'), nonce);
      decipher.setAAD(bound);
      decipher.setAuthTag(piece.subarray(-16));
      pieces.push(decipher.update(piece.subarray(0, -16)), decipher.final());
    }
    const database = gunzipSync(Buffer.concat(pieces));
    expect(database.subarray(0, 15).toString()).toBe('SQLite format 3');
    expect(createHmac('sha256', sub('digest')).update(database).digest('hex')).toBe(header.database.sha256);
  });
});

describe('a backup of an earlier version, which knew no passphrases', () => {
  it('is restored as ever', () => {
    const into = fresh();
    expect(rescue(into, 'restore', older).answer).toMatchObject({ backup: { app: '0.1.0', encrypted: false } });
    expect(shopIn(databaseOf(into))).toEqual({ name: 'Jade Garden', events: 40, sound: true });
  });
});

describe('a backup made by the rescue program', () => {
  it('is encrypted with the passphrase that is given, or with the landing’s own', async () => {
    const given = join(folder.path, 'given.ldbackup');
    rescue(data, 'backup', '--to', given, ...typed('another good passphrase'));
    expect(await outcome(readFileSync(given), { passphrase: 'another good passphrase' })).toBe('restored');
    expect(await outcome(readFileSync(given), { passphrase })).toBe('backup_passphrase_wrong');
    const own = join(folder.path, 'own.ldbackup');
    expect(rescue(data, 'backup', '--to', own).answer).toMatchObject({ encrypted: true, meant: true });
    expect(await outcome(readFileSync(own))).toBe('restored');
    expect(readdirSync(join(data, 'backups'))).toEqual([]);
  });

  it('says so where it should be encrypted and cannot be', () => {
    const keyless = fresh();
    cpSync(data, keyless, { recursive: true });
    rmSync(join(keyless, 'secret.key'));
    const made = rescue(keyless, 'backup', '--to', join(folder.path, 'open.ldbackup'));
    expect(made.answer).toMatchObject({ encrypted: false, meant: true });
  });
});
