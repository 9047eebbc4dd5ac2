import { join } from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { type RunningApp, startApp } from '#tests/integration/desktop/app.ts';
import { ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { programs } from '#tests/support/programs.ts';
import { randomFrom } from '#tests/support/random.ts';

/** In a soak a hundred. */
const kills = Number(process.env['LANDING_WINDOW_KILLS'] ?? 10);
const seed = Number(process.env['LANDING_SEED'] ?? Date.now() % 1_000_000);
const patience = { timeout: 60_000 };

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

/** Signs in at the console's own page, and marks the page: a page that is loaded anew has no mark. */
async function signIn(page: Page): Promise<void> {
  const password = page.locator('input[type=password]');
  await password.waitFor(patience);
  await page.getByRole('textbox').nth(0).fill('demo');
  await page.getByRole('textbox').nth(1).fill('counter');
  await password.fill('osmanthus-counter');
  await password.press('Enter');
  await password.waitFor({ state: 'detached' });
  await page.evaluate(() => Object.assign(window, { marked: true }));
}
const isMarked = (page: Page) => page.evaluate(() => 'marked' in window);

/** An order by thumb on the guest's own page, up to the tap that sends it. */
async function tapSend(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: 'Add Steamed rice to the order' }).click(patience);
  await phone.getByRole('button', { name: /View order/ }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
}

/** Waits until the page says by itself that its order was received, and goes back to the menu. */
async function seeReceived(phone: Page): Promise<void> {
  await phone.getByText('Order received', { exact: true }).waitFor(patience);
  await phone.getByRole('button', { name: 'Back to the menu' }).click();
}

interface Acknowledged {
  readonly id: string;
  readonly number: number;
  readonly key: string;
}

/** A phone that orders all the time: one key until it is answered, then the next. `ended` gives what was acknowledged. */
function orderAllTheTime(phone: Phone, line: ReturnType<typeof lineFor>) {
  const acknowledged: Acknowledged[] = [];
  let stopping = false;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const run = async () => {
    while (!stopping) {
      const key = newKey();
      for (let answered = false; !answered; ) {
        const answer = await phone.order([line.line], line.amount, { key }).catch(() => undefined);
        answered = answer?.status === 201;
        if (answer?.status === 201) acknowledged.push({ ...answer.body.order, key });
        else if (answer && answer.status < 500 && answer.status !== 429) throw new Error(JSON.stringify(answer.body));
        // As a phone does: it thinks before the next order, and waits before it tries one again.
        await pause(answered ? 500 : 100);
      }
    }
  };
  const running = run();
  return {
    async end() {
      stopping = true;
      await running;
      return acknowledged;
    },
  };
}

it(`the landing killed ${kills} times while phones order: the window stays, phones resume, nothing acknowledged is lost or doubled (LANDING_SEED=${seed})`, {
  timeout: Math.max(300_000, kills * 15_000),
}, async () => {
  const random = randomFrom(seed);
  // The product's rules at the pace of a test: five crashes end it, unless the landing worked for a moment in between.
  app = await startApp('serve', {
    landing: programs.landing,
    args: ['--demo', '--staff-port', String(await freePort())],
    supervision: { readyTimeoutMs: 120_000, firstBackOffMs: 50, crashLimit: 5, settledMs: 100 },
  });
  const { page, control, origin, data } = app;
  await signIn(page);
  const shown: string[] = [];
  page.on('framenavigated', (frame) => frame === page.mainFrame() && shown.push(frame.url()));

  const counter = await new ConsoleClient(origin).login('counter', 'osmanthus-counter');
  const open = async (name: string) => {
    const database = new Database(join(data, 'landing.db'), { readonly: true });
    const table = database.prepare('SELECT id, token FROM dining_table WHERE name = ?').get(name) as {
      id: string;
      token: string;
    };
    database.close();
    const { id } = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: table.id });
    return { tabId: id, sticker: `${origin}/t/${table.token}` };
  };
  const own = await open('1');
  const context = await page.context().browser()?.newContext({ locale: 'en-GB', hasTouch: true });
  if (!context) throw new Error('no browser');
  const phone = await context.newPage();
  await phone.goto(own.sticker);
  await phone.evaluate(() => Object.assign(window, { marked: true }));

  const others = await Promise.all(
    ['2', '3'].map(async (name) => {
      const other = await Phone.scan((await open(name)).sticker);
      return orderAllTheTime(other, lineFor(plainItem((await other.menu()).body)));
    }),
  );

  const serves = () =>
    fetch(`${origin}/healthz`).then(
      ({ status }) => status,
      () => 0,
    );
  for (let round = 0; round < kills; round++) {
    await expect.poll(serves, patience).toBe(200);
    await tapSend(phone);
    // Before, while or after the landing writes it: a request takes a few milliseconds.
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
    process.kill(control.forked.at(-1) ?? 0, 'SIGKILL');
    await seeReceived(phone);
    await expect.poll(() => control.forked.length, patience).toBe(round + 2);
  }
  await expect.poll(serves, patience).toBe(200);
  const acknowledged = (await Promise.all(others.map((other) => other.end()))).flat();

  // The phone and the window are the pages they were, and both are live.
  expect(await isMarked(phone)).toBe(true);
  expect(await isMarked(page)).toBe(true);
  expect(shown.filter((url) => new URL(url).origin !== origin)).toEqual([]);
  const waiting = await counter.query<{ id: string }[]>('ordering.orders.list', { state: 'placed' });
  for (const { id } of waiting) await counter.mutate('ordering.orders.accept', { orderId: id });
  await expect.poll(() => page.locator('.order-card').count(), patience).toBe(0);
  await tapSend(phone);
  await seeReceived(phone);
  await page.locator('.order-card').waitFor(patience);

  await context.close();
  await app.quit({ leave: true });
  const database = new Database(join(data, 'landing.db'), { readonly: true });
  const orders = database.prepare('SELECT id, number, tab_id AS tabId FROM tab_order').all() as {
    id: string;
    number: number;
    tabId: string;
  }[];
  const keys = database.prepare(
    "SELECT json_extract(data, '$.retry.key') AS key FROM event WHERE type = 'order.placed'",
  );
  const placed = keys.pluck().all();
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  expect(orders.filter(({ tabId }) => tabId === own.tabId)).toHaveLength(kills + 1);
  expect(orders).toHaveLength(kills + 1 + acknowledged.length);
  const numbers = new Map(orders.map(({ id, number }) => [id, number]));
  for (const { id, number } of acknowledged) expect(numbers.get(id)).toBe(number);
  expect(new Set(placed).size).toBe(orders.length);
  expect(new Set(orders.map(({ number }) => number)).size).toBe(orders.length);
});
