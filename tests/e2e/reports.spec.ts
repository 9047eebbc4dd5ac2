import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { test as base } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { parseCsv } from '#tests/support/csv.ts';
import { closeByEscape } from '#tests/support/keys.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor } from '#tests/support/menu.ts';

const hour = 3_600_000;

/** Landing and pages have one clock, in the middle of this hour: all that is sold falls into one hour of one day. */
const test = base.extend<{ clock: Clock }>({
  clock: ({ browserName: _ }, use) => use(new Clock(Math.floor(Date.now() / hour) * hour + hour / 2)),
  landing: async ({ clock }, use) => {
    const folder = tempFolder();
    const landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    await use(landing);
    await landing.close();
    folder.remove();
  },
  openConsole: ({ clock, openConsole }, use) =>
    use((username, view) => openConsole(username, { ...view, before: (page) => page.clock.setFixedTime(clock.now()) })),
});

/** Sells one dish at a table, with a discount and a void beside it, and closes the tab. Gives what was paid. */
async function sell(landing: TestLanding, counter: ConsoleClient, table: string, method: 'cash' | 'card') {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId(table), guests: 2 });
  const phone = await Phone.scan(landing.sticker(table));
  const items = itemsOf((await phone.menu()).body).filter(({ available, left }) => available && left === null);
  const [first, second] = items.map((item) => lineFor(item));
  if (!first || !second) throw new Error('the menu is empty');
  await phone.order([first.line, second.line], first.amount + second.amount);
  const { tab } = (await phone.tab()).body;
  const tabId = tab?.id ?? '';
  const order = tab?.orders[0];
  const why = { tabId, reason: 'too late', idempotencyKey: newKey() };
  await counter.mutate('ordering.tabs.voidLine', {
    ...why,
    orderId: order?.id,
    lineId: order?.lines[1]?.id,
    quantity: 1,
  });
  const rule = { kind: 'amount', amount: 100 };
  await counter.mutate('ordering.tabs.giveDiscount', { ...why, kind: 'discount', rule, idempotencyKey: newKey() });
  const { total } = await counter.query<{ total: { amount: number } }>('ordering.tabs.get', { tabId });
  const payment = { tabId, method, amount: total.amount, idempotencyKey: newKey() };
  await counter.mutate('ordering.payments.take', payment);
  await counter.mutate('ordering.tabs.close', { tabId });
  return total.amount;
}

function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function download(page: Page, name: string): Promise<Buffer> {
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name, exact: true }).click();
  return readFileSync(await (await started).path());
}

const said = (amount: number) => `¥${(amount / 100).toFixed(2)}`;

test('a shift: opened by counting, sales, money out, a blind count, a Z that says what is missing', async ({
  landing,
  counter,
  openConsole,
}) => {
  await landing.settings({ autoAccept: true, paymentMethods: ['cash', 'card'] });
  const page = await openConsole('counter');
  await page.getByRole('link', { name: 'Cash drawer' }).click();
  await page.getByRole('button', { name: 'Open the drawer' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Pieces of ¥100.00' }).fill('2');
  await sheet.getByRole('button', { name: 'One more ¥50.00' }).click();
  await sheet.getByRole('button', { name: 'Open with ¥250.00' }).click();
  await expect(page.getByRole('heading', { name: 'The drawer is open' })).toBeVisible();

  const cash = await sell(landing, counter, '1', 'cash');
  await sell(landing, counter, '2', 'card');
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('3') });

  await page.getByRole('button', { name: 'Take out' }).click();
  await sheet.getByLabel('Amount').fill('50');
  await sheet.getByText('Paid a supplier').click();
  await sheet.getByRole('button', { name: 'Take out' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.locator('.moves')).toContainText('Paid a supplier');
  // Blind: who counts does not see what should be there.
  await expect(page.getByText('Should be in the drawer')).toHaveCount(0);

  await page.getByRole('button', { name: 'Count and close' }).click();
  await expect(sheet.getByText('1 bill is still open.')).toBeVisible();
  // Nothing counted closes nothing, by whatever tap.
  await expect(sheet.getByRole('button', { name: 'Close with ¥0.00' })).toBeDisabled();
  await sheet.getByText('Type the amount').click();
  const counted = 25_000 + cash - 5000 - 300;
  await sheet.getByRole('textbox', { name: 'Amount' }).fill((counted / 100).toFixed(2));
  await sheet.getByRole('button', { name: `Close with ${said(counted)}` }).click();
  await expect(sheet.getByRole('heading', { name: 'Z report 1' })).toBeVisible();
  await expect(sheet.getByText('¥3.00 missing')).toBeVisible();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('The drawer is closed')).toBeVisible();

  const manager = await openConsole('manager');
  await manager.getByRole('link', { name: 'Cash drawer' }).click();
  await manager.getByRole('button', { name: /Z report 1/ }).click();
  const pdf = await download(manager, 'PDF');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
});

test('reports: a bar opens its records, a record its receipt; CSV and PDF say the same', async ({
  landing,
  counter,
  openConsole,
}) => {
  await landing.settings({ autoAccept: true, paymentMethods: ['cash', 'card'] });
  const sold = (await sell(landing, counter, '1', 'cash')) + (await sell(landing, counter, '2', 'card'));
  const page = await openConsole('manager');
  await page.getByRole('link', { name: 'Reports' }).click();
  await expect(page.getByRole('heading', { name: `Revenue ${said(sold)}` })).toBeVisible();

  const hours = page.locator('.report-card', { hasText: 'is the best hour' });
  await hours.locator('.recharts-bar-rectangle').first().click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('listitem')).toHaveCount(2);
  await sheet.getByRole('button', { name: /Table 1/ }).click();
  await expect(sheet.last().getByText('2 × ').or(sheet.last().getByText('1 × ')).first()).toBeVisible();
  await expect(sheet.last().getByText('too late')).toBeVisible();
  await closeByEscape(page, sheet);

  // The same by keyboard, through the table behind the plot.
  const methods = page.locator('.report-card', { hasText: 'Payments that came in' });
  await methods.getByText('Show as a table').click();
  await methods.getByRole('button', { name: 'Cash' }).press('Enter');
  await expect(sheet.getByRole('listitem')).toHaveCount(1);
  await closeByEscape(page, sheet);

  const [header, ...rows] = parseCsv((await download(page, 'CSV')).toString('utf8'));
  expect(header?.[0]).toBe('\u{FEFF}Table');
  const revenue = rows.find(([, name]) => name === 'Revenue');
  expect(revenue).toEqual(['Sales', 'Revenue', '', (sold / 100).toFixed(2), 'CNY']);
  const pdf = await download(page, 'PDF');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  if (hasTool('pdftotext')) {
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
    expect(text).toMatch(new RegExp(`Revenue\\s+${(sold / 100).toFixed(2)}`));
  }

  await page.getByRole('tab', { name: 'Dishes' }).click();
  await expect(page.getByRole('heading', { name: /Best seller/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Hours' }).click();
  await page.locator('button.heat-cell').first().click();
  await expect(sheet.getByRole('listitem')).toHaveCount(2);
  await closeByEscape(page, sheet);
  await page.getByRole('tab', { name: 'Tax' }).click();
  await expect(page.getByRole('heading', { name: /of tax/ })).toBeVisible();

  await page.getByText('Week', { exact: true }).click();
  await page.getByRole('tab', { name: 'Sales' }).click();
  await expect(page.getByRole('heading', { name: /was the best day/ })).toBeVisible();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(page.getByText('Nothing was sold in this period')).toBeVisible();
});

for (const language of ['en', 'zh-CN'] as const) {
  test(`drawer and reports have nothing for axe to find: ${language}`, async ({ landing, counter, openConsole }) => {
    await landing.settings({ autoAccept: true, paymentMethods: ['cash', 'card'] });
    await counter.mutate('ordering.shifts.open', { float: 10_000 });
    await sell(landing, counter, '1', 'cash');
    await counter.mutate('ordering.shifts.close', { counted: 12_000 });
    await counter.mutate('ordering.shifts.open', { float: 10_000 });
    await sell(landing, counter, '2', 'card');
    const page = await openConsole('manager', { language, path: '/console/drawer' });
    const clean = (name: string) => nothingToFind(page, `${language} ${name}`);
    await expect(page.locator('.past-shift')).toBeVisible();
    await clean('shifts');
    await page.locator('.drawer-actions button').last().click();
    await expect(page.locator('.count-row').first()).toBeVisible();
    await clean('count');
    await page.goto(new URL('/console/reports', page.url()).href);
    for (const [view, ready] of [
      [0, '.recharts-bar-rectangle'],
      [1, '.recharts-bar-rectangle'],
      [2, '.heat'],
      [3, '.report-figures'],
    ] as const) {
      const tab = page.getByRole('tab').nth(view);
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await expect(page.locator(ready).first()).toBeVisible();
      for (const table of await page.locator('.report-table summary').all()) await table.click();
      await clean(`view ${view}`);
    }
    await page.locator('.figure-link').last().click();
    await expect(page.locator('.record-row').first()).toBeVisible();
    await clean('records');
  });
}

test('a bill that was opened again is a line of its own, with who and why behind it', async ({
  clock,
  landing,
  counter,
  openConsole,
}) => {
  await landing.settings({ autoAccept: true, paymentMethods: ['cash', 'card'] });
  const first = await sell(landing, counter, '1', 'cash');
  clock.advance(1_000);
  const second = await sell(landing, counter, '2', 'cash');
  const manager = await landing.as('manager');
  const [closed] = await manager.query<{ id: string }[]>('ordering.tabs.listClosed', {});
  await manager.mutate('ordering.tabs.reopen', { tabId: closed?.id, reason: 'Wrong dish' });
  const page = await openConsole('manager');
  await page.getByRole('link', { name: 'Reports' }).click();
  const card = page.locator('.report-card', { hasText: 'Revenue' }).first();
  await expect(card).toContainText('1 bill opened again, already taken off');
  await expect(card).toContainText(`-${said(second)}`);
  await expect(card).toContainText(`Revenue ${said(first)}`);
  await nothingToFind(page, 'report-reopened');
  await page.getByRole('button', { name: '1 bill opened again, already taken off' }).click();
  const records = page.getByRole('dialog');
  await expect(records).toContainText('Opened again');
  await expect(records).toContainText('Wrong dish');
  await records.getByRole('button', { name: /Opened again/ }).click();
  await expect(page.getByRole('dialog').last().getByText('too late')).toBeVisible();
});
