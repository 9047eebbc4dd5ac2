import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cloud } from '#cloud/cloud.ts';
import { ConsoleClient } from '#tests/support/api.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { checksumsAt, enrolmentCode, fillCloud, joiningOf, serveMeals } from '#tests/support/large-cloud.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { Replica } from '#tests/support/replica.ts';
import { startTestCloud } from '#tests/support/sync-cloud.ts';

const facts = 7_000;
const records = 3_000;
/** When it is killed after all has come: before or amid the switch, and after it (ms). */
const moments = [0, 300];
const folder = tempFolder();
let cloud: Cloud;
let enterpriseId = '';

beforeAll(async () => {
  cloud = await startTestCloud({ dataFolder: join(folder.path, 'cloud') });
  enterpriseId = await serveMeals(cloud.database, cloud.url, 6);
  await fillCloud(cloud.database, enterpriseId, { facts, records });
}, 240_000);
afterAll(async () => {
  await cloud.close();
  folder.remove();
});

const consoleOf = ({ ready }: LandingProcess) => ({ console: new ConsoleClient(ready.consoleUrl) });

/** Follows a landing that joins until `until` says so, or it is done; gives the last it said of its progress. */
async function follow(landing: LandingProcess, until: (done: number, total: number) => boolean): Promise<number> {
  for (let last = 0; ; ) {
    const joining = await joiningOf(consoleOf(landing));
    if (joining === null) return last;
    const { done, total } = joining.progress ?? { done: 0, total: Number.POSITIVE_INFINITY };
    last = Math.max(last, done);
    if (until(done, total)) return last;
  }
}

async function begin(name: string): Promise<{ path: string; landing: LandingProcess }> {
  const path = join(folder.path, name);
  mkdirSync(path);
  const landing = await LandingProcess.start(path, { demo: false });
  const code = await enrolmentCode(cloud.database, enterpriseId);
  await consoleOf(landing).console.mutate('sync.join.begin', { address: cloud.url, code });
  return { path, landing };
}

/** What a stopped landing holds: its checksums, and all that follows from the facts. */
async function contentOf(path: string): Promise<unknown> {
  const replica = await Replica.open(path);
  const content = {
    checksums: replica.journal.checksums(),
    projections: replica.projections(),
    staged: replica.rows('SELECT count(*) AS n FROM sync_staged'),
    waiting: replica.rows('SELECT count(*) AS n FROM sync_waiting_fact'),
    damage: replica.rows('PRAGMA integrity_check'),
  };
  await replica.close();
  return content;
}

it('a landing that joins a large enterprise goes on after every kill, and ends as one that was never killed', async () => {
  const calm = await begin('calm');
  await follow(calm.landing, () => false);
  await calm.landing.stop();
  const expected = await contentOf(calm.path);
  expect(expected).toMatchObject({
    checksums: await checksumsAt(cloud.database, enterpriseId),
    staged: [{ n: 0 }],
    waiting: [{ n: 0 }],
    damage: [{ integrity_check: 'ok' }],
  });

  const { path, landing: first } = await begin('killed');
  let landing = first;
  let before = 0;
  const kill = async () => {
    await landing.kill();
    // Until the switch nothing of the enterprise's records is here.
    const replica = await Replica.open(path);
    const [{ items, cursors } = { items: 0, cursors: 0 }] = replica.rows(
      'SELECT (SELECT count(*) FROM item) AS items, (SELECT count(cursor) FROM sync_place) AS cursors',
    );
    expect([items === 0, cursors === 0]).toEqual(cursors === 0 ? [true, true] : [false, false]);
    await replica.close();
    landing = await LandingProcess.start(path, { demo: false });
  };
  // Amid the records, amid the facts, and when all of it is there.
  for (const share of [0.05, 0.5, 0.8]) {
    const reached = await follow(landing, (done, total) => done >= share * total);
    expect(reached).toBeGreaterThanOrEqual(before);
    before = reached;
    await kill();
  }
  // Amid the switch, at whatever moment of it that is.
  for (const ms of moments) {
    await follow(landing, (done, total) => done >= total);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await kill();
  }
  await follow(landing, () => false);
  await landing.stop();
  expect(await contentOf(path)).toEqual(expected);
}, 240_000);
