import { expect } from '@playwright/test';
import { newKey } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';

test('a phone follows its guests to another table, and says so once', async ({ landing, counter, openPhone }) => {
  const { id } = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('3') });
  const phone = await openPhone('3');
  await expect(phone.getByRole('heading', { name: 'Table 3' })).toBeVisible();
  await counter.mutate('ordering.tabs.move', { tabId: id, tableId: landing.tableId('6') });
  await expect(phone.getByRole('heading', { name: 'Table 6' })).toBeVisible();
  await expect(phone.getByRole('main').getByText('You are now at table 6')).toBeVisible();
  await phone.getByRole('button', { name: 'Understood' }).click();
  await expect(phone.getByRole('main').getByText('You are now at table 6')).toBeHidden();
  await phone.reload();
  await expect(phone.getByRole('heading', { name: 'Table 6' })).toBeVisible();
  await expect(phone.getByRole('main').getByText('You are now at table 6')).toBeHidden();
});

test('a refused order goes back into the cart and can be sent again', async ({ landing, counter, openPhone }) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  const phone = await openPhone('1');
  await phone.getByRole('button', { name: 'Braised beef noodle soup', exact: true }).click();
  await phone.locator('dialog[open] input').first().check();
  await phone.getByRole('button', { name: /^Add ·/ }).click();
  await phone.getByRole('button', { name: /View order/ }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();
  await phone.getByRole('button', { name: 'Back to the menu' }).click();
  const [order] = await counter.query<{ id: string; total: { amount: number } }[]>('ordering.orders.list', {
    state: 'placed',
  });
  await counter.mutate('ordering.orders.reject', { orderId: order?.id, reason: 'too_busy' });
  await phone.getByRole('button', { name: 'My table' }).click();
  await phone.getByRole('button', { name: 'Put it back into the cart' }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();
  const [again] = await counter.query<{ total: { amount: number } }[]>('ordering.orders.list', { state: 'placed' });
  expect(again?.total).toEqual(order?.total);
});

test('the bill on the phone says what was taken off, given and charged', async ({ landing, counter, openPhone }) => {
  await landing.settings({ serviceCharge: { ppm: 100_000, taxClass: 'food', takeAway: false }, autoAccept: true });
  const { id: tabId } = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
  const phone = await openPhone('1');
  for (const dish of ['Steamed rice', 'Vegetable spring rolls']) {
    await phone.getByRole('button', { name: `Add ${dish} to the order` }).click();
  }
  await phone.getByRole('button', { name: /View order/ }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await phone.getByRole('button', { name: 'Back to the menu' }).click();
  const tab = await counter.query<{ orders: { id: string; lines: { id: string }[] }[] }>('ordering.tabs.get', {
    tabId,
  });
  const [order] = tab.orders;
  await counter.mutate('ordering.tabs.voidLine', {
    tabId,
    orderId: order?.id,
    lineId: order?.lines[0]?.id,
    quantity: 1,
    reason: 'spilt',
    idempotencyKey: newKey(),
  });
  await counter.mutate('ordering.tabs.giveDiscount', {
    tabId,
    kind: 'discount',
    rule: { kind: 'percent', ppm: 50_000, cap: null },
    reason: 'regulars',
    idempotencyKey: newKey(),
  });
  await phone.getByRole('button', { name: 'My table' }).click();
  const sheet = phone.locator('dialog[open]');
  await expect(sheet.locator('s')).toHaveText('Steamed rice');
  await expect(sheet).toContainText('1 taken off the bill');
  await expect(sheet.locator('.totals')).toContainText('Discount');
  await expect(sheet.locator('.totals')).toContainText('Service charge');
});

test('a second phone waits until the first lets it in', async ({ landing, counter, openPhone, openConsole }) => {
  await landing.settings({ requireNod: true });
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  const host = await openPhone('1');
  await expect(host.getByRole('button', { name: 'Add Steamed rice to the order' })).toBeVisible();
  const staff = await openConsole('counter');
  const guest = await openPhone('1');
  const number = (
    await guest
      .getByRole('main')
      .getByText(/^Your number is \d\d$/)
      .textContent()
  )?.slice(-2);
  await expect(host.getByRole('main').getByText(`Phone ${number} asks to join your table`)).toBeVisible();
  await expect(staff.getByText(`Phone ${number} asks to join`)).toBeVisible();
  await host.getByRole('button', { name: 'Let it in' }).click();
  await expect(guest.getByRole('main').getByText(/^Your number is/)).toBeHidden();
  await expect(host.getByRole('main').getByText(/asks to join your table/)).toBeHidden();
  await expect(staff.getByText(`Phone ${number} asks to join`)).toBeHidden();
  await guest.getByRole('button', { name: 'Add Steamed rice to the order' }).click();
  await guest.getByRole('button', { name: /View order/ }).click();
  await guest.getByRole('button', { name: /^Send order/ }).click();
  await expect(guest.getByText('Order received', { exact: true })).toBeVisible();
});
