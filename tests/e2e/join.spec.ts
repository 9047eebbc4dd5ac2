import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { ConsoleClient } from '#tests/support/api.ts';
import { test as base, watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { MemoryCloud } from '#tests/support/sync/memory-cloud.ts';

const code = 'ABCDE12345';

/** A cloud that holds the sample restaurant, and a computer nobody has set up. */
const test = base.extend<{
  cloud: MemoryCloud;
  fresh: TestLanding;
  openFresh: (view?: { locale?: string; width?: number }) => Promise<Page>;
}>({
  cloud: async ({ landing }, use) => {
    const cloud = await MemoryCloud.start();
    const owner = await landing.as('owner');
    const { id, code: name } = landing.landing.identity.enterprise();
    const of = { enterpriseId: id, enterpriseCode: name, enterpriseName: landing.landing.identity.enterprise().name };
    Object.assign(cloud.http.enterprise, of);
    cloud.http.codes.add(code);
    await owner.mutate('sync.connect', { address: cloud.http.url, code });
    await expect.poll(() => owner.query('sync.state'), patience).toMatchObject({ phase: 'resting', pending: 0 });
    await use(cloud);
    await cloud.stop();
  },
  fresh: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const landing = await TestLanding.start({ folder: folder.path, demo: false });
    await use(landing);
    await landing.close();
    folder.remove();
  },
  openFresh: async ({ browser, fresh }, use) => {
    const problems: string[] = [];
    await use(async ({ locale = 'en-GB', width = 1366 } = {}) => {
      const context = await browser.newContext({
        ...{ locale, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' },
        viewport: { width, height: 800 },
      });
      const page = await context.newPage();
      watchPage(page, new URL(fresh.landing.consoleUrl).origin, problems);
      await page.goto(fresh.landing.consoleUrl);
      return page;
    });
    expect(problems).toEqual([]);
  },
});

const title = (page: Page) => page.getByRole('heading', { level: 1 });

test('a fresh computer joins with an address and a code, and people sign in with the passwords they know', async ({
  cloud,
  fresh,
  openFresh,
}) => {
  const page = await openFresh();
  await page.getByRole('button', { name: 'Join an existing enterprise' }).click();
  await expect(title(page)).toBeFocused();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByText('Please write the address of the cloud.')).toBeVisible();
  await expect(page.getByText('A code has ten letters and digits')).toBeVisible();
  await page.getByLabel('Address of the cloud').fill('http://192.168.1.9');
  await page.getByLabel('Enrolment code').fill('abcde-12345');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('must begin with https://');
  await page.getByLabel('Address of the cloud').fill(cloud.http.url);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('does not work (any more)');
  // The cloud is slow to give its data away.
  let isHeld = true;
  cloud.http.codes.add(code);
  cloud.rowsAtOnce = 10;
  cloud.http.instead = (request, response, path) => {
    if (!isHeld || !path.endsWith('snapshot') || !request.url?.includes('after=20')) return false;
    response.writeHead(503, { 'retry-after': '300' }).end();
    return true;
  };
  await page.keyboard.press('Enter');
  await expect(title(page)).toContainText('Joining');
  await expect(page.getByRole('status')).toHaveText('Waiting to try again');
  await expect(page.getByText(/^20 of about \d+ records$/)).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('The cloud is busy');
  await page.reload();
  await expect(page.getByText(/^20 of about \d+ records$/)).toBeVisible();
  isHeld = false;
  await page.getByRole('button', { name: 'Try now' }).click();

  // The house speaks Chinese, and so does its sign-in page from now on.
  await expect(page.getByLabel('企业编号')).toHaveValue('demo');
  const owner = demoAccounts('demo').find(({ username }) => username === 'owner');
  await page.getByLabel('用户名').fill('owner');
  await page.getByLabel('密码', { exact: true }).fill(owner?.password ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation')).toBeVisible();
  const there = await new ConsoleClient(fresh.landing.consoleUrl).login('owner', owner?.password ?? '');
  expect(await there.query<unknown[]>('ordering.tables.list')).not.toHaveLength(0);
});

test('joining can be given up, and a new enterprise set up instead', async ({ cloud, openFresh }) => {
  const page = await openFresh();
  await page.getByRole('button', { name: 'Join an existing enterprise' }).click();
  await page.goBack();
  await expect(title(page)).toHaveText('What is your house called?');
  await page.goForward();
  await expect(title(page)).toHaveText('Join an existing enterprise');
  cloud.http.codes.add(code);
  cloud.http.instead = (_, response, path) => {
    if (!path.endsWith('hello')) return false;
    response.writeHead(403, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'device_revoked', detail: '' }));
    return true;
  };
  await page.getByLabel('Address of the cloud').fill(cloud.http.url);
  await page.getByLabel('Enrolment code').fill(code);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('The cloud refuses this computer');
  await expect(page.getByRole('alert')).toContainText('took away this computer’s access');
  await page.getByRole('button', { name: 'Stop joining' }).click();
  await page.getByRole('button', { name: 'Set up a new enterprise instead' }).click();
  await expect(title(page)).toHaveText('What is your house called?');
});

for (const view of [
  { locale: 'en-GB', width: 1366 },
  { locale: 'zh-CN', width: 390 },
] as const) {
  test(`joining is accessible: ${view.locale}, ${view.width}`, async ({ cloud, openFresh }) => {
    const page = await openFresh(view);
    await expect(title(page)).toBeVisible();
    await nothingToFind(page, `first ${view.width}`);
    await page.getByRole('button', { name: /^(Join an existing enterprise|加入已有企业)$/ }).click();
    await page.getByRole('button', { name: /^(Join|加入)$/ }).click();
    await nothingToFind(page, `ask ${view.width}`);
    cloud.http.codes.add(code);
    cloud.rowsAtOnce = 10;
    cloud.http.instead = (request, response, path) => {
      if (!path.endsWith('snapshot') || !request.url?.includes('after=40')) return false;
      response.writeHead(503, { 'retry-after': '300' }).end();
      return true;
    };
    await page.getByLabel(/^(Address of the cloud|云端地址)$/).fill(cloud.http.url);
    await page.getByLabel(/^(Enrolment code|注册码)$/).fill(code);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toBeVisible();
    await nothingToFind(page, `underway ${view.width}`);
  });
}
