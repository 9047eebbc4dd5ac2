import { expect, type Locator, type Page } from '@playwright/test';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

interface Tab {
  readonly id: string;
  readonly state: string;
  readonly guests: number | null;
  readonly table: { readonly name: string } | null;
  readonly orders: readonly { readonly lines: readonly unknown[] }[];
}

const tile = (page: Page, table: string) =>
  page.locator('.tile', { has: page.locator('.tile-name', { hasText: new RegExp(`^${table}$`) }) });
const openTab = (landing: TestLanding, counter: ConsoleClient, table: string) =>
  counter.mutate<Tab>('ordering.tabs.open', { tableId: landing.tableId(table) });
const tabOf = (counter: ConsoleClient, tabId: string) => counter.query<Tab>('ordering.tabs.get', { tabId });

/** Orders one plain dish from a phone; gives the answer's status and code. */
async function orderFrom(phone: Phone) {
  const { line, amount } = lineFor(plainItem((await phone.menu()).body));
  const { status, body } = await phone.order([line], amount);
  return { status, code: body.code };
}

/** Drags by hand, once both have come to rest: a press on something that is still moving lands beside it. */
async function carry(page: Page, from: Locator, to: Locator): Promise<void> {
  await to.hover();
  await from.hover();
  const [a, b] = [await from.boundingBox(), await to.boundingBox()];
  if (!a || !b) throw new Error('not on the screen');
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(a.x + a.width / 2 + 20, a.y + a.height / 2 + 4, { steps: 3 });
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 6 });
}

test('a table opens with two quick taps and no error, its guests are counted, and counted anew', async ({
  counter,
  openConsole,
}) => {
  const page = await openConsole('counter');
  await tile(page, '2').dblclick();
  const prompt = page.getByRole('region', { name: 'How many guests?' });
  await prompt.getByRole('button', { name: '4', exact: true }).click();
  await expect(prompt).toBeHidden();
  await expect(tile(page, '2')).toContainText('4');
  await expect(page.getByText('That did not work')).toHaveCount(0);
  await page.getByRole('button', { name: 'Guests: 4. Change' }).click();
  await prompt.getByRole('button', { name: 'More' }).click();
  await prompt.getByRole('textbox').fill('12');
  await prompt.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Guests: 12. Change' })).toBeVisible();
  const seated = async () => {
    const tables = await counter.query<{ name: string; tab: { guests: number } | null }[]>('ordering.tables.list');
    return tables.filter(({ tab }) => tab).map(({ name, tab }) => [name, tab?.guests]);
  };
  await expect.poll(seated).toEqual([['2', 12]]);
});

test('a take-away tab is opened once, also when its answer is lost', async ({ counter, openConsole }) => {
  const page = await openConsole('counter');
  let lost = false;
  await page.route('**/trpc/ordering.tabs.openTakeAway*', async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    await route.abort('connectionreset');
  });
  const add = page.getByRole('button', { name: 'New take-away' });
  await add.click();
  await expect(page.getByText('That did not work')).toBeVisible();
  await add.click();
  await expect(page.getByRole('heading', { name: 'Take-away', level: 2 }).last()).toBeVisible();
  await expect(page.locator('.receipt')).toBeVisible();
  expect(await counter.query<Tab[]>('ordering.tabs.listTakeAway')).toHaveLength(1);
});

test('a call is answered with one tap on the table itself, in the plan and in the list', async ({
  landing,
  counter,
  openConsole,
}) => {
  await openTab(landing, counter, '3');
  await openTab(landing, counter, 'T1');
  const page = await openConsole('counter');
  await (await Phone.scan(landing.sticker('3'))).call('waiter');
  await expect(tile(page, '3')).toContainText('Calling');
  await page.getByRole('button', { name: '3 calls for a waiter: I am going' }).click();
  await expect(tile(page, '3')).toContainText('Open');
  await expect.poll(() => counter.query<unknown[]>('ordering.calls.list')).toEqual([]);

  await page.getByRole('radiogroup', { name: 'How tables are shown' }).getByText('List').click();
  await (await Phone.scan(landing.sticker('T1'))).call('bill');
  await page.getByRole('button', { name: 'T1 wants the bill: show it' }).click();
  await expect(page.getByRole('heading', { name: 'Table T1' })).toBeVisible();
  await expect.poll(() => counter.query<unknown[]>('ordering.calls.list')).toEqual([]);
  await page.reload();
  await expect(page.locator('.floor')).toHaveAttribute('data-view', 'list');
});

test('one tap pauses orders from phones, everybody sees it, and one tap takes them again', async ({
  landing,
  counter,
  openConsole,
}) => {
  await openTab(landing, counter, '1');
  const phone = await Phone.scan(landing.sticker('1'));
  const page = await openConsole('counter');
  const other = await openConsole('manager', { width: 390, height: 844 });
  await page.getByRole('button', { name: 'Pause orders' }).click();
  const banner = other.getByText(/^Orders from phones are paused since \d\d:\d\d$/);
  await expect(banner).toBeVisible();
  expect(await orderFrom(phone)).toEqual({ status: 409, code: 'ordering_paused' });
  await other.getByRole('button', { name: 'Take orders again' }).click();
  await expect(page.getByText(/^Orders from phones are paused/)).toBeHidden();
  expect((await orderFrom(phone)).status).toBe(201);

  await page.getByRole('button', { name: 'Usual wait' }).click();
  await page.getByRole('menuitem', { name: 'About 20 min' }).click();
  await expect(page.getByRole('button', { name: 'About 20 min' })).toBeVisible();
  await expect.poll(async () => (await phone.tab()).body.notice).toEqual({ paused: false, delayMinutes: 20 });
});

test('who changes their mind has the last word, though the network holds up the first', async ({
  counter,
  openConsole,
}) => {
  const page = await openConsole('counter');
  const release = Promise.withResolvers<void>();
  let [sent, answered] = [0, 0];
  await page.route('**/trpc/ordering.notice.update*', async (route) => {
    sent += 1;
    if (sent === 1) await release.promise;
    const response = await route.fetch();
    answered += 1;
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Pause orders' }).click();
  await page.getByRole('button', { name: 'Take orders again' }).click();
  await expect(page.getByText(/^Orders from phones are paused/)).toBeHidden();
  await counter.query('ordering.tables.list');
  release.resolve();
  await expect.poll(() => answered).toBe(2);
  expect(await counter.query('ordering.notice.get')).toMatchObject({ pausedAt: null });
});

test('guests move by dragging and by the sheet, onto others only after one confirmation; their phones follow', async ({
  landing,
  counter,
  openConsole,
}) => {
  await landing.settings({ autoAccept: true });
  const first = await openTab(landing, counter, '1');
  const second = await openTab(landing, counter, '5');
  const phones = [await Phone.scan(landing.sticker('1')), await Phone.scan(landing.sticker('1'))];
  for (const phone of phones) expect((await orderFrom(phone)).status).toBe(201);
  expect((await orderFrom(await Phone.scan(landing.sticker('5')))).status).toBe(201);
  const page = await openConsole('counter', { width: 1440, height: 900 });

  await expect(tile(page, '1')).toContainText('Open');
  await carry(page, tile(page, '1'), tile(page, '2'));
  await expect(page.locator('.plan-carried')).toHaveText('Move 1 to 2');
  await page.mouse.up();
  const tableOf = async (tabId: string) => (await tabOf(counter, tabId)).table?.name;
  await expect(tile(page, '2')).toContainText('Open');
  await page.getByRole('button', { name: 'Undo' }).hover();
  await expect(tile(page, '1')).toContainText('Free');
  await expect.poll(() => tableOf(first.id)).toBe('2');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tile(page, '1')).toContainText('Open');

  await carry(page, tile(page, '1'), tile(page, '5'));
  await page.mouse.up();
  const sheet = page.getByRole('dialog', { name: 'Where does Table 1 go?' });
  await expect(sheet).toContainText('This cannot be undone');
  expect((await tabOf(counter, first.id)).state).toBe('open');
  await sheet.getByRole('button', { name: 'Merge with Table 5' }).click();
  await expect(page.getByText('Table 1 and Table 5 are one bill now.')).toBeVisible();
  expect((await tabOf(counter, second.id)).orders).toHaveLength(3);
  for (const phone of phones) expect((await phone.tab()).body.tab?.orders).toHaveLength(3);

  await tile(page, '5').click();
  await page.getByRole('button', { name: 'Move / merge' }).press('Enter');
  const chooser = page.getByRole('dialog');
  await chooser.getByLabel('Find a table').fill('W2');
  await page.keyboard.press('Enter');
  await expect(chooser).toContainText('Table 5 moves to Table W2');
  await chooser.getByRole('button', { name: 'Move to Table W2' }).click();
  await expect(tile(page, 'W2')).toContainText('Open');
  await expect.poll(() => tableOf(second.id)).toBe('W2');
  for (const phone of phones) expect((await orderFrom(phone)).status).toBe(201);
  expect((await tabOf(counter, second.id)).orders).toHaveLength(5);
});

test('a merge that changes the charges says so before, with the amounts', async ({ landing, counter, openConsole }) => {
  await landing.settings({ serviceCharge: { ppm: 150_000, taxClass: 'food', takeAway: false }, autoAccept: true });
  const from = await openTab(landing, counter, '1');
  const into = await counter.mutate<Tab>('ordering.tabs.open', { tableId: landing.tableId('2'), service: 'take_away' });
  const dish = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
  for (const tabId of [from.id, into.id]) {
    const lines = [{ itemId: dish.id, quantity: 1 }];
    await counter.mutate('ordering.orders.place', { tabId, lines, idempotencyKey: newKey() });
  }
  const page = await openConsole('counter');
  await tile(page, '1').click();
  await page.getByRole('button', { name: 'Move / merge' }).click();
  await page.locator('.move-target', { hasText: /^2/ }).click();
  await page.getByRole('button', { name: 'Merge with Table 2' }).click();
  const told = page.getByRole('dialog').getByRole('alert');
  const price = dish.price.amount;
  const yuan = (amount: number) => `¥${(amount / 100).toFixed(2)}`;
  const charge = Math.round((price * 15) / 100);
  await expect(told).toContainText('The charges change');
  await expect(told.getByText('Service charge').locator('..')).toContainText(`${yuan(charge)}¥0.00`);
  await expect(told.getByText('Both bills').locator('..')).toContainText(
    `${yuan(2 * price + charge)}${yuan(2 * price)}`,
  );
  await nothingToFind(page, 'merge-charges');
  expect((await tabOf(counter, from.id)).state).toBe('open');
  await page.getByRole('button', { name: `Merge at ${yuan(2 * price)}` }).click();
  await expect(page.getByText('Table 1 and Table 2 are one bill now.')).toBeVisible();
  expect(await tabOf(counter, into.id)).toMatchObject({ total: { amount: 2 * price } });
});

test('fewer guests say what the bill comes to before, and beyond the limit a second person is asked', async ({
  landing,
  counter,
  openConsole,
}) => {
  await landing.settings({ coverCharge: { amount: 500, taxClass: 'food' } });
  const { id: tabId } = await openTab(landing, counter, '1');
  await counter.mutate('ordering.tabs.changeGuests', { tabId, guests: 6 });
  const dish = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
  const lines = [{ itemId: dish.id, quantity: 1 }];
  await counter.mutate('ordering.orders.place', { tabId, lines, idempotencyKey: newKey() });
  const page = await openConsole('counter');
  const prompt = page.getByRole('region', { name: 'How many guests?' });
  const sheet = page.getByRole('dialog', { name: '2 guests instead of 6' });
  const count = async (guests: number) => {
    await page.getByRole('button', { name: /^Guests: \d+\. Change$/ }).click();
    await prompt.getByRole('button', { name: String(guests), exact: true }).click();
  };
  const yuan = (amount: number) => `¥${(amount / 100).toFixed(2)}`;
  await tile(page, '1').click();
  await count(2);
  await expect(sheet.getByText('Cover charge').locator('..')).toContainText('¥30.00¥10.00');
  await expect(sheet.getByText('The bill', { exact: true }).locator('..')).toContainText(
    `${yuan(dish.price.amount + 3000)}${yuan(dish.price.amount + 1000)}`,
  );
  await nothingToFind(page, 'fewer-guests');
  await sheet.getByRole('button', { name: 'Close' }).click();
  await expect(sheet).toBeHidden();
  expect((await tabOf(counter, tabId)).guests).toBe(6);

  // Ordered meanwhile: the total that was agreed to is asked for again.
  await count(2);
  await expect(sheet).toBeVisible();
  await page.route('**/trpc/ordering.tabs.get*', (route) => route.abort());
  await counter.mutate('ordering.orders.place', { tabId, lines, idempotencyKey: newKey() });
  await sheet.getByRole('button', { name: `Change at ${yuan(dish.price.amount + 1000)}` }).click();
  await sheet.getByRole('button', { name: `Change at ${yuan(2 * dish.price.amount + 1000)}` }).click();
  await page.unroute('**/trpc/ordering.tabs.get*');
  const second = page.getByRole('dialog', { name: 'Second person' });
  await expect(second).toContainText('2 guests instead of 6');
  await second.getByRole('button', { name: /Mona/ }).click();
  await second.getByLabel(/^PIN of/).fill('4826');
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: 'Guests: 2. Change' })).toBeVisible();
  expect((await tabOf(counter, tabId)).guests).toBe(2);

  // More guests are no question.
  await count(3);
  await expect(page.getByRole('button', { name: 'Guests: 3. Change' })).toBeVisible();
  await expect.poll(async () => (await tabOf(counter, tabId)).guests).toBe(3);
});

test('a table that was taken meanwhile is not merged by a move', async ({ landing, counter, openConsole }) => {
  const first = await openTab(landing, counter, '1');
  const page = await openConsole('counter');
  await tile(page, '1').click();
  await page.getByRole('button', { name: 'Move / merge' }).click();
  await page.locator('.move-target', { hasText: /^6/ }).click();
  // The screen does not hear of it before it is pressed.
  // The screen may ask for several things at once.
  await page.route(/\/trpc\/[^?]*ordering\.tables\.list/, (route) => route.abort());
  await openTab(landing, counter, '6');
  await page.getByRole('button', { name: 'Move to Table 6' }).click();
  await expect(page.getByText('Meanwhile that changed.')).toBeVisible();
  expect(await tabOf(counter, first.id)).toMatchObject({ state: 'open', table: { name: '1' } });
});

test('two tablets on one tab lose no line, also when one moves it while the other adds', async ({
  landing,
  counter,
  openConsole,
}) => {
  const tab = await openTab(landing, counter, '1');
  const tablets = [
    await openConsole('counter', { width: 1024, height: 768 }),
    await openConsole('manager', { width: 1024, height: 768 }),
  ] as const;
  const fill = async (page: Page, dish: string) => {
    await page.getByRole('button', { name: 'Add order' }).click();
    await page.locator('.dish', { hasText: dish }).click();
  };
  const send = (page: Page) => page.getByRole('button', { name: /^Send/ }).click();
  for (const page of tablets) await tile(page, '1').click();
  await Promise.all([fill(tablets[0], 'Vegetable spring rolls'), fill(tablets[1], 'Steamed rice')]);
  await Promise.all(tablets.map(send));
  for (const page of tablets) {
    await expect(page.locator('.receipt')).toContainText('Vegetable spring rolls');
    await expect(page.locator('.receipt')).toContainText('Steamed rice');
  }
  await fill(tablets[0], 'Steamed rice');
  await Promise.all([
    send(tablets[0]),
    counter.mutate('ordering.tabs.move', { tabId: tab.id, tableId: landing.tableId('2'), onlyIfFree: true }),
  ]);
  await expect(tablets[0].getByRole('heading', { name: 'Table 2', exact: true })).toBeVisible();
  await expect(tablets[1].getByRole('heading', { name: 'Table 2', exact: true })).toBeVisible();
  await expect.poll(async () => (await tabOf(counter, tab.id)).orders.length).toBe(3);
});
