import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { getTableName } from 'drizzle-orm';
import { CloudDatabase } from '#cloud/store/service.ts';
import { openStore, type SqliteConnection } from '#main/store/service.ts';
import { JournalThreads, SqliteJournal, syncedTables } from '#main/sync/service.ts';
import { ConsoleClient } from '#tests/support/api.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { checksumsAt, enrolmentCode, fillCloud, joiningOf, serveMeals } from '#tests/support/large-cloud.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { isSoak } from '#tests/support/soak.ts';
import { landingNodeFlags } from '../../scripts/start/landing.ts';
import { build, builtLanding, isBuilt } from '../../scripts/start/screens.ts';
import { startProcess } from './processes.ts';
import { Pulse } from './pulse.ts';
import { percentile, report } from './report.ts';

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
/** Records among the rows; the others are facts of meals. */
const records = Number(process.env['BENCH_RECORDS'] ?? Math.round(rows / 20));
const batchRows = 2_000;
/** MiB. */
const mostMemory = 300;
const root = join(import.meta.dirname, '../..');

/** The most memory a process has had, MiB. */
function peakOf(pid: number): number {
  const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}

/** Every row of some tables into the same schema by bare INSERTs, so many to a durable commit; gives seconds. */
function insertAll(from: SqliteConnection, into: SqliteConnection, tables: readonly string[]): number {
  into.pragma('foreign_keys = OFF');
  let seconds = 0;
  for (const table of tables) {
    const columns = from.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    const insert = into.prepare(`INSERT INTO "${table}" VALUES (${columns.map(() => '?').join(', ')})`);
    const page = from
      .prepare<[number], unknown[]>(`SELECT rowid, * FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ${batchRows}`)
      .raw();
    for (let after = 0; ; ) {
      const batch = page.all(after);
      if (batch.length === 0) break;
      after = Number(batch.at(-1)?.[0]);
      const began = performance.now();
      into.transaction(() => {
        for (const [, ...row] of batch) insert.run(...row);
      })();
      seconds += (performance.now() - began) / 1000;
    }
  }
  return seconds;
}

/** What took everything, and how it was to the others meanwhile. */
interface Joined {
  readonly seconds: number;
  readonly peaks: { readonly landing: number; readonly cloud: number };
  readonly pauses: readonly number[];
  readonly noise: readonly number[];
}

/** A real landing joins; all the while somebody asks whether it is there. */
async function takeAll(
  cloud: CloudProcess,
  database: CloudDatabase,
  enterpriseId: string,
  folder: string,
): Promise<Joined> {
  const control = await startProcess<{ url: string }>('startup-floor.ts', [folder]);
  const data = join(folder, 'landing');
  mkdirSync(data);
  const landing = await LandingProcess.start(data, {
    demo: false,
    program: builtLanding(root),
    nodeArgs: landingNodeFlags,
  });
  const console = new ConsoleClient(landing.ready.consoleUrl);
  await console.query('sync.join.state');
  const pulse = new Pulse(`${landing.ready.consoleUrl}healthz`);
  const noise = new Pulse(control.ready.url);
  const began = performance.now();
  await console.mutate('sync.join.begin', { address: cloud.url, code: await enrolmentCode(database, enterpriseId) });
  while ((await joiningOf({ console })) !== null) await wait(250);
  const seconds = (performance.now() - began) / 1000;
  const peaks = { landing: peakOf(landing.pid), cloud: peakOf(cloud.pid) };
  const joined = { seconds, peaks, pauses: pulse.take(), noise: noise.take() };
  await Promise.all([pulse.stop(), noise.stop()]);
  await landing.stop();
  await control.stop();
  return joined;
}

const longest = (samples: readonly number[]) => Math.round(Math.max(...samples));

/** A new landing takes a large enterprise from a cloud over PostgreSQL, each a process of its own (acceptance 4). */
export async function run(): Promise<void> {
  if (!isBuilt(root)) await build(root);
  const postgres = await TestPostgres.start({ durable: true });
  const folder = tempFolder();
  try {
    const url = await postgres.createDatabase('cloud');
    const cloud = await CloudProcess.start({ databaseUrl: url });
    const database = await CloudDatabase.open({ url });
    const enterpriseId = await serveMeals(database, cloud.url, 40);
    await fillCloud(database, enterpriseId, { facts: rows - records, records });
    await postgres.query('vacuum analyze', [], 'cloud');
    const { seconds, peaks, pauses, noise } = await takeAll(cloud, database, enterpriseId, folder.path);

    const opened = openStore({ folder: join(folder.path, 'landing'), onListenerError: () => {} });
    const journal = new SqliteJournal(opened, syncedTables, new JournalThreads(opened.file));
    const [ours, theirs] = [(await journal.sums()).entities, await checksumsAt(database, enterpriseId)];
    if (JSON.stringify(Object.entries(ours).sort()) !== JSON.stringify(Object.entries(theirs).sort()))
      throw new Error('the landing differs from the cloud');
    const total = Object.values(ours).reduce((sum, { rows: some }) => sum + some, 0);
    const bare = ['event', ...syncedTables.map(({ table }) => getTableName(table))];
    const fresh = openStore({ folder: join(folder.path, 'floor'), onListenerError: () => {} });
    const floor = total / insertAll(opened.connection, fresh.connection, bare);
    await Promise.all([opened.close(), fresh.close()]);
    await database.close();
    await cloud.stop();

    const common = { bench: 'bootstrap', notes: { rows: total, records } };
    report({
      ...common,
      figure: 'a new landing takes everything from a cloud over PostgreSQL',
      value: total / seconds,
      unit: 'rows/s',
      floor: { what: `bare INSERTs of the same facts and records, ${batchRows} to a durable commit`, value: floor },
      notes: { ...common.notes, seconds: Math.round(seconds) },
    });
    report({
      ...common,
      figure: 'most memory of the landing meanwhile',
      value: peaks.landing,
      unit: 'MiB',
      goal: `<= ${mostMemory}`,
      met: peaks.landing <= mostMemory,
      notes: { ...common.notes, cloudMiB: peaks.cloud },
    });
    report({
      ...common,
      figure: 'longest time the landing did not answer /healthz meanwhile',
      value: longest(pauses),
      unit: 'ms',
      floor: { what: 'an idle server on the same machine at the same time', value: longest(noise) },
      goal: '<= 200',
      met: longest(pauses) <= 200,
      notes: {
        p50: Math.round(percentile(pauses, 0.5)),
        p99: Math.round(percentile(pauses, 0.99)),
        over200: pauses.filter((ms) => ms > 200).length,
        samples: pauses.length,
      },
    });
    if (isSoak && peaks.landing > mostMemory) throw new Error('the landing took too much memory');
  } finally {
    await postgres.stop();
    folder.remove();
  }
}
