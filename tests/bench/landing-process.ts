/**
 * A landing as it is measured: the sample restaurant with as many tables and items as asked for, every table open and
 * one phone at each. Prints its addresses and the phones' tokens; answers `memory` over IPC.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { demoAccounts, loadDemo } from '#main/demo.ts';
import { defaultLimits, type RequestLimits } from '#main/http/limits.ts';
import { startLanding } from '#main/landing.ts';
import { localize } from '#shared/languages.ts';

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '12' },
    phones: { type: 'string', default: '12' },
    items: { type: 'string', default: '0' },
    orders: { type: 'string', default: '0' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'bench-landing-'));
const limits = Object.fromEntries(
  Object.keys(defaultLimits).map((name) => [name, 10_000_000]),
) as unknown as RequestLimits;
const landing = await startLanding({
  dataFolder: folder,
  port: 0,
  staffPort: 0,
  host: '127.0.0.1',
  version: '0.0.0-bench',
  log: pino({ level: 'silent' }),
  limits,
});
await loadDemo(landing);
const { identity, ordering } = landing;
const account = demoAccounts('demo')[0];
if (!account) throw new Error('no sample owner');
const { token } = await identity.login({ ...account }, 'bench');
const actor = identity.authenticate(token);
if (!actor) throw new Error('the sample owner cannot sign in');
const owner = actor;

const known = ordering.floor.all().length;
await Promise.all(
  Array.from({ length: Math.max(0, Number(values.tables) - known) }, (_, index) =>
    ordering.floor.save(actor, { name: `B${index + 1}`, area: 'Bench', seats: 4 }),
  ),
);
const { categories, items } = ordering.menu.list(actor);
const sample = items.find((item) => item.optionGroupIds.length > 0) ?? items[0];
const category = categories[0];
if (!sample || !category) throw new Error('the sample menu is empty');
for (let index = items.length; index < Number(values.items); index++) {
  const { stock: _, unavailable: __, priceNow: ___, soldOut: ____, backAt: _____, id: ______, ...fields } = sample;
  const name = { en: `${localize(sample.name, 'en')} ${index}`, 'zh-CN': `${localize(sample.name, 'zh-CN')}${index}` };
  await ordering.menuEditor.saveItem(actor, {
    ...fields,
    dayparts: [],
    name,
    categoryId: category.id,
    position: index,
  });
}

const tables = ordering.floor.all().slice(0, Number(values.tables));
await Promise.all(tables.map((table) => ordering.tabs.open(actor, { tableId: table.id }, 'en')));
const phones = await Promise.all(
  Array.from({ length: Number(values.phones) }, async (_, index) => {
    const table = tables[index % tables.length];
    if (!table) throw new Error('no table');
    const { sessionToken } = await ordering.guests.startSession({ tableToken: table.token }, 'en');
    return sessionToken;
  }),
);

/** Fills the house with a past of closed tabs, ten orders each, through the same use-cases as a real evening. */
async function fillWithOrders(count: number): Promise<void> {
  const plain = ordering.menu
    .list(owner)
    .items.find((item) => item.unavailable === null && item.optionGroupIds.length === 0);
  if (!plain) throw new Error('the sample menu has no plain item');
  const lines = [{ itemId: plain.id, quantity: 1, options: [] }];
  let next = 0;
  const oneTab = async () => {
    const tab = await ordering.tabs.openTakeAway(owner, {}, 'en');
    const placed = await Promise.all(
      Array.from({ length: 10 }, () =>
        ordering.orders.place(owner, { tabId: tab.id, lines, idempotencyKey: `fill-${next++}` }, 'en'),
      ),
    );
    await Promise.all(
      placed.map(({ order }) => ordering.kitchen.advance(owner, { orderId: order.id }, 'order.served')),
    );
    const amount = placed.reduce((sum, { order }) => sum + order.total.amount, 0);
    await ordering.payments.take(owner, { tabId: tab.id, method: 'cash', amount, idempotencyKey: `pay-${next}` }, 'en');
    await ordering.tabs.close(owner, tab.id, 'en');
  };
  for (let done = 0; done < count; done += 200) await Promise.all(Array.from({ length: 20 }, oneTab));
}

/** Time to read 200 rows of the orders' table by their index; the floor of any list. */
function readRows(): { ms: number } {
  const statement = landing.opened.connection.prepare('SELECT * FROM tab_order ORDER BY placed_at DESC LIMIT 200');
  const started = performance.now();
  statement.all();
  return { ms: performance.now() - started };
}

await fillWithOrders(Number(values.orders));

process.on('message', (question) => {
  if (question === 'cpu') process.send?.(process.cpuUsage());
  if (question === 'memory') process.send?.(process.memoryUsage());
  if (question === 'read-rows') process.send?.(readRows());
  if (question === 'orders')
    process.send?.(landing.opened.connection.prepare('SELECT count(*) AS n FROM tab_order').get() as object);
});
process.stdout.write(
  `${JSON.stringify({ api: `${landing.guestAddress}/api/v1/guest`, phones, consoleToken: token, consoleUrl: landing.consoleUrl, sticker: ordering.guestLinks()[0]?.url })}\n`,
);
process.on('SIGTERM', async () => {
  await landing.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
