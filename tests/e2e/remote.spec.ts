import { expect, type Page } from '@playwright/test';
import { test as base, watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { TestAccess, TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { TcpProxy } from '#tests/support/tcp-proxy.ts';

/** A landing that takes orders over the internet, its cloud, and the network between them. */
const test = base.extend<{
  cloud: TestCloud;
  network: TcpProxy;
  link: (table: string) => string;
  openRemote: (table: string, options?: { scheme?: 'light' | 'dark'; locale?: string }) => Promise<Page>;
}>({
  cloud: async ({ browserName: _ }, use) => {
    const cloud = await TestCloud.start();
    await use(cloud);
    await cloud.close();
  },
  network: async ({ cloud }, use) => {
    const network = await TcpProxy.before(cloud.url);
    await use(network);
    await network.close();
  },
  landing: async ({ cloud, network }, use) => {
    const folder = tempFolder();
    const access = new TestAccess();
    // What a test cuts is noticed at once; a busy computer is silent for seconds without being cut off.
    const relayTiming = { firstRetryMs: 20, longestRetryMs: 200, silenceMs: 20_000, answerMs: 20_000 };
    const landing = await TestLanding.start({ folder: folder.path, cloud: access, relayTiming });
    await cloud.enrol(landing, access, network.url);
    await use(landing);
    await landing.close();
    folder.remove();
  },
  link: async ({ landing, cloud }, use) => {
    await use((table) => {
      const row = landing.landing.ordering.floor.all().find(({ name }) => name === table);
      return `${cloud.url}${new URL((row && landing.landing.ordering.remoteTableLink(row)) ?? '').pathname}`;
    });
  },
  openRemote: async ({ browser, cloud, link }, use) => {
    const problems: string[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (table, { scheme = 'light', locale = 'en-GB' } = {}) => {
      const viewport = { width: 390, height: 844 };
      const context = await browser.newContext({ viewport, hasTouch: true, locale, colorScheme: scheme });
      contexts.push(context);
      const page = await context.newPage();
      watchPage(page, cloud.url, problems);
      await page.goto(link(table));
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
});

async function takeOrders(landing: TestLanding, cloud: TestCloud, preOrders = false): Promise<void> {
  const { deviceId } = landing.landing.opened.store;
  await landing.settings({ remoteOrdering: { landing: deviceId, preOrders, preOrderMinutes: 120 } });
  await expect.poll(() => cloud.knowsMenusOf(deviceId)).toBe(true);
}

async function fillCart(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^(Add .* to the order|将.*加入点单)$/ })
    .first()
    .click();
  await page.getByRole('button', { name: /View order|查看/ }).click();
}

test('a phone on the mobile network orders, the counter accepts, the phone sees it', async ({
  landing,
  cloud,
  counter,
  openRemote,
  openConsole,
}) => {
  await takeOrders(landing, cloud);
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  const page = await openRemote('1');
  await expect(page.getByText(/^Over the internet · /)).toBeVisible();
  // The picture came through the cloud.
  await expect
    .poll(() =>
      page
        .locator('img')
        .first()
        .evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth),
    )
    .toBeGreaterThan(0);
  await nothingToFind(page, 'remote');
  await fillCart(page);
  await page.getByRole('button', { name: /^Send order/ }).click();
  await expect(page.getByText('Order received', { exact: true })).toBeVisible();

  const desk = await openConsole('counter');
  const card = desk.getByRole('article').filter({ hasText: '#1' }).first();
  await expect(card.getByText('Over the internet')).toBeVisible();
  await card.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await expect(page.getByText('Accepted').first()).toBeVisible();
});

test('with the landing away the phone says so at once, and the page goes on by itself when it is back', async ({
  landing,
  cloud,
  counter,
  network,
  openRemote,
}) => {
  await takeOrders(landing, cloud);
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
  const seated = await openRemote('2', { locale: 'zh-CN', scheme: 'dark' });
  await expect(seated.getByText(/^经互联网 · /)).toBeVisible();
  network.set('cut');
  await expect(seated.getByText('暂时联系不上餐厅')).toBeVisible();
  await nothingToFind(seated, 'away');
  const page = await openRemote('2');
  await expect(page.getByText('The restaurant cannot be reached just now')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Table 2' })).toBeVisible();
  await fillCart(page);
  await expect(page.getByRole('button', { name: /^Send order/ })).toBeDisabled();
  network.set('clear');
  await expect(page.getByText('The restaurant cannot be reached just now')).toHaveCount(0);
  await expect(seated.getByText('暂时联系不上餐厅')).toHaveCount(0);
});

test('a pre-order waits for the landing, can be taken back, and is accepted by a person', async ({
  landing,
  cloud,
  counter,
  network,
  openRemote,
}) => {
  await takeOrders(landing, cloud, true);
  const warm = await openRemote('3');
  await expect(warm.getByText('Staff will open your table')).toBeVisible();
  network.set('cut');
  const page = await openRemote('3', { locale: 'zh-CN' });
  await expect(page.getByText('您可以先留下预点单')).toBeVisible();
  await fillCart(page);
  await nothingToFind(page, 'remote');
  await page.getByRole('button', { name: /^提交预点单/ }).click();
  await expect(page.getByText('预点单已保存').first()).toBeVisible();
  await page.getByRole('button', { name: '撤回预点单' }).click();
  await page.getByRole('button', { name: /^提交预点单/ }).click();
  await expect(page.getByText('预点单已保存').first()).toBeVisible();
  // Closed and opened again: it is still asked about.
  await page.reload();
  await expect(page.getByText('预点单已保存').first()).toBeVisible();
  await nothingToFind(page, 'remote');

  network.set('clear');
  await expect(page.getByText('已提交').first()).toBeVisible({ timeout: 20_000 });
  const orders = await counter.query<{ id: string; remote: string }[]>('ordering.orders.list', { state: 'placed' });
  expect(orders).toMatchObject([{ remote: 'pre_order' }]);
  await counter.mutate('ordering.orders.accept', { orderId: orders[0]?.id });
  await expect(page.getByText('已接单').first()).toBeVisible();
});

test('the owner switches it on, sees that it is connected, and finds the second code at the table', async ({
  landing,
  cloud,
  openConsole,
}) => {
  const settings = await openConsole('owner', { path: '/console/settings' });
  const section = settings.getByRole('form', { name: 'Ordering over the internet' });
  await section.getByRole('switch', { name: 'Take orders over the internet' }).check();
  await section.getByRole('switch', { name: 'Keep pre-orders while this computer is away' }).check();
  await section.getByRole('button', { name: 'Save' }).click();
  await expect(section.getByText(/^Connected through 127\.0\.0\.1/)).toBeVisible();
  await nothingToFind(settings, 'remote settings');
  await expect.poll(() => cloud.cloud.relay.load.landings).toBe(1);
  const page = await openConsole('owner');
  await page.goto(new URL('/console/tables', page.url()).href);
  await page
    .getByRole('button', { name: /^(Table )?1\b/ })
    .first()
    .click();
  await expect(page.getByRole('img', { name: 'QR code of table 1 for the mobile network' })).toBeVisible();
  const row = landing.landing.ordering.floor.all().find(({ name }) => name === '1');
  const link = row && landing.landing.ordering.remoteTableLink(row);
  await expect(page.getByLabel('Link for the mobile network')).toHaveValue(link ?? 'none');
});
