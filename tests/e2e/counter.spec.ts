import { expect, type Page } from '@playwright/test';
import { type ConsoleClient, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { closeByEscape } from '#tests/support/keys.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

const dish = 'Vegetable spring rolls';

/** A diner's order at a table, over the guest API. */
async function orderAt(landing: TestLanding, table: string, quantity = 1) {
  const phone = await Phone.scan(landing.sticker(table));
  const { line, amount } = lineFor(itemNamed((await phone.menu()).body, dish), quantity);
  return (await phone.order([line], amount)).body.order;
}

async function openTable(landing: TestLanding, counter: ConsoleClient, table: string): Promise<string> {
  return (await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId(table) })).id;
}

const tile = (page: Page, table: string) =>
  page.locator('.tile', { has: page.locator('.tile-name', { hasText: new RegExp(`^${table}$`) }) });
const card = (page: Page, number: number) => page.locator('.order-card', { hasText: `#${number}` });

/** Lets a request reach the landing and loses its answer, the first time. */
async function loseFirstAnswer(page: Page, procedure: string): Promise<void> {
  let lost = false;
  await page.route(`**/trpc/${procedure}*`, async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    await route.abort('connectionreset');
  });
}

test('an order appears by itself, is accepted with one tap, paid with change, and the table closed', async ({
  landing,
  counter,
  openConsole,
}) => {
  const tabId = await openTable(landing, counter, '1');
  const page = await openConsole('counter');
  await expect(tile(page, '1')).toContainText('Open');
  const order = await orderAt(landing, '1', 2);
  await expect(card(page, order.number)).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\)/);
  await expect(tile(page, '1')).toContainText('New order');
  await card(page, order.number).getByRole('button', { name: 'Accept' }).click();
  await expect(card(page, order.number)).toBeHidden();
  await expect(page).toHaveTitle('Landing Desk');

  await tile(page, '1').click();
  await page
    .getByRole('button', { name: 'Mark all as served' })
    .or(page.getByRole('button', { name: 'Served' }))
    .click();
  await page.getByRole('button', { name: /^Take payment/ }).click();
  await page.getByRole('button', { name: '¥50' }).click();
  await page.getByRole('button', { name: 'Take ¥36.00' }).click();
  await expect(page.locator('.pay-taken-change')).toContainText('¥14.00');
  await page.locator('.pay-taken').getByRole('button', { name: 'Close table' }).click();
  await expect(page.getByText('Table 1 is closed and free.')).toBeVisible();
  await expect(tile(page, '1')).toContainText('Free');
  const tab = await counter.query<{ state: string; paid: { amount: number } }>('ordering.tabs.get', { tabId });
  expect(tab).toMatchObject({ state: 'closed', paid: { amount: order.total.amount } });
});

test('rejecting says why, asking to wait says how long, and Enter accepts the oldest', async ({
  landing,
  counter,
  openConsole,
}) => {
  await openTable(landing, counter, '2');
  const page = await openConsole('counter');
  const first = await orderAt(landing, '2');
  const second = await orderAt(landing, '2');
  await card(page, second.number).getByRole('button', { name: 'Wait…' }).click();
  await card(page, second.number).getByRole('button', { name: '15 min' }).click();
  await expect(card(page, second.number)).toContainText('Told to wait 15 min');
  await page.locator('body').press('Enter');
  await expect(card(page, first.number)).toBeHidden();
  await card(page, second.number).getByRole('button', { name: 'Reject' }).click();
  await card(page, second.number).getByLabel('In your own words').fill('The fryer is broken');
  await card(page, second.number).getByRole('button', { name: 'Reject with these words' }).click();
  await expect(card(page, second.number)).toBeHidden();
  // A card goes with the tap, the landing has it a moment later.
  const decided = async () => {
    const orders = await counter.query<{ id: string; state: string; rejection: unknown }[]>('ordering.orders.list');
    const one = (wanted: string) => orders.find(({ id }) => id === wanted);
    return [one(first.id)?.state, one(second.id)?.rejection];
  };
  await expect.poll(decided).toEqual(['accepted', { reason: 'other', text: 'The fryer is broken' }]);
});

test('a lost answer orders once and pays once, even over a reload', async ({ landing, counter, openConsole }) => {
  const tabId = await openTable(landing, counter, '3');
  const page = await openConsole('counter');
  await tile(page, '3').click();
  await page.getByRole('button', { name: 'Add order' }).click();
  await page.getByRole('button', { name: dish }).click();
  await loseFirstAnswer(page, 'ordering.orders.place');
  await page.getByRole('button', { name: /^Send/ }).click();
  await expect(page.getByText('the order will not be sent twice')).toBeVisible();
  await page.locator('.cart').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/is in the kitchen/)).toBeVisible();

  await loseFirstAnswer(page, 'ordering.payments.take');
  await page.getByRole('button', { name: /^Take payment/ }).click();
  await page.getByRole('button', { name: 'Equal shares' }).click();
  await page.getByRole('button', { name: 'Take ¥9.00' }).click();
  await expect(page.getByText('it will never be taken twice')).toBeVisible();
  await page.reload();
  await tile(page, '3').click();
  await page.getByRole('button', { name: /^Take payment/ }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('¥9.00 taken')).toBeVisible();
  const tab = await counter.query<{ orders: unknown[]; payments: unknown[] }>('ordering.tabs.get', { tabId });
  expect(tab.orders).toHaveLength(1);
  expect(tab.payments).toHaveLength(1);
});

test('an accept that does not arrive puts the card back, and a landing that is gone is said aloud', async ({
  landing,
  counter,
  openConsole,
}) => {
  await openTable(landing, counter, '4');
  const page = await openConsole('counter');
  const order = await orderAt(landing, '4');
  await page.route('**/trpc/ordering.orders.accept*', (route) => route.abort('connectionrefused'));
  await card(page, order.number).getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByText('That did not work')).toBeVisible();
  await expect(card(page, order.number)).toBeVisible();

  await page.route('**/trpc/**', (route) => route.abort('connectionrefused'));
  await landing.close();
  await expect(page.getByText(/^No connection to the main computer/)).toBeVisible({ timeout: 20_000 });
});

test('the kitchen sees a ticket at once and moves it to the end', async ({ landing, counter, openConsole }) => {
  await openTable(landing, counter, '5');
  const page = await openConsole('kitchen');
  await expect(page.getByText('Nothing to cook. Enjoy the quiet.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Counter' })).toHaveCount(0);
  const order = await orderAt(landing, '5');
  await counter.mutate('ordering.orders.accept', { orderId: order.id });
  const ticket = page.getByRole('article', { name: `Order ${order.number}` });
  await ticket.getByRole('button', { name: 'Start' }).click();
  await expect(ticket.getByRole('button', { name: 'Start' })).toHaveCount(0);
  await ticket.getByRole('button', { name: 'Ready' }).click();
  await ticket.getByRole('button', { name: 'Served' }).click();
  await expect(ticket).toBeHidden();
  const state = async () => (await counter.query<{ state: string }[]>('ordering.orders.list'))[0]?.state;
  await expect.poll(state).toBe('served');
});

for (const [width, height] of [
  [1366, 768],
  [390, 844],
] as const) {
  test(`nothing for axe to find, ${width} px`, async ({ landing, counter, openConsole }) => {
    await openTable(landing, counter, '1');
    const page = await openConsole('counter', { width, height });
    await orderAt(landing, '1');
    await expect(page.locator('.order-card')).toBeVisible();
    await nothingToFind(page, `${width} order`);
    await tile(page, '1').click();
    await expect(page.locator('.receipt .tab-line')).toBeVisible();
    await nothingToFind(page, `${width} table`);
    await page.getByRole('button', { name: 'Add order' }).click();
    await expect(page.locator('.dish').first()).toBeVisible();
    await nothingToFind(page, `${width} dishes`);
    await closeByEscape(page, page.locator('.dish'));
    await page.getByRole('button', { name: /^Take payment/ }).click();
    await expect(page.locator('.pay')).toBeVisible();
    await nothingToFind(page, `${width} payment`);
  });
}
