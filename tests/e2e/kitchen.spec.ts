import { expect, type Page } from '@playwright/test';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

/** Rice and noodles from the hot kitchen, tea from the bar. */
const dishes = ['Steamed rice', 'Dan dan noodles', 'Jasmine tea'] as const;

async function openTable(counter: ConsoleClient, landing: TestLanding, table: string): Promise<string> {
  return (await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId(table) })).id;
}

/** An order from the counter, which is in the kitchen at once; gives its id and its lines' stations. */
async function cook(
  counter: ConsoleClient,
  landing: TestLanding,
  tabId: string,
  table: string,
  names: readonly string[] = dishes,
  held: number[] = [],
) {
  const menu = (await (await Phone.scan(landing.sticker(table))).menu()).body;
  const { order } = await counter.mutate<{ order: { id: string; lines: { id: string; station: string }[] } }>(
    'ordering.orders.place',
    { tabId, lines: names.map((name) => lineFor(itemNamed(menu, name)).line), held, idempotencyKey: newKey() },
  );
  return order;
}

async function stationsOf(counter: ConsoleClient): Promise<string[]> {
  const tickets = await counter.query<{ lines: { station: string }[] }[]>('ordering.tickets.list');
  return tickets.flatMap(({ lines }) => lines.map(({ station }) => station));
}

const atStation = (page: Page, station: string) =>
  page.goto(`${new URL(page.url()).origin}/console/kitchen?station=${encodeURIComponent(station)}`);

test('a ticket across two stations: each bumps its own dishes, the pass hands out, the counter and the phone hear of it', async ({
  landing,
  counter,
  openConsole,
  openPhone,
}) => {
  // Five browsers at once.
  test.slow();
  const tabId = await openTable(counter, landing, '5');
  await cook(counter, landing, tabId, '5');
  const [wok = '', , bar = ''] = await stationsOf(counter);
  expect(wok).not.toBe(bar);
  const stove = await openConsole('kitchen', { width: 1920, height: 1080 });
  await atStation(stove, wok);
  const drinks = await openConsole('kitchen');
  await atStation(drinks, bar);
  const pass = await openConsole('kitchen', { width: 1024 });
  const waiter = await openConsole('counter');
  const phone = await openPhone('5');

  await expect(stove.locator('.kline')).toHaveText([/Steamed rice/, /Dan dan noodles/]);
  await expect(drinks.locator('.kline')).toHaveText([/Jasmine tea/]);
  await expect(pass.locator('.kline')).toHaveCount(3);

  await stove.locator('.kline', { hasText: 'Steamed rice' }).click();
  await expect(stove.locator('.kline', { hasText: 'Steamed rice' })).toHaveAttribute('data-standing', 'ready');
  await expect(stove.locator('.ticket')).toHaveCount(1);
  await expect(waiter.locator('.ready-order')).toContainText('1 of 3 ready');
  await phone.getByRole('button', { name: 'My table' }).click();
  await expect(phone.locator('.order')).toContainText('1 of 3 ready');

  await stove.locator('.ticket').getByRole('button', { name: 'Ready', exact: true }).click();
  await expect(stove.locator('.ticket')).toHaveCount(0);
  await expect(drinks.locator('.ticket')).toHaveCount(1);
  await drinks.locator('.kline').click();
  await expect(drinks.locator('.ticket')).toHaveCount(0);
  await expect(pass.locator('.ticket')).toHaveAttribute('data-ready', 'true');

  const notice = waiter.locator('.ready-order');
  await expect(notice).toContainText('5');
  await expect(notice).toContainText(/#\d+ ready/);
  await notice.click();
  await expect(notice).toHaveCount(0);
  await expect(pass.locator('.ticket')).toHaveCount(0);
  await expect(phone.locator('.order')).toContainText('Served');
});

test('what went out by mistake comes back: by the list, by a swipe, and by the keys of a bump bar', async ({
  landing,
  counter,
  openConsole,
}) => {
  const tabId = await openTable(counter, landing, '1');
  await cook(counter, landing, tabId, '1');
  await cook(counter, landing, tabId, '1', ['Mapo tofu']);
  const kitchen = await openConsole('kitchen');
  const tickets = kitchen.locator('.ticket');
  await expect(tickets).toHaveCount(2);
  await expect(tickets.nth(1)).toContainText('Add-on');

  await tickets.nth(0).getByRole('button', { name: 'Ready', exact: true }).click();
  await tickets.nth(0).getByRole('button', { name: 'Served' }).click();
  await expect(tickets).toHaveCount(1);
  await kitchen.getByRole('button', { name: 'Recall' }).click();
  await kitchen.locator('.recall').getByRole('button', { name: 'Recall' }).click();
  await kitchen.keyboard.press('Escape');
  // Keys belong to the board again once the list is gone.
  await expect(kitchen.locator('.recall')).toHaveCount(0);
  await expect(tickets).toHaveCount(2);
  await expect(tickets.nth(0)).toHaveAttribute('data-ready', 'true');

  await kitchen.keyboard.press('2');
  await expect(tickets.nth(1)).toHaveAttribute('data-selected', 'true');
  await kitchen.keyboard.press('Enter');
  await expect(tickets.nth(1)).toHaveAttribute('data-ready', 'true');
  await kitchen.keyboard.press('Backspace');
  await expect(tickets.nth(1).locator('.kline')).toHaveAttribute('data-standing', 'active');

  await tickets.nth(1).getByRole('button', { name: 'Ready', exact: true }).click();
  await expect(tickets.nth(1)).toHaveAttribute('data-ready', 'true');
  const head = tickets.nth(1).locator('.ticket-head');
  await head.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 40, clientY: 20 });
  await head.dispatchEvent('pointerup', { pointerType: 'touch', clientX: 160, clientY: 22 });
  await expect(tickets.nth(1).locator('.kline')).toHaveAttribute('data-standing', 'active');
});

test('all-day counts, held dishes, urged and voided ones', async ({ landing, counter, openConsole }) => {
  const one = await openTable(counter, landing, '1');
  const two = await openTable(counter, landing, '2');
  await cook(counter, landing, one, '1', ['Steamed rice', 'Mapo tofu'], [1]);
  const second = await cook(counter, landing, two, '2', ['Steamed rice', 'Garlic pak choi']);
  const kitchen = await openConsole('kitchen');
  await kitchen.getByRole('button', { name: 'All day' }).click();
  const counts = kitchen.locator('.all-day-dish');
  await expect(counts.first()).toHaveText(/2\s*Steamed rice/);
  await expect(counts.filter({ hasText: 'Mapo tofu' })).toHaveCount(0);
  await counts.filter({ hasText: 'Garlic pak choi' }).click();
  await expect(kitchen.locator('.ticket[data-aside]')).toHaveCount(1);
  await counts.filter({ hasText: 'Garlic pak choi' }).click();

  const held = kitchen.locator('.kline', { hasText: 'Mapo tofu' });
  await expect(held).toContainText('On hold');
  await kitchen.getByRole('button', { name: 'Fire' }).click();
  await expect(held).toHaveAttribute('data-standing', 'active');
  await expect(counts.filter({ hasText: 'Mapo tofu' })).toHaveCount(1);

  await counter.mutate('ordering.tickets.urge', { orderId: second.id });
  await expect(kitchen.locator('.ticket', { hasText: 'Garlic pak choi' })).toContainText('Hurry');
  await counter.mutate('ordering.tabs.voidLine', {
    tabId: two,
    orderId: second.id,
    lineId: second.lines[1]?.id,
    quantity: 1,
    reason: 'changed their mind',
    idempotencyKey: newKey(),
  });
  const off = kitchen.locator('.kline', { hasText: 'Garlic pak choi' });
  await expect(off).toContainText('taken off');
  await expect(counts.filter({ hasText: 'Garlic pak choi' })).toHaveCount(0);
  await kitchen.getByRole('button', { name: 'Seen' }).click();
  await expect(off).toHaveCount(0);
  await kitchen.reload();
  await expect(kitchen.locator('.ticket')).toHaveCount(2);
  await expect(off).toHaveCount(0);
});

test('paused and resumed from the kitchen: the phone keeps its cart', async ({
  landing,
  counter,
  openConsole,
  openPhone,
}) => {
  await openTable(counter, landing, '3');
  const kitchen = await openConsole('kitchen');
  const phone = await openPhone('3');
  await phone.getByRole('button', { name: 'Add Steamed rice to the order' }).click();
  await kitchen.getByRole('button', { name: 'Pause orders' }).click();
  await expect(phone.getByRole('main').getByText('No orders can be taken right now')).toBeVisible();
  await phone.getByRole('button', { name: /View order/ }).click();
  await expect(phone.getByRole('button', { name: /^Send order/ })).toBeDisabled();
  await kitchen.getByRole('button', { name: 'Take orders again' }).click();
  await kitchen.getByRole('button', { name: 'Usual wait' }).click();
  await kitchen.getByRole('menuitem', { name: 'About 30 min' }).click();
  await expect(phone.getByRole('button', { name: /^Send order/ })).toBeEnabled();
  await expect(phone.getByRole('main').getByText('Dishes take about 30 minutes')).toBeVisible();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();
});

test('a connection that is lost cannot be overlooked', async ({ landing, counter, openConsole }) => {
  await cook(counter, landing, await openTable(counter, landing, '1'), '1');
  const kitchen = await openConsole('kitchen');
  await expect(kitchen.locator('.ticket')).toHaveCount(1);
  await kitchen.context().setOffline(true);
  await landing.close();
  await expect(kitchen.locator('.kitchen-stale')).toContainText('Connection lost');
  await expect(kitchen.locator('.kitchen[data-stale] .ticket')).toHaveCount(1);
});

test('what a guest wrote stands above the dishes, set apart by colour', async ({ landing, counter, openConsole }) => {
  await openTable(counter, landing, '5');
  const phone = await Phone.scan(landing.sticker('5'));
  const { line, amount } = lineFor(itemNamed((await phone.menu()).body, 'Steamed rice'));
  const { order } = (await phone.order([line], amount, { note: 'One of us is allergic to peanuts' })).body;
  await counter.mutate('ordering.orders.accept', { orderId: order.id });
  const kitchen = await openConsole('kitchen');
  const note = kitchen.locator('.ticket-note');
  await expect(note).toHaveText('One of us is allergic to peanuts');
  await expect(note).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await expect(kitchen.locator('.ticket-note ~ .course .kline')).toHaveCount(1);
});
