import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOutline } from '#main/store/backup/format.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { type BackupState, backupState, backupsSettled, type ListedCopy, mountDisk } from '#tests/support/backups.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { TestSupervisor } from '#tests/support/secrets.ts';

const hour = 3_600_000;
const day = 24 * hour;
const passphrase = 'lantern over quiet water';

let folder: ReturnType<typeof tempFolder>;
let data: string;
let stick: string;
let clock: Clock;
let landing: TestLanding;
let owner: ConsoleClient;

/** The sample restaurant, made once. */
const template = tempFolder();
beforeAll(async () => {
  const first = await TestLanding.start({ folder: template.path });
  await first.close();
});
afterAll(() => template.remove());

const start = async () => {
  landing = await TestLanding.start({ folder: data, now: clock.now, demo: false });
  owner = await landing.as('owner');
};

beforeEach(async () => {
  folder = tempFolder();
  data = join(folder.path, 'data');
  stick = join(folder.path, 'stick');
  clock = new Clock('2026-11-20T10:00:00+08:00');
  cpSync(template.path, data, { recursive: true });
  await start();
});
afterEach(async () => {
  await landing.close();
  folder.remove();
});

const daily = { kind: 'daily', hour: 4 } as const;
const plan = (times: object = daily, into = stick) => owner.mutate('backup.plan', { plan: { folder: into, times } });
const planned = async (times: object = daily, into = stick): Promise<BackupState> => {
  await plan(times, into);
  return backupsSettled(owner);
};
/** What the landing does by itself every few seconds. */
const tick = async (): Promise<BackupState> => {
  landing.landing.backups.tick();
  return backupsSettled(owner);
};
const copies = () => owner.query<ListedCopy[]>('backup.copies');
const files = (path = stick) => readdirSync(path).toSorted();
const codeOf = async (path: string, input?: unknown) => (await owner.call(path, input, 'POST')).problem?.code;

describe('a schedule', () => {
  it('makes its first copy at once, then each day at the house’s hour, and says how it stands', async () => {
    const first = await planned();
    expect(first).toMatchObject({
      failure: null,
      passphrase: 'none',
      warnings: ['same_disk'],
      schedule: { failure: null, lastGood: { at: clock.now() }, nextAt: Date.parse('2026-11-21T04:00:00+08:00') },
    });
    expect(files()).toEqual([first.schedule.lastGood?.name]);
    expect((await tick()).schedule.lastGood).toEqual(first.schedule.lastGood);
    clock.set('2026-11-21T03:59:59+08:00');
    expect((await tick()).schedule.lastGood).toEqual(first.schedule.lastGood);
    clock.set('2026-11-21T04:00:05+08:00');
    expect((await tick()).schedule).toMatchObject({
      lastGood: { at: clock.now() },
      nextAt: Date.parse('2026-11-22T04:00:00+08:00'),
    });
    expect(await copies()).toMatchObject([
      { own: true, broken: false, encrypted: false, checked: { found: 'good' } },
      { own: true, broken: false, encrypted: false, checked: { found: 'good' } },
    ]);
    expect(readdirSync(join(data, 'backups'))).toEqual([]);
  });

  it('every few hours counts from the last good copy', async () => {
    await planned({ kind: 'every', hours: 6 });
    clock.advance(6 * hour - 1);
    expect((await tick()).schedule.lastGood?.at).toBeLessThan(clock.now());
    clock.advance(1);
    expect((await tick()).schedule.lastGood?.at).toBe(clock.now());
  });

  it('catches up what was missed while the computer was off, once', async () => {
    await planned();
    await landing.close();
    clock.advance(5 * day);
    await start();
    expect((await backupState(owner)).warnings).toContain('stale');
    const after = await tick();
    expect(after.schedule.lastGood?.at).toBe(clock.now());
    expect(after.warnings).not.toContain('stale');
    await tick();
    expect(files()).toHaveLength(2);
  });

  it('keeps its copies in rotation, and never touches a file that is not its own', async () => {
    mkdirSync(stick);
    writeFileSync(join(stick, 'holiday.jpg'), 'me');
    writeFileSync(join(stick, 'landing-desk-auto-2020-01-01-00-00-00-deadbeef.ldbackup'), 'another shop’s');
    const first = await planned();
    const mine = 'landing-desk-2026-01-01-00-00-00.ldbackup';
    writeFileSync(join(stick, mine), readFileSync(join(stick, first.schedule.lastGood?.name ?? '')));
    for (let n = 0; n < 12; n++) {
      clock.advance(day);
      await tick();
    }
    const kept = files().filter((name) => name.includes('-auto-2026'));
    expect(kept.length).toBeGreaterThanOrEqual(7);
    expect(kept.length).toBeLessThanOrEqual(9);
    expect(files()).toEqual(
      expect.arrayContaining([
        'holiday.jpg',
        'landing-desk-auto-2020-01-01-00-00-00-deadbeef.ldbackup',
        mine,
        (await backupState(owner)).schedule.lastGood?.name,
      ]),
    );
    expect((await copies()).filter(({ own }) => !own).map(({ name }) => name)).toEqual([mine]);
  }, 120_000);

  it('can be ended; its copies stay', async () => {
    const { schedule } = await planned();
    await owner.mutate('backup.plan', { plan: null });
    clock.advance(3 * day);
    expect((await tick()).schedule).toMatchObject({ plan: null, nextAt: null });
    expect(files()).toEqual([schedule.lastGood?.name]);
    expect(await codeOf('backup.copyNow')).toBe('backup_no_schedule');
  });

  it('tidies what it left half-made itself, and only that', async () => {
    const { schedule } = await planned();
    const own = `${schedule.lastGood?.name.replace('2026-11-20', '2026-11-19')}.part`;
    const others = 'landing-desk-auto-2026-11-19-02-00-00-deadbeef.ldbackup.part';
    for (const name of [own, others, 'thesis.part']) writeFileSync(join(stick, name), 'half');
    await owner.mutate('backup.copyNow');
    await backupsSettled(owner);
    expect(files().filter((name) => name.endsWith('.part'))).toEqual([others, 'thesis.part']);
  });

  it('that is stopped by a person is not begun again in the same breath', async () => {
    await plan();
    await owner.mutate('backup.cancel');
    const stopped = await backupsSettled(owner);
    if (stopped.schedule.lastGood === null) {
      expect(stopped.schedule.failure).toMatchObject({ code: 'backup_cancelled' });
      expect(files()).toEqual([]);
      expect((await tick()).schedule.lastGood).toBeNull();
      clock.advance(hour);
    }
    expect((await tick()).schedule.lastGood).not.toBeNull();
  });

  it('goes on after its own record was spoilt: that is put aside, and nothing is written readable', async () => {
    await planned();
    await landing.close();
    writeFileSync(join(data, 'backup.json'), '{"version":1,"plan":');
    await start();
    const spoilt = await backupState(owner);
    expect(spoilt).toMatchObject({ passphrase: 'away', schedule: { plan: null } });
    expect(await codeOf('backup.make')).toBe('backup_passphrase_away');
    expect(readdirSync(data).some((name) => /^backup\.json\.\d+$/.test(name))).toBe(true);
    await owner.mutate('backup.removePassphrase');
    expect((await planned()).schedule.lastGood).not.toBeNull();
  });
});

describe('a folder for copies', () => {
  it.each([
    ['backups', 'backup_folder_not_whole'],
    ['/mnt/landing-desk-test-none/backups', 'backup_disk_missing'],
    ['/mnt/landing-desk-test-none', 'backup_disk_missing'],
    ['/media/nobody/USB/backups', 'backup_disk_missing'],
  ])('%s is refused: %s, and nothing is made', async (into, code) => {
    expect(await codeOf('backup.plan', { plan: { folder: into, times: daily } })).toBe(code);
    expect(existsSync('/mnt/landing-desk-test-none')).toBe(false);
    expect(existsSync('/media/nobody')).toBe(false);
    expect((await backupState(owner)).schedule.plan).toBeNull();
  });

  it('within the data is refused, also behind a link', async () => {
    for (const into of [data, join(data, 'backups'), join(data, 'x', 'y')]) {
      expect(await codeOf('backup.plan', { plan: { folder: into, times: daily } })).toBe('backup_folder_in_data');
    }
    execFileSync('ln', ['-s', data, join(folder.path, 'link')]);
    const behind = join(folder.path, 'link', 'copies');
    expect(await codeOf('backup.plan', { plan: { folder: behind, times: daily } })).toBe('backup_folder_in_data');
  });

  it('on a disk that is taken out is not made in its place; the copy is made when the disk is back', async (context) => {
    const disk = join(folder.path, 'usb');
    const takeOut = mountDisk(disk);
    if (!takeOut) return context.skip('making a small file system needs root');
    const into = join(disk, 'backups');
    expect((await planned(daily, into)).warnings).toEqual([]);
    takeOut();
    clock.advance(day);
    const missed = await tick();
    expect(missed.schedule.failure).toMatchObject({ code: 'backup_disk_missing', at: clock.now() });
    expect(missed.schedule.failure?.text).toContain(into);
    expect(readdirSync(disk)).toEqual([]);
    expect((await owner.call('backup.copies', undefined, 'GET')).problem?.code).toBe('backup_disk_missing');
    const missedAt = clock.now();
    clock.advance(90_000);
    expect((await tick()).schedule.failure?.at).toBe(missedAt);
    const again = mountDisk(disk);
    try {
      clock.advance(90_000);
      const made = await tick();
      expect(made.schedule).toMatchObject({ failure: null, lastGood: { at: clock.now() } });
      expect(files(into)).toHaveLength(1);
    } finally {
      again?.();
    }
  });

  it('on a full disk, and on one that is write-protected, gets nothing, in words; the copies there stay', async (context) => {
    const disk = join(folder.path, 'usb');
    const takeOut = mountDisk(disk, 'size=6m');
    if (!takeOut) return context.skip('making a small file system needs root');
    try {
      const { schedule } = await planned({ kind: 'every', hours: 1 }, disk);
      writeFileSync(join(disk, 'film.mov'), Buffer.alloc(5_000_000 - (schedule.lastGood?.size ?? 0)));
      clock.advance(hour);
      const full = await tick();
      expect(full.schedule.failure).toMatchObject({ code: 'backup_no_room' });
      expect(full.schedule.failure?.text).toContain('MB');
      expect(files(disk)).toEqual(['film.mov', schedule.lastGood?.name]);
      rmSync(join(disk, 'film.mov'));
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      clock.advance(hour);
      const locked = await tick();
      expect(locked.schedule.failure).toMatchObject({ code: 'backup_read_only' });
      expect(files(disk)).toEqual([schedule.lastGood?.name]);
      expect((await landing.as('counter')).token).toBeTruthy();
    } finally {
      takeOut();
    }
  });
});

describe('copies that are looked through again', () => {
  it('are good, damaged, or whole but of another passphrase', async () => {
    await planned({ kind: 'every', hours: 1 });
    await owner.mutate('backup.setPassphrase', { passphrase: 'the first of two phrases' });
    for (const _ of [1, 2]) {
      clock.advance(2 * day);
      await tick();
    }
    await owner.mutate('backup.setPassphrase', { passphrase });
    for (const _ of [1, 2, 3]) {
      clock.advance(2 * day);
      await tick();
    }
    const [newest, flipped, cut] = (await copies()).map(({ name }) => name);
    const bytes = readFileSync(join(stick, flipped ?? ''));
    bytes[bytes.length - 5_000] = (bytes[bytes.length - 5_000] ?? 0) ^ 1;
    writeFileSync(join(stick, flipped ?? ''), bytes);
    truncateSync(join(stick, cut ?? ''), 10_000);
    await owner.mutate('backup.check');
    expect((await backupsSettled(owner)).failure).toBeNull();
    const found = Object.fromEntries((await copies()).map(({ name, checked }) => [name, checked?.found]));
    expect(Object.values(found).toSorted()).toEqual(['damaged', 'damaged', 'good', 'good', 'unopened', 'unopened']);
    expect(found[newest ?? '']).toBe('good');
    expect(found[flipped ?? '']).toBe('damaged');
    // What is damaged stands in nobody's place, and is left for a person.
    clock.advance(2 * day);
    await tick();
    expect(files()).toContain(flipped);
    expect(readdirSync(join(data, 'backups'))).toEqual([]);
  });
});

describe('the passphrase', () => {
  it('encrypts what is made from then on, by hand too, and is kept nowhere', async () => {
    await owner.mutate('backup.setPassphrase', { passphrase });
    expect((await planned()).passphrase).toBe('set');
    await owner.mutate('backup.make');
    const { last, schedule } = await backupsSettled(owner);
    for (const file of [join(data, 'backups', last?.name ?? ''), join(stick, schedule.lastGood?.name ?? '')]) {
      expect(readOutline(file).header.encryption).toMatchObject({ kdf: { name: 'argon2id', memoryKiB: 65_536 } });
      const text = readFileSync(file, 'latin1');
      expect(text).not.toContain(passphrase);
    }
    const everything = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of everything) {
      expect(readFileSync(join(entry.parentPath, entry.name), 'latin1'), entry.name).not.toContain(passphrase);
    }
    await landing.close();
    await start();
    expect((await backupState(owner)).passphrase).toBe('set');
  });

  it('that is weak is refused; one that is removed encrypts nothing any more', async () => {
    expect(await codeOf('backup.setPassphrase', { passphrase: 'short' })).toBe('passphrase_too_short');
    expect(await codeOf('backup.setPassphrase', { passphrase: 'password12345' })).toBe('password_too_common');
    expect((await backupState(owner)).passphrase).toBe('none');
    await owner.mutate('backup.setPassphrase', { passphrase });
    await owner.mutate('backup.removePassphrase');
    const { passphrase: standing, schedule } = await planned();
    expect(standing).toBe('none');
    expect(readOutline(join(stick, schedule.lastGood?.name ?? '')).header.encryption).toBeNull();
  });

  it('whose key cannot be reached lets nothing be written readable in its place', async () => {
    await owner.mutate('backup.setPassphrase', { passphrase });
    await planned();
    const before = files();
    await landing.close();
    const supervisor = new TestSupervisor(() => ({ withheld: 'locked' }));
    landing = await landing.restart({ keySupervisor: supervisor });
    owner = await landing.as('owner');
    clock.advance(day);
    const away = await tick();
    expect(away).toMatchObject({ passphrase: 'away', schedule: { failure: { code: 'backup_passphrase_away' } } });
    expect(await codeOf('backup.make')).toBe('backup_passphrase_away');
    expect(await codeOf('backup.copyNow')).toBe('backup_passphrase_away');
    expect(await codeOf('backup.setPassphrase', { passphrase })).toBe('backup_passphrase_not_kept');
    expect(files()).toEqual(before);
    expect(readdirSync(join(data, 'backups'))).toEqual([]);
  });

  it('is none of other people’s business', async () => {
    const counter = await landing.as('counter');
    for (const [path, input] of [
      ['backup.setPassphrase', { passphrase }],
      ['backup.removePassphrase', undefined],
      ['backup.plan', { plan: null }],
      ['backup.copyNow', undefined],
      ['backup.check', undefined],
    ] as const) {
      expect((await counter.call(path, input, 'POST')).problem?.code, path).toBe('permission_denied');
    }
    await backupsSettled(owner);
  });
});
