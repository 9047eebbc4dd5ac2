import { afterAll, expect, it } from 'vitest';
import { ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { randomFrom } from '#tests/support/random.ts';

/** In a soak a thousand. */
const kills = Number(process.env['LANDING_KILLS'] ?? 100);
const seed = Number(process.env['LANDING_SEED'] ?? Date.now() % 1_000_000);
const tables = ['1', '2', '3', '4', '5', '6'];
const phonesPerTable = 3;

const folder = tempFolder();
afterAll(() => folder.remove());

interface Acknowledged {
  readonly id: string;
  readonly number: number;
  readonly total: number;
  readonly key: string;
}

it(`kill -9 ${kills} times under load: nothing acknowledged is lost, no half order, phones resume (acceptance 2; LANDING_SEED=${seed})`, {
  timeout: 15 * 60_000,
}, async () => {
  const random = randomFrom(seed);
  const port = await freePort();
  let landing = await LandingProcess.start(folder.path, { port });
  const sticker = (table: string) => landing.ready.guest.find((link) => link.table === table)?.url ?? '';
  const counter = await new ConsoleClient(landing.ready.consoleUrl).login('counter', 'osmanthus-counter');
  const list = await counter.query<{ id: string; name: string }[]>('ordering.tables.list');
  for (const { id, name } of list)
    if (tables.includes(name)) await counter.mutate('ordering.tabs.open', { tableId: id });
  const phones = await Promise.all(
    tables.flatMap((table) => Array.from({ length: phonesPerTable }, () => Phone.scan(sticker(table)))),
  );
  const [first] = phones;
  if (!first) throw new Error('no phone');
  const { line, amount } = lineFor(plainItem((await first.menu()).body), 2);

  const acknowledged: Acknowledged[] = [];
  let up = Promise.resolve();
  let done = false;
  let onAcknowledged = () => {};

  /** A phone: sends an order until it is answered, then the next; the same key until then. */
  const order = async (phone: Phone) => {
    while (!done) {
      const key = newKey();
      for (let answered = false; !answered; ) {
        await up;
        try {
          const answer = await phone.order([line], amount, { key });
          if (answer.status === 201) {
            const { id, number, total } = answer.body.order;
            acknowledged.push({ id, number, total: total.amount, key });
            onAcknowledged();
            answered = true;
          } else if (answer.status < 500 && answer.status !== 429)
            throw new Error(`refused: ${JSON.stringify(answer.body)}`);
          else if (done) return;
        } catch (error) {
          if (error instanceof Error && error.message.startsWith('refused')) throw error;
          if (done) return;
        }
      }
    }
  };
  const running = phones.map(order);

  for (let round = 0; round < kills; round++) {
    let left = 1 + Math.floor(random() * 25);
    await new Promise<void>((resolve) => {
      onAcknowledged = () => {
        left -= 1;
        if (left === 0) setTimeout(resolve, random() * 25);
      };
    });
    onAcknowledged = () => {};
    let release = () => {};
    up = new Promise((resolve) => {
      release = resolve;
    });
    await landing.kill();
    landing = await LandingProcess.start(folder.path, { port });
    release();
  }
  const target = acknowledged.length + phones.length;
  await new Promise<void>((resolve) => {
    onAcknowledged = () => acknowledged.length >= target && resolve();
  });
  done = true;
  await Promise.all(running);
  expect(await landing.stop()).toBe(0);

  const after = await TestLanding.start({ folder: folder.path, demo: false });
  const { connection } = after.landing.opened;
  const rows = connection.prepare('SELECT id, number, total, business_day AS day FROM tab_order').all() as {
    id: string;
    number: number;
    total: number;
    day: string;
  }[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, number, total } of acknowledged) expect(byId.get(id)).toMatchObject({ number, total });
  expect(new Set(acknowledged.map(({ id }) => id)).size).toBe(acknowledged.length);
  expect(new Set(rows.map(({ day, number }) => `${day}/${number}`)).size).toBe(rows.length);
  const keys = connection
    .prepare(
      "SELECT json_extract(data, '$.retry.key') AS key, count(*) AS n FROM event WHERE type = 'order.placed' GROUP BY 1 HAVING n > 1",
    )
    .all();
  expect(keys).toEqual([]);
  const dump = () =>
    ['tab', 'tab_order', 'ticket', 'payment', 'stock'].map((table) =>
      connection.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
    );
  const projected = dump();
  await after.landing.ordering.rebuildProjections();
  expect(dump()).toEqual(projected);
  expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
  await after.close();
});
