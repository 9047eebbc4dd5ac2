import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { migrationsFolder } from '#main/paths.ts';
import { readOutline } from '#main/store/backup/format.ts';
import { stretch, unlockWith } from '#main/store/backup/keys.ts';
import { readBackup } from '#main/store/backup/read.ts';
import { readMigrations } from '#main/store/migrate.ts';
import { ConsoleClient } from '#tests/support/api.ts';
import { backupState, backupsSettled, halfADayOff } from '#tests/support/backups.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { randomFrom } from '#tests/support/random.ts';
import { databaseOf } from '#tests/support/shop.ts';

const kills = Math.ceil(Number(process.env['LANDING_KILLS'] ?? 100) / 10);
const seed = Number(process.env['LANDING_SEED'] ?? Date.now() % 1_000_000);
const passphrase = 'lantern over quiet water';
const folder = tempFolder();
afterAll(() => folder.remove());

it(`kill -9 ${kills} times while a scheduled copy is written: those before it stay good, and nothing half-made is left (LANDING_SEED=${seed})`, {
  timeout: 15 * 60_000,
}, async () => {
  const random = randomFrom(seed);
  const data = join(folder.path, 'data');
  const stick = join(folder.path, 'stick');
  let landing = await LandingProcess.start(data);
  let owner = await new ConsoleClient(landing.ready.consoleUrl).login('owner', ownerPassword(landing));
  await owner.mutate('backup.setPassphrase', { passphrase });
  expect(await landing.stop()).toBe(0);
  // Large enough that a copy takes its time in every step.
  const connection = new Database(databaseOf(data));
  const insert = connection.prepare('INSERT INTO picture (id, unused_since, small, large) VALUES (?, NULL, ?, ?)');
  for (let n = 0; n < 40; n++) insert.run(`filler-${n}`, Buffer.from('x'), randomBytes(500_000));
  connection.close();

  const start = async () => {
    landing = await LandingProcess.start(data);
    owner = await new ConsoleClient(landing.ready.consoleUrl).login('owner', ownerPassword(landing));
  };
  await start();
  await owner.mutate('backup.plan', { plan: { folder: stick, times: halfADayOff() } });
  const began = Date.now();
  const first = await backupsSettled(owner);
  const took = Date.now() - began;
  expect(first.schedule).toMatchObject({ failure: null });

  let halfMade = 0;
  // And on until one of them fell into the writing, which may go faster than the first time.
  for (let round = 0; round < kills || halfMade === 0; round++) {
    const before = await backupState(owner);
    await owner.mutate('backup.copyNow');
    await wait(random() * took * 1.2);
    await landing.kill();
    const left = readdirSync(stick);
    halfMade += left.filter((name) => name.endsWith('.part')).length;
    const whole = left.filter((name) => !name.endsWith('.part')).map((name) => join(stick, name));
    for (const file of whole) await requireGood(file);
    // One as new as what was acknowledged is there; the kill may have come between the new copy and that being noted.
    const newest = Math.max(...whole.map((file) => readOutline(file).header.madeAt));
    expect(newest).toBeGreaterThanOrEqual(before.schedule.lastGood?.at ?? 0);
    await start();
    expect((await backupState(owner)).schedule.failure).toBeNull();
  }
  expect(halfMade).toBeGreaterThan(0);

  await owner.mutate('backup.copyNow');
  const { schedule } = await backupsSettled(owner);
  expect(schedule.failure).toBeNull();
  expect(readdirSync(stick).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(readdirSync(join(data, 'backups'))).toEqual([]);
  await requireGood(join(stick, schedule.lastGood?.name ?? ''));
  expect(await landing.stop()).toBe(0);
});

function ownerPassword({ ready }: LandingProcess): string {
  return ready.accounts.find(({ username }) => username === 'owner')?.password ?? '';
}

/** Bytes of copies that were good. */
const known = new Set<string>();

/** Opens a copy as a restore would, with what a person would type; one that was good and is the same to the bit, once. */
async function requireGood(file: string): Promise<void> {
  const bytes = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (known.has(bytes)) return;
  const { encryption } = readOutline(file).header;
  if (!encryption) throw new Error('the copy is not encrypted');
  const key = await stretch(passphrase, encryption.kdf);
  const staging = join(folder.path, `staging-${Math.random()}.db`);
  await readBackup(file, staging, { migrations: readMigrations(migrationsFolder), unlock: unlockWith({ key }) });
  rmSync(staging);
  known.add(bytes);
}
