import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SyncState } from '#shared/sync/views.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { type Counted, CountingProxy } from './counting-proxy.ts';
import { admitOver } from './enrol.ts';
import { percentile, report } from './report.ts';

const changes = Number(process.env['BENCH_CHANGES'] ?? 300);
/** Between two changes everything comes to rest: a person changes one thing after the other. */
const pauseMs = 100;
/** By then what a reconnection began is over; pokes of a silent line come after 15 s. */
const settledMs = 2_000;
const idleLimit = 1_024;

interface Side {
  readonly landing: TestLanding;
  readonly proxy: CountingProxy;
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await delay(20);
  }
}

/** Nothing is on its way: no operation, and no picture beside them. */
const rests = async (client: { query<T>(path: string): Promise<T> }) => {
  const { phase, pending, files } = await client.query<SyncState>('sync.state');
  return phase === 'resting' && pending === 0 && files === 0;
};

/** Whether a landing has every picture that the menu of another shows: none of them is still to be looked for. */
const hasPicturesOf = (here: TestLanding, there: TestLanding) =>
  there.landing.ordering.pictures.shown().every((name) => here.landing.ordering.pictures.has(name));

/** Two landings of one enterprise, connected each through a line that is counted. */
async function pair(cloud: CloudProcess, databaseUrl: string, folders: readonly string[]): Promise<[Side, Side]> {
  const start = async (folder: string, demo: boolean): Promise<Side> => ({
    landing: await TestLanding.start({ folder, demo }),
    proxy: await CountingProxy.before(cloud.url),
  });
  const a = await start(folders[0] ?? '', true);
  const b = await start(folders[1] ?? '', false);
  const { id, code, name } = a.landing.landing.identity.enterprise();
  const codes = await admitOver(databaseUrl, { id, code: `${code}-${id.slice(-6)}`, name }, 2);
  const owner = await a.landing.as('owner');
  await owner.mutate('sync.connect', { address: a.proxy.url, code: codes[0] });
  await until(() => rests(owner), 'the first landing rests');
  await b.landing.console.mutate('sync.join.begin', { address: b.proxy.url, code: codes[1] });
  const joined = async () => {
    const { joining } = await b.landing.console.query<{ joining: unknown }>('sync.join.state');
    const { isSetUp } = await b.landing.console.query<{ isSetUp: boolean }>('identity.state');
    return isSetUp && joining === null;
  };
  await until(joined, 'the second landing joined');
  const there = await b.landing.as('owner');
  await until(() => hasPicturesOf(b.landing, a.landing), 'the pictures are on both landings');
  await until(async () => (await rests(owner)) && (await rests(there)), 'both rest');
  return [a, b];
}

/** Changes one field on one landing, again and again; gives how long each took to be seen on the other, in ms. */
async function change(a: Side, b: Side): Promise<number[]> {
  const actor = await a.landing.owner();
  const { ordering } = a.landing.landing;
  const [category] = ordering.menu.list(actor).categories;
  if (!category) throw new Error('the sample has no category');
  const there = await b.landing.owner();
  const seen = () => b.landing.landing.ordering.menu.list(there).categories.find(({ id }) => id === category.id)?.name;
  const took: number[] = [];
  for (let n = 0; n < changes; n += 1) {
    const name = { ...category.name, en: `Category ${n}` };
    const arrived = Promise.withResolvers<number>();
    const stop = b.landing.landing.opened.store.feed.subscribe(() => {
      if (seen()?.en === name.en) arrived.resolve(performance.now());
    });
    await ordering.menuEditor.saveCategory(actor, { id: category.id, name });
    const committed = performance.now();
    took.push((await arrived.promise) - committed);
    stop();
    await delay(pauseMs);
  }
  return took;
}

const total = ({ sent, received }: Counted) => sent + received;

const asked = ({ requests }: Counted, what: string) => requests.some((line) => line.endsWith(`/sync/${what}`));

/** What a reconnection costs while nothing is new: the exchange of hello alone, and everything with the standing line. */
async function reconnect({ proxy }: Side): Promise<{ exchange: Counted; whole: Counted }> {
  proxy.reset();
  proxy.cut();
  const stands = () => asked(proxy.total, 'poke') && asked(proxy.total, 'hello');
  await until(stands, 'the standing line stands again');
  await delay(settledMs);
  const exchange = proxy.lines.find((line) => asked(line, 'hello'));
  if (!exchange) throw new Error('nobody said hello');
  return { exchange, whole: proxy.total };
}

/** A change on one real landing seen on another, through a cloud process over a durable PostgreSQL. */
export async function run(): Promise<void> {
  const postgres = await TestPostgres.start({ durable: true });
  const folders = [tempFolder(), tempFolder()];
  const url = await postgres.createDatabase('cloud');
  const cloud = await CloudProcess.start({ databaseUrl: url });
  const [a, b] = await pair(
    cloud,
    url,
    folders.map(({ path }) => path),
  );
  try {
    for (const { proxy } of [a, b]) proxy.reset();
    const took = await change(a, b);
    const [sender, receiver] = [a.proxy.total, b.proxy.total];
    report({
      bench: 'live',
      figure: 'a change committed on one landing to its being seen on the other, p95',
      value: percentile(took, 0.95),
      unit: 'ms',
      notes: { changes, p50: Math.round(percentile(took, 0.5)), p99: Math.round(percentile(took, 0.99)) },
    });
    const each = (value: number) => Math.round(value / changes);
    report({
      bench: 'live',
      figure: 'HTTP bytes for one changed field, sender and receiver together, both directions',
      value: each(total(sender) + total(receiver)),
      unit: 'bytes',
      notes: {
        sender: { sent: each(sender.sent), received: each(sender.received) },
        receiver: { sent: each(receiver.sent), received: each(receiver.received) },
        requests: Object.fromEntries(
          [...Map.groupBy([...sender.requests, ...receiver.requests], (line) => line)].map(([line, all]) => [
            line,
            Number((all.length / changes).toFixed(2)),
          ]),
        ),
      },
    });
    const { exchange, whole } = await reconnect(a);
    report({
      bench: 'live',
      figure: 'HTTP bytes of a reconnection with nothing new: its one exchange, both directions',
      value: total(exchange),
      unit: 'bytes',
      goal: '<= 1,024 bytes',
      met: total(exchange) <= idleLimit && exchange.requests.length === 1,
      notes: { exchange: exchange.requests, withTheStandingLine: total(whole), requests: whole.requests },
    });
  } finally {
    for (const { landing, proxy } of [a, b]) {
      await landing.close();
      await proxy.close();
    }
    await cloud.stop();
    await postgres.stop();
    for (const { path } of folders) rmSync(path, { recursive: true, force: true });
  }
}
