import { expect, type Page } from '@playwright/test';
import type { TablePlan } from '#shared/ordering/entities.ts';
import { type ConsoleClient, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';

async function planOf(counter: ConsoleClient, name: string): Promise<TablePlan | null | undefined> {
  const tables = await counter.query<{ name: string; plan: TablePlan | null }[]>('ordering.tables.list');
  return tables.find((table) => table.name === name)?.plan;
}

const drawn = (page: Page, name: string) =>
  page.locator('.editor-table', { has: page.locator('strong', { hasText: new RegExp(`^${name}$`) }) });

async function drag(page: Page, from: { x: number; y: number }, dx: number, dy: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + dx / 2, from.y + dy / 2, { steps: 3 });
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 3 });
  await page.mouse.up();
}

test('a floor is drawn by mouse and keyboard, saved at once, and undone', async ({ counter, openConsole }) => {
  const page = await openConsole('manager', { width: 1024, height: 768 });
  await page.getByRole('navigation').getByRole('link', { name: 'Tables', exact: true }).click();
  await page.getByText('Floor plan', { exact: true }).click();
  await drawn(page, '1').hover();
  const box = await drawn(page, '1').boundingBox();
  if (!box) throw new Error('table 1 is not drawn');
  const cell = box.width / 5;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };

  await drag(page, middle, 1.2 * cell, 13.9 * cell);
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ x: 2, y: 15 });
  // Onto table 2: it lands beside it.
  const two = await drawn(page, '2').boundingBox();
  const now = await drawn(page, '1').boundingBox();
  if (!two || !now) throw new Error('not drawn');
  await drag(page, { x: now.x + 40, y: now.y + 40 }, two.x - now.x, two.y - now.y);
  await expect.poll(async () => (await planOf(counter, '1'))?.y).not.toBe(15);
  const one = await planOf(counter, '1');
  expect(one && one.x < 14 && one.x + one.width > 9 && one.y < 6).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ x: 2, y: 15 });

  await drawn(page, '1').press('ArrowRight');
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ x: 3, y: 15, width: 5 });
  await drawn(page, '1').press('Shift+ArrowRight');
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ x: 3, width: 6 });
  await page.getByText('Round', { exact: true }).click();
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ shape: 'round', width: 6 });
  await drawn(page, '1').locator('.editor-handle').hover();
  const handle = await drawn(page, '1').locator('.editor-handle').boundingBox();
  if (!handle) throw new Error('no handle');
  await drag(page, { x: handle.x + 22, y: handle.y + 22 }, 2 * cell, -cell);
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ width: 8, height: 4 });

  await page.getByRole('switch', { name: 'Select several' }).click();
  await drawn(page, '2').click();
  await expect(page.locator('.editor-name')).toHaveText('2 tables');
  await page.getByRole('button', { name: 'Take off the plan' }).click();
  await expect.poll(() => planOf(counter, '2')).toBe(null);
  await page.getByRole('button', { name: 'Put table 1 on the plan' }).click();
  await page.getByRole('button', { name: 'Put the rest on the plan' }).click();
  await expect.poll(() => planOf(counter, '2')).not.toBe(null);
  await expect.poll(() => planOf(counter, '1')).toMatchObject({ width: 5, height: 5 });
});

test('the counter shows what was drawn, in its shape, area by area', async ({ counter, openConsole }) => {
  const page = await openConsole('counter', { width: 1024, height: 768 });
  await expect(page.locator('.plan-place')).toHaveCount(12);
  await expect(page.locator('.plan-place[data-shape="round"]')).toHaveCount(5);
  await page.getByRole('button', { name: /^露台 Terrace/ }).click();
  await expect(page.locator('.plan-place')).toHaveCount(3);
  await page.reload();
  await expect(page.locator('.plan-place')).toHaveCount(3);
  await page.getByRole('button', { name: 'Larger' }).click();
  await page.getByRole('button', { name: 'Fit' }).click();
  const outside = () => page.locator('.plan-window').evaluate((view) => view.scrollWidth > view.clientWidth);
  await expect.poll(outside).toBe(false);
  expect(await counter.query('ordering.tables.list')).toHaveLength(12);
});

const tablet = { width: 1024, height: 768 };

for (const language of ['en', 'zh-CN'] as const) {
  test(`the plan and the move sheet have nothing for axe to find: ${language}`, async ({
    landing,
    counter,
    openConsole,
  }) => {
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1'), guests: 2 });
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('5') });
    await counter.mutate('ordering.tabs.openTakeAway', {});
    await counter.mutate('ordering.notice.update', { paused: true, delayMinutes: 20 });
    await (await Phone.scan(landing.sticker('5'))).call('waiter');
    const page = await openConsole('owner', { ...tablet, language, path: '/console/counter' });
    await page.locator('.tile[data-standing="open"]').first().click();
    await page.locator('.receipt-seat button').first().click();
    await expect(page.locator('.guests-prompt')).toBeVisible();
    await nothingToFind(page, `${language} guests`);
    await page.locator('.receipt-seat button').last().click();
    await page.locator('.move-target[data-occupied]').click();
    await expect(page.locator('.move-sum')).toBeVisible();
    await nothingToFind(page, `${language} move`);
  });

  test(`the plan's editor and the settings have nothing for axe to find: ${language}`, async ({ openConsole }) => {
    const page = await openConsole('owner', { ...tablet, language, path: '/console/tables/plan' });
    await page.locator('.editor-table').first().click();
    await expect(page.locator('.editor-inspector')).toBeVisible();
    await nothingToFind(page, language);
    await page.goto(new URL('/console/settings', page.url()).href);
    const charges = page.locator('.charge-switch');
    await expect(charges).toHaveCount(3);
    for (const index of [0, 1, 2]) await charges.nth(index).getByRole('switch').click();
    await expect(page.locator('.charge-details')).toHaveCount(3);
    await nothingToFind(page, `${language} charges`);
  });
}
