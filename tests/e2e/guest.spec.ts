import { expect, type Page } from '@playwright/test';
import { newKey } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';

const dish = 'Vegetable spring rolls';

/** Puts one plain dish into the cart and opens the cart. */
async function choose(page: Page, name = dish): Promise<void> {
  await page.getByRole('button', { name: `Add ${name} to the order` }).click();
  await page.getByRole('button', { name: /View order/ }).click();
}

test('a diner orders, sees it accepted, served and paid, and keeps the receipt when the table closes', async ({
  landing,
  counter,
  openPhone,
}) => {
  const page = await openPhone('1');
  await expect(page.getByText('Table 1').first()).toBeVisible();
  await choose(page);
  const waiting = page.getByText('You can send as soon as the staff open your table.').first();
  await expect(waiting).toBeVisible();

  const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
  await expect(waiting).toBeHidden();
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText('Order received', { exact: true })).toBeVisible();
  const [order] = await counter.query<{ id: string; total: { amount: number } }[]>('ordering.orders.list', {
    state: 'placed',
  });
  expect(order).toBeTruthy();

  await counter.mutate('ordering.orders.accept', { orderId: order?.id });
  await expect(page.getByText('Accepted').first()).toBeVisible();
  await counter.mutate('ordering.tickets.start', { orderId: order?.id });
  await expect(page.getByText('Cooking').first()).toBeVisible();
  await counter.mutate('ordering.tickets.serve', { orderId: order?.id });
  await expect(page.getByText('Served').first()).toBeVisible();
  await counter.mutate('ordering.payments.take', {
    tabId: tab.id,
    method: 'card',
    amount: order?.total.amount,
    idempotencyKey: newKey(),
  });
  await expect(page.getByText(/Paid/).first()).toBeVisible();
  await counter.mutate('ordering.tabs.close', { tabId: tab.id });
  await expect(page.getByRole('button', { name: /start|new|again/i }).first()).toBeVisible();
  await expect(page.getByText(dish).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText(dish).first()).toBeVisible();
});

test('a double tap and a lost answer are one order', async ({ landing, counter, openPhone }) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
  const page = await openPhone('2');
  await choose(page);
  let lost = 0;
  await page.route('**/api/v1/guest/orders', async (route) => {
    const answer = await route.fetch();
    if (lost++ === 0) await route.abort('connectionreset');
    else await route.fulfill({ response: answer });
  });
  await page.getByRole('button', { name: /^Send order/ }).dblclick();
  await expect(page.getByText('Order received', { exact: true })).toBeVisible({ timeout: 20_000 });
  expect(lost).toBeGreaterThan(1);
  expect(await counter.query<unknown[]>('ordering.orders.list')).toHaveLength(1);
});

test('two browser tabs of one phone share the cart and send one order', async ({ landing, counter, openPhone }) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('3') });
  const first = await openPhone('3');
  const second = await first.context().newPage();
  await second.goto(landing.sticker('3'));
  await choose(first);
  await second.getByRole('button', { name: /View order/ }).click();
  const button = (page: Page) => page.getByRole('button', { name: /^Send order/ });
  for (const page of [first, second]) await expect(button(page)).toBeEnabled();
  const buttons = await Promise.all([button(first).elementHandle(), button(second).elementHandle()]);
  await Promise.all(buttons.map((element) => element?.evaluate((node) => (node as HTMLElement).click())));
  await expect(first.getByText('Order received', { exact: true })).toBeVisible();
  await expect.poll(async () => (await counter.query<unknown[]>('ordering.orders.list')).length).toBe(1);
});

test('the cart survives a reload, a lost Wi-Fi and the landing’s restart', async ({ landing, counter, openPhone }) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('4') });
  const page = await openPhone('4');
  await page.getByRole('button', { name: `Add ${dish} to the order` }).click();
  await page.reload();
  await page.getByRole('button', { name: /View order/ }).click();
  await expect(page.getByRole('button', { name: /^Send order/ })).toBeEnabled();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText('Not confirmed yet', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Order received', { exact: true })).toBeHidden();
  await page.context().setOffline(false);
  await expect(page.getByText('Order received', { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await counter.query<unknown[]>('ordering.orders.list')).toHaveLength(1);
});

test('what sold out meanwhile is named, and the rest of the cart stays', async ({ landing, counter, openPhone }) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('5') });
  const page = await openPhone('5');
  await choose(page);
  const { items } = await counter.query<{ items: { id: string; name: { en: string } }[] }>('ordering.menu.list');
  const item = items.find((candidate) => candidate.name.en === dish);
  // The phone is cut off from all news: only the answer to its order can tell it.
  await page.route(/\/api\/v1\/guest\/(events|menu|tab)/, (route) => route.abort());
  landing.landing.ordering.guestStream.close();
  await counter.mutate('ordering.menu.setAvailability', { itemId: item?.id, soldOut: true });
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText(`Sold out: ${dish}.`).first()).toBeVisible();
  expect(await counter.query<unknown[]>('ordering.orders.list')).toHaveLength(0);
});

test('a phone that waited is asked for the table’s code where the house wants it', async ({
  landing,
  counter,
  openPhone,
}) => {
  await landing.settings({ requireTableCode: true });
  const page = await openPhone('6');
  await page.getByRole('button', { name: `Add ${dish} to the order` }).click();
  const tab = await counter.mutate<{ code: string }>('ordering.tabs.open', { tableId: landing.tableId('6') });
  const digits = page.getByRole('textbox');
  await expect(digits).toBeVisible();
  await digits.fill(tab.code === '0000' ? '1111' : '0000');
  await expect(page.getByRole('alert')).toContainText('four-digit');
  await digits.fill(tab.code);
  await page.getByRole('button', { name: /View order/ }).click();
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText('Order received', { exact: true })).toBeVisible();
});

test('an unknown sticker and markup in a note are harmless', async ({ landing, counter, openPhone }) => {
  const stranger = await openPhone('1');
  await stranger.goto(landing.sticker('1').replace(/\/t\/.*/, '/t/nobody-nobody-nobody-nobody'));
  await expect(stranger.getByText(/does not belong|not.*table/i).first()).toBeVisible();

  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('W1') });
  const page = await openPhone('W1');
  await choose(page);
  await page.getByRole('textbox', { name: /whole order/ }).fill('<img src=x onerror=alert(1)> שלום');
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText('Order received', { exact: true })).toBeVisible();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});
