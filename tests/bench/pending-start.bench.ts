import { cpSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Landing } from '#main/landing.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { freePort } from '#tests/support/free-port.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { build, builtLanding, isBuilt } from '../../scripts/start/screens.ts';
import { percentile, report } from './report.ts';

const operations = 100_000;
const perTransaction = 500;
const rounds = 9;
const goal = 2;
const root = join(import.meta.dirname, '../..');

/** Writes as a room does, so that the triggers capture: half of it changes of records, half of it facts. */
async function fill({ opened, journal }: Landing): Promise<void> {
  const { store, connection } = opened;
  const items = connection.prepare<[], string>('SELECT id FROM item').pluck().all();
  const change = connection.prepare<[number, string]>('UPDATE item SET price = ? WHERE id = ?');
  for (let price = 1; journal.standing().pending < operations; ) {
    await store.write('bench', (tx) => {
      for (let n = 0; n < perTransaction / 2; n++) {
        price += 1;
        const itemId = items[price % items.length] ?? '';
        change.run(price, itemId);
        const type = 'stock.counted';
        tx.append({ stream: 'stock', streamId: itemId, type, data: { itemId, quantity: price, generation: price } });
      }
    });
  }
}

/** The same house in two folders, connected to a cloud that is away: one with everything on its way, one with nothing. */
async function prepare(folder: string): Promise<{ pending: string; none: string; rows: number }> {
  const cloud = await TestCloud.start({ dataFolder: join(folder, 'cloud') });
  const pending = join(folder, 'pending');
  const landing = await TestLanding.start({ folder: pending });
  const { id, code, name } = landing.landing.identity.enterprise();
  await cloud.cloud.enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
  const offer = { name: 'Counter', scope: 'enterprise', userId: null, administers: true } as const;
  const { code: enrolment } = await cloud.cloud.database.asPlatform((tx) =>
    cloud.cloud.enterprises.devices.offer(tx, id, offer, 'bench'),
  );
  await (await landing.as('owner')).mutate('sync.connect', { address: cloud.url, code: enrolment });
  await cloud.close();
  await fill(landing.landing);
  await landing.close();
  const none = join(folder, 'none');
  cpSync(pending, none, { recursive: true });
  const database = new Database(join(none, 'landing.db'));
  const rows = database.prepare<[], number>('SELECT count(*) FROM sync_outbox').pluck().get() ?? 0;
  database.exec(
    `UPDATE sync_place SET acknowledged = (SELECT max(seq) FROM sync_outbox); DELETE FROM sync_outbox; VACUUM`,
  );
  database.close();
  return { pending, none, rows };
}

/** Time from the start of the process to the line that says it is ready. */
async function start(folder: string, port: number): Promise<number> {
  const started = performance.now();
  const landing = await LandingProcess.start(folder, { program: builtLanding(root), port });
  const ms = performance.now() - started;
  await landing.stop();
  return ms;
}

/** What a hundred thousand operations that wait for the cloud cost at the start. */
export async function run(): Promise<void> {
  if (!isBuilt(root)) await build(root);
  const folder = tempFolder();
  try {
    const { pending, none, rows } = await prepare(folder.path);
    const port = await freePort();
    const samples: { pending: number[]; none: number[] } = { pending: [], none: [] };
    // The first of each finds nothing in the system's cache.
    await start(pending, port);
    await start(none, port);
    for (let round = 0; round < rounds; round++) {
      samples.pending.push(await start(pending, port));
      samples.none.push(await start(none, port));
    }
    const [value, floor] = [percentile(samples.pending, 0.5), percentile(samples.none, 0.5)];
    report({
      bench: 'pending-start',
      figure: `process start to ready with ${rows} operations that wait for the cloud (as it ships, median)`,
      value,
      unit: 'ms',
      floor: { what: 'the same data, nothing on its way', value: floor },
      goal: `<= ${goal}`,
      met: value / floor <= goal,
      notes: { rounds, worstMs: Math.round(Math.max(...samples.pending)) },
    });
  } finally {
    folder.remove();
  }
}
