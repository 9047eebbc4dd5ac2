import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recoveryWords } from '#shared/desktop/recovery-words.ts';
import { parseRescueLine, type Recovery } from '#shared/desktop/rescue.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { programs } from '#tests/support/programs.ts';
import { databaseOf, leavesOf, wreckPages } from '#tests/support/shop.ts';

// Real landings, a real cloud and the real rescue program, on a computer that has other things to do as well.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const program = programs.rescue;

let cloud: TestCloud;
let stick: string;
let data: string;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  cloud = await TestCloud.start();
  const folder = tempFolder();
  stick = join(folder.path, 'stick');
  data = join(folder.path, 'data');
  mkdirSync(stick);
  closing.push(folder.remove, () => cloud.close());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const keep = (landing: TestLanding) => {
  closing.push(() => landing.close());
  return landing;
};

function rescue(...args: string[]) {
  const run = spawnSync(process.execPath, [program, '--data', data, '--json', ...args], { encoding: 'utf8' });
  const lines = run.stdout.split('\n').flatMap((line) => parseRescueLine(line) ?? []);
  const answer = lines.flatMap((line) => ('answer' in line ? line.answer : []))[0];
  if (!answer) throw new Error(`${run.stdout}${run.stderr}`);
  return answer;
}

function recover(): Recovery {
  const answer = rescue('recover', '--in', stick);
  if (answer.task !== 'recover') throw new Error(answer.task);
  return answer.recovery;
}

const copyNow = () => rescue('backup', '--to', join(stick, 'copy.ldbackup'), '--replace');

async function codeFor(enterpriseId: string): Promise<string> {
  const { enterprises, database } = cloud.cloud;
  const offer = { name: 'A computer', scope: 'enterprise', userId: null, administers: true } as const;
  return (await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, offer, 'test'))).code;
}

async function connect(landing: TestLanding): Promise<ConsoleClient> {
  const owner = await landing.as('owner');
  const { id, code, name } = landing.landing.identity.enterprise();
  await cloud.cloud.enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
  await owner.mutate('sync.connect', { address: cloud.url, code: await codeFor(id) });
  await agreed([landing]);
  return owner;
}

async function joined(enterpriseId: string): Promise<TestLanding> {
  const folder = tempFolder();
  closing.push(folder.remove);
  const landing = keep(await TestLanding.start({ folder: folder.path, demo: false }));
  await landing.console.mutate('sync.join.begin', { address: cloud.url, code: await codeFor(enterpriseId) });
  await vi.waitFor(async () => expect(await landing.console.query('identity.state')).toMatchObject({ isSetUp: true }), {
    timeout: 60_000,
    interval: 100,
  });
  return landing;
}

/** Waits until every landing rests and all hold the same as the cloud. */
async function agreed(landings: readonly TestLanding[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const { landing } of landings) {
        expect(landing.journal.standing().pending).toBe(0);
        const { credential } = landing.sync.access.current() ?? { credential: '' };
        const answer = await cloud.call<{ entities: unknown }>('GET', '/sync/checksums', undefined, credential);
        expect(landing.journal.checksums()).toEqual(answer.body.entities);
      }
    },
    { timeout: 60_000, interval: 200 },
  );
}

/** Everything in the file itself, as a landing leaves it that was killed; then some of its pages are noise. */
function damage(pagesOf: (file: string) => number[]): void {
  const connection = new Database(databaseOf(data));
  const pageSize = Number(connection.pragma('page_size', { simple: true }));
  connection.pragma('journal_mode = DELETE');
  connection.pragma('journal_mode = WAL');
  connection.close();
  wreckPages(databaseOf(data), pagesOf(databaseOf(data)), pageSize);
  writeFileSync(join(data, 'running'), '1\n');
}

const pictures = (file: string) => leavesOf(file, 'picture').slice(0, 2);

/** What the cloud heard of after the copy, and then what it did not. */
async function work(landing: TestLanding, owner: ConsoleClient) {
  const category = (name: string) => ({ name: { en: name }, course: 0 });
  const tables = landing.landing.ordering.floor.all();
  const [seats, gone] = [tables[0]?.id ?? '', tables.at(-1)?.id ?? ''];
  await owner.mutate('ordering.settings.update', { roundingStep: 10 });
  const late = await owner.mutate<{ id: string }>('ordering.menu.saveCategory', category('Late'));
  const before = await owner.mutate<{ id: string }>('ordering.tabs.openTakeAway', {});
  await agreed([landing]);
  await landing.landing.sync.close();
  await owner.mutate('ordering.settings.update', { roundingStep: 50 });
  await owner.mutate('ordering.menu.saveCategory', { ...category('Later'), id: late.id });
  const fresh = await owner.mutate<{ id: string }>('ordering.menu.saveCategory', category('Unheard of'));
  await owner.mutate('ordering.tables.remove', { tableId: gone });
  const after = await owner.mutate<{ id: string }>('ordering.tabs.openTakeAway', {});
  const item = landing.landing.ordering.menu
    .records()
    .items.find(({ optionGroupIds, dayparts, soldOut }) => !soldOut && optionGroupIds.length + dayparts.length === 0);
  for (const [index, { id: tabId }] of [before, after].entries()) {
    const lines = [{ itemId: item?.id, quantity: 1, options: [] }];
    await owner.mutate('ordering.orders.place', { tabId, lines, idempotencyKey: `the-order-${index}` });
  }
  const { pending } = landing.landing.journal.standing();
  await landing.close();
  return { late: late.id, fresh: fresh.id, gone, seats, tabs: [before.id, after.id], pending };
}

/** What is there of it. */
function seen({ landing }: TestLanding, { late, fresh, gone, tabs }: Awaited<ReturnType<typeof work>>) {
  const { ordering, opened } = landing;
  const names = new Map(ordering.menu.records().categories.map(({ id, name }) => [id, name['en']]));
  const orders = opened.connection.prepare<[string], number>('SELECT count(*) FROM tab_order WHERE tab_id = ?').pluck();
  return {
    step: ordering.settings.current().roundingStep,
    late: names.get(late),
    fresh: names.get(fresh),
    gone: ordering.floor.find(gone) === undefined,
    orders: tabs.map((id) => orders.get(id)),
  };
}

const whole = { step: 50, late: 'Later', fresh: 'Unheard of', gone: true, orders: [1, 1] };

describe('a database that is damaged before everything reached the cloud', () => {
  it('loses nothing: what was on its way is sent after the recovery, the rest is pulled', async () => {
    let landing = await TestLanding.copy({ folder: data });
    const owner = await connect(landing);
    const other = await joined(landing.landing.identity.enterprise().id);
    copyNow();
    const done = await work(landing, owner);
    expect(done.pending).toBeGreaterThan(5);
    // Elsewhere work goes on, also on the same thing.
    const there = await other.as('owner');
    await there.mutate('ordering.tables.arrange', [{ id: done.seats, plan: null, area: 'Garden' }]);
    await agreed([other]);
    damage(pictures);
    await expect(landing.restart()).rejects.toMatchObject({ reason: 'database_corrupt' });
    const recovery = recover();
    expect(recovery.changes).toEqual({ returned: done.pending, kept: 0, lost: 0 });
    const { came, missing } = recoveryWords(recovery, 'en');
    expect([came.join(' '), missing]).toEqual([expect.stringContaining(`${done.pending} changes that had not`), []]);
    landing = keep(await landing.restart());
    await agreed([landing, other]);
    expect(seen(landing, done)).toEqual(whole);
    expect(seen(other, done)).toEqual(whole);
    expect(landing.landing.journal.standing()).toMatchObject({ rejected: 0, conflicts: 0 });
  });

  it('says how much of what was on its way cannot be read, and sends the rest', async () => {
    let landing = await TestLanding.copy({ folder: data });
    const owner = await connect(landing);
    copyNow();
    const actor = await landing.owner();
    await landing.landing.sync.close();
    for (let n = 0; n < 60; n++) {
      const { id: tabId } = await owner.mutate<{ id: string }>('ordering.tabs.openTakeAway', {});
      await landing.landing.ordering.menu.setAvailability(actor, {
        itemId: plain(landing),
        soldOut: n % 2 === 0,
      } as never);
      expect(tabId).toBeTruthy();
    }
    const { pending } = landing.landing.journal.standing();
    const tabs = landing.landing.opened.connection.prepare<[], string>('SELECT id FROM tab').pluck().all();
    await landing.close();
    damage((file) => leavesOf(file, 'sync_outbox').slice(2, 4));
    const { changes } = recover();
    expect(changes?.lost).toBeGreaterThan(0);
    expect((changes?.returned ?? 0) + (changes?.lost ?? 0)).toBe(pending);
    landing = keep(await landing.restart());
    await agreed([landing]);
    // Facts lie in the log, too: none of them is lost to the cloud.
    const late = await joined(landing.landing.identity.enterprise().id);
    await agreed([landing, late]);
    expect(late.landing.opened.connection.prepare<[], string>('SELECT id FROM tab').pluck().all().toSorted()).toEqual(
      tabs.toSorted(),
    );
  });

  it('goes back to a copy from before there was a cloud, and everything comes from there', async () => {
    let landing = await TestLanding.copy({ folder: data });
    copyNow();
    const owner = await connect(landing);
    const done = await work(landing, owner);
    damage(pictures);
    expect(recover().changes).toEqual({ returned: done.pending, kept: 0, lost: 0 });
    landing = keep(await landing.restart());
    await agreed([landing]);
    expect(seen(landing, done)).toEqual(whole);
    expect(landing.landing.journal.standing()).toMatchObject({ rejected: 0, conflicts: 0 });
  });
});

describe('a backup that is restored a second time', () => {
  it('begins again above everything the cloud heard of this landing, so that nothing is taken for a repetition', async () => {
    let landing = await TestLanding.copy({ folder: data });
    await connect(landing);
    await landing.close();
    copyNow();
    for (const step of [10, 50]) {
      rescue('restore', join(stick, 'copy.ldbackup'));
      landing = await landing.restart();
      const owner = await landing.as('owner');
      await agreed([landing]);
      await owner.mutate('ordering.settings.update', { roundingStep: step });
      await agreed([landing]);
      expect(landing.landing.ordering.settings.current().roundingStep).toBe(step);
      await landing.close();
    }
    // As somebody sees it who was not there.
    const { id } = landing.landing.identity.enterprise();
    const late = await joined(id);
    await agreed([late]);
    expect(late.landing.ordering.settings.current().roundingStep).toBe(50);
  });
});

const plain = ({ landing }: TestLanding) => landing.ordering.menu.records().items[0]?.id ?? '';
