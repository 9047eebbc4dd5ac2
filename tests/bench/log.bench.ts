import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate, rowsOf } from '#cloud/store/service.ts';
import type { PushFrame } from '#cloud/sync/reading.ts';
import { SyncService } from '#cloud/sync/service.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { protocolVersion, pushLimit, schemaVersion } from '#shared/sync/protocol.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { SyncTestDevice } from '#tests/support/sync-cloud.ts';
import { report } from './report.ts';

const updates = Number(process.env['BENCH_UPDATES'] ?? 1_000_000);
const records = Number(process.env['BENCH_RECORDS'] ?? 10_000);
const batch = pushLimit.operations;
const twoHoursMs = 2 * 60 * 60_000;
const most = 1.5;

interface Known {
  readonly id: string;
  stamp: string;
  position: number;
}

/** Makes the records, then changes one field of one after the other. */
function* operations(device: SyncTestDevice): Generator<Operation> {
  const made: Known[] = [];
  for (let n = 0; n < records; n += 1) {
    device.nextTx += 1;
    const id = v7();
    const fields = { id, name: { en: `Dish ${n}`, 'zh-CN': `菜 ${n}` }, course: 1, position: 0 };
    const op = device.put('category', id, fields, { whole: true });
    made.push({ id, stamp: op.stamp, position: 0 });
    yield op;
  }
  for (let n = 0; n < updates; n += 1) {
    const known = made[n % records];
    if (!known) return;
    device.nextTx += 1;
    const base = n < records ? { '*': known.stamp } : { position: known.stamp };
    const op = device.put('category', known.id, { position: n }, { base, before: { position: known.position } });
    known.stamp = op.stamp;
    known.position = n;
    yield op;
  }
}

interface Sizes {
  readonly entries: number;
  /** Bytes of the rows, as PostgreSQL keeps them. */
  readonly log: number;
  readonly live: number;
  /** Bytes on the disk, with indexes and what is free again within. */
  readonly logOnDisk: number;
  readonly liveOnDisk: number;
}

async function sizes(database: CloudDatabase): Promise<Sizes> {
  await database.driver.script('vacuum analyze sync_log, sync_row, sync_commit');
  const [row] = await database.asPlatform((tx) =>
    rowsOf<Record<keyof Sizes, string>>(
      tx,
      sql`select (select count(*) from sync_log) as entries,
        (select coalesce(sum(pg_column_size(l)), 0) from sync_log l)
          + (select coalesce(sum(pg_column_size(c)), 0) from sync_commit c) as log,
        (select sum(pg_column_size(r)) from sync_row r) as live,
        pg_total_relation_size('sync_log') + pg_total_relation_size('sync_commit') as "logOnDisk",
        pg_total_relation_size('sync_row') as "liveOnDisk"`,
    ),
  );
  if (!row) throw new Error('no sizes');
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as unknown as Sizes;
}

/**
 * The log after very many changes of few records, before and after it was tidied, in the harder case: one device has not
 * pulled since the records were made. Operations go straight to the service, without HTTP.
 */
export async function run(): Promise<void> {
  const postgres = await TestPostgres.start();
  const database = await CloudDatabase.open({ url: await postgres.createDatabase('log') });
  try {
    await migrate(database, cloudMigrationsFolder);
    // It goes on as the device's does: stamps from a minute ahead of the server's clock are set back, and collide.
    let later = 0;
    const never = () => {
      throw new Error('nobody was copied');
    };
    const sync = new SyncService(database, { switchesOf: async () => ({}), fork: never }, () => Date.now() + later);
    const enterpriseId = v7();
    const join = async () => {
      const made = new SyncTestDevice('', v7(), '');
      const device = { id: made.id, enterpriseId, scope: 'enterprise', userId: null, administers: true } as const;
      const said = { device: made.id, epoch: 1, protocol: protocolVersion, schema: schemaVersion };
      made.continuation = (await sync.hello(device, said)).continuation;
      return { made, device };
    };
    const [sender, sleeper] = [await join(), await join()];
    const push = async (ops: readonly Operation[]) => {
      const answer = await sync.push(sender.device, sender.made.frame(ops) as unknown as PushFrame, 0);
      if (answer.outcomes.length > 0 || answer.clamped) throw new Error(JSON.stringify(answer).slice(0, 300));
      sender.made.continuation = answer.continuation;
    };
    const began = performance.now();
    let part: Operation[] = [];
    let cursor: string | undefined;
    for (const op of operations(sender.made)) {
      part.push(op);
      if (part.length < batch) continue;
      await push(part);
      part = [];
      if (cursor === undefined) {
        const pull = JSON.parse(await sync.pull(sleeper.device, { limit: batch })) as { cursor: string };
        cursor = pull.cursor;
        await sync.pull(sleeper.device, { cursor, limit: 1 });
      }
    }
    if (part.length > 0) await push(part);
    const seconds = (performance.now() - began) / 1000;
    const before = await sizes(database);
    later = twoHoursMs;
    const tidying = performance.now();
    const { entries } = await sync.compact(enterpriseId);
    const tidied = performance.now() - tidying;
    const after = await sizes(database);
    report({
      bench: 'log',
      figure: `bytes of the log after ${updates} updates of ${records} records, tidied`,
      value: after.log,
      unit: 'bytes',
      floor: { what: 'the records themselves', value: after.live },
      goal: `<= ${most} x the records`,
      met: after.log <= most * after.live,
      notes: {
        before,
        after,
        removed: entries,
        tidiedInSeconds: Number((tidied / 1000).toFixed(1)),
        operationsPerSecond: Math.round((records + updates) / seconds),
      },
    });
    await sync.close();
  } finally {
    await database.close();
    await postgres.stop();
  }
}
