import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrationsFolder } from '#main/paths.ts';
import { salvageRooms } from '#main/recovery.ts';
import type { StartupError } from '#main/startup-error.ts';
import { readBackup } from '#main/store/backup/read.ts';
import { openDatabase } from '#main/store/database.ts';
import { readMigrations } from '#main/store/migrate.ts';
import { parseRescueLine, type Recovery } from '#shared/desktop/rescue.ts';
import { backupsSettled, dumpAll, halfADayOff } from '#tests/support/backups.ts';
import { Evening, type EveningStep, eveningStep } from '#tests/support/evening.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { programs } from '#tests/support/programs.ts';
import { databaseOf, leavesOf, shopIn, sizeOf, wreckPages } from '#tests/support/shop.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const program = programs.rescue;
/** Fixed: the evening must have merged tabs in it, and enough facts for several pages. */
const seed = 20_261_120;
const projections = [
  ...['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'stock', 'shift', 'cash_move'],
  ...['sale', 'sale_line', 'sale_tax', 'sale_return', 'sale_discount', 'sale_void'],
];

interface Fact {
  readonly position: number;
  readonly id: string;
  readonly stream_id: string;
  readonly seq: number;
}

/** A shop whose schedule made a copy in the middle of an evening; made once. */
const template = tempFolder();
let facts: Fact[];
let atCopy: number;
let pageSize: number;
let before: ReturnType<typeof dumpAll>;

beforeAll(async () => {
  const data = join(template.path, 'data');
  const landing = await TestLanding.start({ folder: data });
  const actor = await landing.owner();
  const evening = new Evening(landing, [actor]);
  const steps = fc.sample(fc.array(eveningStep, { minLength: 260, maxLength: 260 }), { numRuns: 2, seed }) as [
    EveningStep[],
    EveningStep[],
  ];
  for (const step of steps[0]) await evening.play(step);
  const owner = await landing.as('owner');
  await owner.mutate('backup.plan', {
    plan: { folder: join(template.path, 'stick'), times: halfADayOff() },
  });
  expect((await backupsSettled(owner)).schedule.failure).toBeNull();
  atCopy = landing.landing.opened.store.events.lastPosition();
  for (const step of steps[1]) await evening.play(step);
  await landing.close();
  facts = factsIn(databaseOf(data));
  before = dumpAll(databaseOf(data));
  const connection = new Database(databaseOf(data));
  pageSize = Number(connection.pragma('page_size', { simple: true }));
  // Everything in the file itself, and as a landing leaves it that was killed.
  connection.pragma('journal_mode = DELETE');
  connection.pragma('journal_mode = WAL');
  connection.close();
  writeFileSync(join(data, 'running'), '1\n');
}, 120_000);
afterAll(() => template.remove());

let folder: ReturnType<typeof tempFolder>;
let data: string;
let stick: string;
beforeEach(() => {
  folder = tempFolder();
  data = join(folder.path, 'data');
  stick = join(folder.path, 'stick');
  cpSync(template.path, folder.path, { recursive: true });
  const schedule = readFileSync(join(data, 'backup.json'), 'utf8');
  writeFileSync(join(data, 'backup.json'), schedule.replaceAll(template.path, folder.path));
});
afterEach(() => folder.remove());

function factsIn(file: string): Fact[] {
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare<[], Fact>('SELECT position, id, stream_id, seq FROM event ORDER BY position').all();
  } finally {
    connection.close();
  }
}

/** Runs the real rescue program. */
function rescue(...args: string[]) {
  const run = spawnSync(process.execPath, [program, '--data', data, '--json', ...args], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').flatMap((line) => parseRescueLine(line) ?? []);
  const answer = lines.flatMap((line) => ('answer' in line ? line.answer : []))[0];
  const refusal = lines.flatMap((line) => ('refused' in line ? line.refused.code : []))[0];
  return { answer, refusal, stderr: run.stderr };
}

function recover(...args: string[]): Recovery {
  const { answer, refusal, stderr } = rescue('recover', ...args);
  if (answer?.task !== 'recover') throw new Error(`${refusal}: ${stderr}`);
  return answer.recovery;
}

const copyInStick = () => join(stick, readdirSync(stick).find((name) => name.endsWith('.ldbackup')) ?? '');
/** Pages of a table whose rows came after the copy. */
const lateLeaves = () => {
  const leaves = leavesOf(databaseOf(data), 'event');
  return leaves.slice(Math.ceil((leaves.length * atCopy) / facts.length) + 1);
};
const wreck = (pages: readonly number[]) => wreckPages(databaseOf(data), pages, pageSize);

/** Starts a landing on what was recovered; everything it projects is what its facts say, and the house goes on. */
async function goesOn(): Promise<void> {
  const landing = await TestLanding.start({ folder: data, demo: false });
  try {
    const { connection } = landing.landing.opened;
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    const dump = () => projections.map((table) => connection.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
    const projected = dump();
    await landing.landing.ordering.rebuildProjections();
    expect(dump()).toEqual(projected);
    const counter = await landing.as('counter');
    const { id: tabId } = await counter.mutate<{ id: string }>('ordering.tabs.openTakeAway', {});
    const item = landing.landing.ordering.menu
      .records()
      .items.find(({ optionGroupIds, dayparts, soldOut }) => !soldOut && optionGroupIds.length + dayparts.length === 0);
    await counter.mutate('ordering.orders.place', {
      tabId,
      lines: [{ itemId: item?.id, quantity: 1, options: [] }],
      idempotencyKey: 'after-the-damage',
    });
  } finally {
    await landing.close();
  }
}

describe('a damaged database', () => {
  it('is refused at the start, recovered whole where only another table is damaged, and kept', async () => {
    wreck(leavesOf(databaseOf(data), 'picture').slice(0, 2));
    const damaged = readFileSync(databaseOf(data));
    await expect(TestLanding.start({ folder: data, demo: false })).rejects.toThrow(
      expect.objectContaining({ reason: 'database_corrupt' }) as StartupError,
    );
    const recovery = recover();
    expect(recovery).toMatchObject({
      skipped: [],
      backup: { kind: 'backup', file: copyInStick() },
      facts: { returned: facts.length - atCopy, unfit: 0, unreadable: 0, readable: true },
    });
    expect(readFileSync(join(recovery.quarantine, 'landing.db')).equals(damaged)).toBe(true);
    expect(factsIn(databaseOf(data))).toEqual(facts);
    const after = dumpAll(databaseOf(data));
    for (const table of [...projections, 'event']) expect([table, after[table]]).toEqual([table, before[table]]);
    expect(after['session']).toEqual([]);
    expect(after['landing']).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'restored' })]));
    expect(after['print_cursor']).toEqual(
      (before['print_cursor'] ?? []).map((row) => ({ ...(row as object), position: facts.length })),
    );
    await goesOn();
    // A technician can still get at it: the damaged one comes back as it was.
    expect(rescue('undo-restore').answer).toMatchObject({ task: 'undo-restore' });
    expect(readFileSync(databaseOf(data)).equals(damaged)).toBe(true);
  }, 90_000);

  it('whose newest facts are damaged gives back, of each stream, what comes before the damage', async () => {
    const leaves = lateLeaves();
    expect(leaves.length).toBeGreaterThan(6);
    wreck(leaves.slice(-3));
    const recovery = recover();
    const now = factsIn(databaseOf(data));
    expect(recovery.facts.returned).toBe(now.length - atCopy);
    expect(recovery.facts.returned).toBeGreaterThan(0);
    const { returned, unfit, unreadable } = recovery.facts;
    expect(returned + unfit + unreadable).toBe(facts.length - atCopy);
    expect(unreadable).toBeGreaterThan(0);
    expect(now.map(({ id }) => id)).toEqual(facts.slice(0, now.length).map(({ id }) => id));
    await goesOn();
  }, 90_000);

  it('with damage in the middle goes on with the streams that have no gap, and with no half of anything', async () => {
    const leaves = lateLeaves();
    wreck(leaves.slice(1, 3));
    const { facts: came } = recover();
    expect(came.unreadable).toBeGreaterThan(0);
    expect(came.unfit).toBeGreaterThan(0);
    expect(came.returned).toBeGreaterThan(0);
    expect(came.returned + came.unfit + came.unreadable).toBe(facts.length - atCopy);
    const now = factsIn(databaseOf(data));
    const original = new Map(facts.map((fact) => [fact.id, fact]));
    const seen = new Map<string, number>();
    for (const { id, stream_id, seq } of now) {
      expect(original.get(id)).toMatchObject({ stream_id, seq });
      expect(seq).toBe((seen.get(stream_id) ?? 0) + 1);
      seen.set(stream_id, seq);
    }
    // Later than the damage, too.
    const lost = facts.filter(({ id }) => !now.some((fact) => fact.id === id)).map(({ position }) => position);
    expect(now.filter(({ id }) => (original.get(id)?.position ?? 0) > Math.min(...lost)).length).toBeGreaterThan(0);
    await goesOn();
  }, 90_000);

  it('that cannot be opened at all gives back the copy', async () => {
    wreck([1]);
    expect(recover().facts).toEqual({ returned: 0, unfit: 0, unreadable: 0, until: null, readable: false });
    expect(factsIn(databaseOf(data))).toEqual(facts.slice(0, atCopy));
    await goesOn();
  }, 90_000);

  it('cut off by half, and one that was overwritten with zeros, likewise', async () => {
    truncateSync(databaseOf(data), Math.floor(sizeOf(databaseOf(data)) / 2));
    recover();
    await goesOn();
    writeFileSync(databaseOf(data), Buffer.alloc(100_000));
    recover();
    await goesOn();
  }, 90_000);

  it('with facts that are only in its log gives them back', async () => {
    const landing = await TestLanding.start({ folder: data, demo: false });
    const counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.openTakeAway', {});
    const log = readFileSync(`${databaseOf(data)}-wal`);
    const file = readFileSync(databaseOf(data));
    await landing.close();
    writeFileSync(databaseOf(data), file);
    writeFileSync(`${databaseOf(data)}-wal`, log);
    wreck(leavesOf(databaseOf(data), 'picture').slice(0, 2));
    writeFileSync(`${databaseOf(data)}-wal`, log);
    expect(recover().facts.returned).toBeGreaterThan(facts.length - atCopy);
    await goesOn();
  }, 90_000);
});

describe('whatever facts are gone', () => {
  it('property: those that come back are a true beginning of each stream, and every move has both its sides', {
    timeout: timeLimit(90_000),
  }, async () => {
    const later = facts.slice(atCopy).map(({ position }) => position);
    const unpacked = join(folder.path, 'unpacked.db');
    await readBackup(copyInStick(), unpacked, { migrations: readMigrations(migrationsFolder) });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.subarray(later, { minLength: 1, maxLength: 40 }), async (gone) => {
        count += 1;
        const [from, into] = ['from', 'into'].map((name) => join(folder.path, `${name}-${count}.db`)) as [
          string,
          string,
        ];
        cpSync(databaseOf(data), from);
        cpSync(unpacked, into);
        const damaged = openDatabase(from);
        damaged.exec(`DELETE FROM event WHERE position IN (${gone.join(', ')})`);
        const recovered = openDatabase(into);
        const { facts: came, changes } = await salvageRooms(damaged, recovered, {});
        expect(changes).toBeNull();
        const { returned, unfit } = came;
        expect(returned + unfit).toBe(later.length - gone.length);
        const rows = recovered
          .prepare<[], { id: string; stream_id: string; seq: number; type: string }>(
            'SELECT id, stream_id, seq, type FROM event ORDER BY position',
          )
          .all();
        const seen = new Map<string, number>();
        for (const { stream_id, seq } of rows) {
          expect(seq).toBe((seen.get(stream_id) ?? 0) + 1);
          seen.set(stream_id, seq);
        }
        const many = (type: string) => rows.filter((row) => row.type === type).length;
        expect(many('tab.merged')).toBe(many('tab.merged_into'));
        expect(many('orders.joined')).toBe(many('orders.left'));
        damaged.close();
        recovered.close();
        for (const file of [from, into]) rmSync(file);
      }),
      runs(8),
    );
  });

  it('a merged tab of which one side is gone is as if it had not been merged', async () => {
    const [from, into] = [join(folder.path, 'from.db'), join(folder.path, 'into.db')];
    const unpacked = join(folder.path, 'unpacked.db');
    await readBackup(copyInStick(), unpacked, { migrations: readMigrations(migrationsFolder) });
    cpSync(databaseOf(data), from);
    cpSync(unpacked, into);
    const damaged = openDatabase(from);
    const pair = damaged
      .prepare<[number], { position: number; type: string; stream_id: string }>(
        `SELECT position, type, stream_id FROM event
         WHERE type IN ('tab.merged', 'tab.merged_into') AND position > ? ORDER BY position LIMIT 2`,
      )
      .all(atCopy);
    expect(pair.map(({ type }) => type)).toEqual(['tab.merged_into', 'tab.merged']);
    damaged.prepare('DELETE FROM event WHERE position = ?').run(pair[0]?.position);
    const recovered = openDatabase(into);
    await salvageRooms(damaged, recovered, {});
    const last = recovered.prepare<[string], string>(
      'SELECT type FROM event WHERE stream_id = ? ORDER BY seq DESC LIMIT 1',
    );
    for (const { stream_id } of pair) expect(last.pluck().get(stream_id)).not.toMatch(/merged/);
    damaged.close();
    recovered.close();
  });
});

describe('the copy that is gone back to', () => {
  const damage = () => wreck(leavesOf(databaseOf(data), 'picture').slice(0, 2));

  it('is the newest good one; damaged ones before it are passed over and named', async () => {
    damage();
    const good = copyInStick();
    const newer = join(data, 'backups', 'landing-desk-2099-01-01-00-00-00.ldbackup');
    mkdirSync(join(data, 'backups'), { recursive: true });
    const bytes = readFileSync(good);
    bytes[bytes.length - 5_000] = (bytes[bytes.length - 5_000] ?? 0) ^ 1;
    writeFileSync(newer, bytes);
    const second = join(stick, `${'x'}.ldbackup`);
    cpSync(good, second);
    const { skipped, facts: came } = recover();
    expect(skipped).toEqual(['landing-desk-2099-01-01-00-00-00.ldbackup']);
    expect(came.returned).toBe(facts.length - atCopy);
  });

  it('is never another shop’s, nor what somebody had put aside', async () => {
    damage();
    const own = copyInStick();
    const other = join(folder.path, 'other');
    const stranger = await TestLanding.start({ folder: other });
    await stranger.close();
    rmSync(join(other, 'running'), { force: true });
    const file = join(stick, 'landing-desk-2099-01-01-00-00-00.ldbackup');
    spawnSync(process.execPath, [program, '--data', other, 'backup', '--to', file]);
    expect(existsSync(file)).toBe(true);
    expect(recover().backup.file).toBe(own);
    expect(shopIn(databaseOf(data)).events).toBe(facts.length);
  }, 90_000);

  it('is needed: without one nothing is touched', async () => {
    damage();
    renameSync(stick, join(folder.path, 'gone'));
    const files = readdirSync(data);
    const damaged = readFileSync(databaseOf(data));
    expect(rescue('recover').refusal).toBe('recover_no_copy');
    const besides = /^landing\.(db-wal|db-shm|lock)$/;
    expect(readdirSync(data).filter((name) => !besides.test(name))).toEqual(
      files.filter((name) => !besides.test(name)),
    );
    expect(readFileSync(databaseOf(data)).equals(damaged)).toBe(true);
    expect(recover('--in', join(folder.path, 'gone')).facts.returned).toBe(facts.length - atCopy);
  });

  it('is asked its passphrase for, where its key is not kept on this computer', async () => {
    const landing = await TestLanding.start({ folder: data, demo: false });
    const owner = await landing.as('owner');
    await owner.mutate('backup.setPassphrase', { passphrase: 'lantern over quiet water' });
    await owner.mutate('backup.copyNow');
    await backupsSettled(owner);
    await landing.close();
    writeFileSync(join(data, 'running'), '1\n');
    damage();
    const key = readFileSync(join(data, 'secret.key'));
    rmSync(join(data, 'secret.key'));
    expect(rescue('recover').refusal).toBe('backup_passphrase_needed');
    const file = join(folder.path, 'passphrase');
    writeFileSync(file, 'lantern over quiet waters');
    expect(rescue('recover', '--passphrase-file', file).refusal).toBe('backup_passphrase_wrong');
    const again = join(folder.path, 'again');
    cpSync(data, again, { recursive: true });
    writeFileSync(file, 'lantern over quiet water\n');
    expect(recover('--passphrase-file', file).backup.encrypted).toBe(true);
    data = again;
    writeFileSync(join(data, 'secret.key'), key);
    expect(recover().backup.encrypted).toBe(true);
  }, 90_000);
});

describe('a sound database', () => {
  it('is left alone', () => {
    const whole = readFileSync(databaseOf(data));
    expect(rescue('recover').refusal).toBe('recover_not_needed');
    expect(readFileSync(databaseOf(data)).equals(whole)).toBe(true);
    expect(existsSync(join(data, 'replaced'))).toBe(false);
  });
});
