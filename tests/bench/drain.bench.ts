import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import pg from 'pg';
import { v7 } from 'uuid';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate } from '#cloud/store/service.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { pushLimit } from '#shared/sync/protocol.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import type { SyncTestDevice } from '#tests/support/sync-cloud.ts';
import { enrolOver } from './enrol.ts';
import { measurePouchDb } from './pouchdb.ts';
import { processorSeconds } from './processor-time.ts';
import { report } from './report.ts';

const operations = Number(process.env['BENCH_OPERATIONS'] ?? 100_000);
const batch = pushLimit.operations;

/** What a busy week offline leaves: of ten operations four facts of tabs, three new records, three changed fields. */
export function offlineWeek(device: SyncTestDevice, count = operations): Operation[] {
  const made: { id: string; stamps: Record<string, string> }[] = [];
  const tabs: { streamId: string; seq: number }[] = [];
  return Array.from({ length: count }, (_, index) => {
    device.nextTx = index + 1;
    const kind = index % 10;
    if (kind < 4) {
      const tab = kind === 0 ? { streamId: v7(), seq: 0 } : (tabs.at(-1) ?? { streamId: v7(), seq: 0 });
      if (kind === 0) tabs.push(tab);
      tab.seq += 1;
      const data = {
        lines: [{ itemId: v7(), name: { en: 'Mapo tofu', 'zh-CN': '麻婆豆腐' }, quantity: 2, price: 3800 }],
      };
      return device.fact({ streamId: tab.streamId, seq: tab.seq, type: 'order_placed', data });
    }
    const known = made[(index * 7919) % Math.max(1, made.length)];
    if (kind < 7 || !known) {
      const id = v7();
      const fields = { id, name: { en: `Dish ${index}`, 'zh-CN': `菜 ${index}` }, course: 1, position: index };
      const op = device.put('category', id, fields, { whole: true });
      made.push({ id, stamps: { '*': op.stamp } });
      return op;
    }
    const base = { ...known.stamps };
    const op = device.put('category', known.id, { position: index }, { base, before: { position: 0 } });
    known.stamps['position'] = op.stamp;
    return op;
  });
}

const batches = <T>(all: readonly T[]) =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, index) => all.slice(index * batch, (index + 1) * batch));

/** What the cloud keeps of the operations, by push: the rows of its tables as they lie there. */
const kept = ['sync_log', 'sync_fact', 'sync_row'] as const;

interface Part {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Reads the rows that the drain left, as the pushes brought them. */
async function rowsByPush(url: string, pushes: number): Promise<Part[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const parts: Part[][] = Array.from({ length: pushes }, () => []);
  for (const table of kept) {
    const { rows: columns } = await client.query<{ name: string; type: string }>(
      'select column_name as name, data_type as type from information_schema.columns where table_name = $1 order by ordinal_position',
      [table],
    );
    const { rows } = await client.query<Record<string, unknown>>(`select * from ${table} order by position`);
    const byPush = Map.groupBy(rows, ({ position }) => Math.floor((Number(position) - 1) / batch));
    for (const [push, part] of byPush) parts[push]?.push({ table, columns, rows: part });
  }
  await client.end();
  return parts;
}

/** The same rows into the same tables with the same indexes, by bare INSERTs through pg, one commit for each push. */
async function floor(url: string, parts: readonly (readonly Part[])[]): Promise<number> {
  const database = await CloudDatabase.open({ url });
  await migrate(database, cloudMigrationsFolder);
  await database.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  for (const part of parts) {
    await client.query('begin');
    for (const { table, columns, rows } of part) {
      const lists = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
      const values = columns.map(({ name }) => rows.map((row) => row[name]));
      await client.query(`insert into ${table} select * from unnest(${lists})`, values);
    }
    await client.query('commit');
  }
  const seconds = (performance.now() - began) / 1000;
  await client.end();
  return operations / seconds;
}

/** What a device asks over one connection that is kept, with as little around it as there can be. */
class Line {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: URL;
  readonly #credential: string;

  constructor(url: string, credential: string) {
    this.#url = new URL('/api/v1/sync/push', url);
    this.#credential = credential;
  }

  async push(body: Buffer): Promise<PushAnswer> {
    const sent = request(this.#url, {
      agent: this.#agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#credential}`,
        'content-type': 'application/json',
        'content-length': body.length,
      },
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const text = (await answer.toArray()).join('');
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
    return JSON.parse(text) as PushAnswer;
  }

  close(): void {
    this.#agent.destroy();
  }
}

interface Drained {
  readonly rate: number;
  /** Processor time of the client, in seconds. */
  readonly clientSeconds: number;
}

/** Pushes everything, one push after the other as a landing does; the bodies are written before the clock starts. */
async function drain(device: SyncTestDevice, ops: readonly Operation[]): Promise<Drained> {
  const line = new Line(device.url, device.credential);
  const parts = batches(ops).map((part) => ({
    frame: JSON.stringify(device.frame(part, { ops: undefined, continuation: undefined })).slice(0, -1),
    ops: Buffer.from(JSON.stringify(part)),
  }));
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (const { frame, ops: written } of parts) {
    const head = `${frame},"continuation":${JSON.stringify(device.continuation)},"ops":`;
    const { outcomes, continuation } = await line.push(Buffer.concat([Buffer.from(head), written, Buffer.from('}')]));
    if (outcomes.length > 0) throw new Error(JSON.stringify(outcomes[0]));
    device.continuation = continuation;
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  line.close();
  return { rate: ops.length / seconds, clientSeconds: (user + system) / 1e6 };
}

/** Draining offline operations into PostgreSQL, over HTTP, by a cloud process of its own. */
export async function run(): Promise<void> {
  const postgres = await TestPostgres.start({ durable: true });
  try {
    const url = await postgres.createDatabase('cloud');
    const cloud = await CloudProcess.start({ databaseUrl: url });
    const device = await enrolOver(url, cloud.url);
    const ops = offlineWeek(device);
    const backends = await postgres.query<{ pid: number }>('select pid from pg_stat_activity where datname = $1', [
      'cloud',
    ]);
    const spent = () => ({
      cloud: processorSeconds([cloud.pid]),
      postgres: processorSeconds(backends.map(({ pid }) => pid)),
    });
    const before = spent();
    const { rate, clientSeconds } = await drain(device, ops);
    const after = spent();
    const msPerPush = (seconds: number) => Number(((seconds * 1000 * batch) / operations).toFixed(1));
    await cloud.stop();
    const rows = await rowsByPush(url, batches(ops).length);
    const floors = [
      await floor(await postgres.createDatabase('floor1'), rows),
      await floor(await postgres.createDatabase('floor2'), rows),
    ];
    const bare = Math.max(...floors);
    report({
      bench: 'drain',
      figure: `${operations} offline operations into PostgreSQL, pushes of ${batch} over HTTP`,
      value: rate,
      unit: 'operations/s',
      floor: { what: 'bare INSERTs of the same rows through pg, one durable commit for each push', value: bare },
      goal: '>= 0.5 x floor',
      met: rate >= 0.5 * bare,
      notes: {
        floors: floors.map(Math.round),
        processorMsPerPush: {
          client: msPerPush(clientSeconds),
          cloud: msPerPush(after.cloud - before.cloud),
          postgres: msPerPush(after.postgres - before.postgres),
        },
      },
    });
    const pouchDb = await measurePouchDb(operations, batch);
    report({
      bench: 'drain',
      figure: 'the same beside PouchDB',
      value: rate,
      unit: 'operations/s',
      floor: { what: 'as many documents from PouchDB to express-pouchdb over LevelDB, documents/s', value: pouchDb },
      goal: '>= 3 x PouchDB',
      met: rate >= 3 * pouchDb,
    });
  } finally {
    await postgres.stop();
  }
}
