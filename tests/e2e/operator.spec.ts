import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { loadCloudDemo } from '#cloud/demo.ts';
import type { RegistrationStatus } from '#shared/enterprises/registration.ts';
import { watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { files, TestCloud, TestMerchant } from '#tests/support/cloud.ts';
import { hold, notice, undo } from '#tests/support/notices.ts';
import { patience } from '#tests/support/patience.ts';

const password = 'sea-otters-float';

interface View {
  readonly scheme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh-CN';
  readonly width?: number;
  readonly height?: number;
}

const test = base.extend<{ cloud: TestCloud; openOperator: (path?: string, view?: View) => Promise<Page> }>({
  cloud: async ({ browserName: _ }, use) => {
    const cloud = await TestCloud.start();
    await cloud.cloud.accounts.add('amy', password);
    await use(cloud);
    await cloud.close();
  },
  openOperator: async ({ browser, cloud }, use) => {
    const problems: string[] = [];
    const opened: BrowserContext[] = [];
    await use(async (path = '', { scheme = 'light', language = 'en', width = 1366, height = 768 } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        reducedMotion: 'reduce',
        locale: language,
      });
      opened.push(context);
      await context.request.post(`${cloud.url}/api/v1/operator/session`, { data: { name: 'amy', password } });
      const page = await context.newPage();
      watchPage(page, cloud.url, problems);
      await page.goto(`${cloud.url}/operator${path}`);
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
    // The browser's own viewer of PDFs is a page of the browser.
    const own = problems.filter((problem) => !/chrome(-extension)?:\/\//.test(problem));
    if (own.length > 0) throw new Error(own.join('\n'));
  },
});

const statusOf = async (merchant: TestMerchant) => (await merchant.call<RegistrationStatus>('GET', '')).body;

test('a registration is sent in, asked again, sent in again and approved; the next one follows', async ({
  cloud,
  openOperator,
}) => {
  const merchant = await TestMerchant.submitted(cloud, { name: 'Lantern House' });
  await TestMerchant.submitted(cloud, { name: 'Noodle Lane' });
  const page = await openOperator();
  const facts = page.getByRole('region', { name: 'Lantern House' });
  await expect(facts.getByText('桂老板')).toBeVisible();
  await expect(page.getByRole('img', { name: /Business licence/ })).toBeVisible();

  await page.keyboard.press('q');
  const sheet = page.getByRole('dialog', { name: 'Ask “Lantern House” again' });
  await sheet.getByRole('button', { name: 'No food licence' }).click();
  await sheet.getByRole('textbox').press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Noodle Lane' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Lantern House/ })).toBeHidden();
  // It goes out when it can no longer be taken back.
  await expect.poll(async () => (await statusOf(merchant)).state, patience).toBe('asked_again');
  expect((await statusOf(merchant)).decisions[0]?.reason).toBe('Please add the food licence.');

  await merchant.upload(files.pdf, { type: 'application/pdf', kind: 'food_licence', name: 'food.pdf' });
  await merchant.call('POST', '/submit');
  await page.reload();
  await page.getByRole('button', { name: /Lantern House.*sent in again/ }).click();
  await expect(facts.getByText('Please add the food licence.')).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByRole('tab', { name: /Food licence/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText('Lantern House is approved.')).toBeVisible();
  // Leaving the page takes no decision with it.
  await page.goto('about:blank');
  await expect.poll(async () => (await statusOf(merchant)).state).toBe('approved');
});

test('a decision can be taken back while its notice is shown', async ({ cloud, openOperator }) => {
  const merchant = await TestMerchant.submitted(cloud, { name: 'Lantern House' });
  const page = await openOperator();
  await page.clock.install();
  await page.reload();
  const sent: string[] = [];
  page.on('request', (request) => request.url().endsWith('/decisions') && sent.push(request.url()));
  const approve = page.getByRole('button', { name: 'Approve' });
  await approve.click();
  await hold(page, 'Lantern House is approved.');
  await expect(page.getByText('Nothing waits')).toBeVisible();
  await undo(page, 'Lantern House is approved.');
  await expect(approve).toBeVisible();
  await page.keyboard.press('a');
  // However long somebody has the pointer on it.
  await hold(page, 'Lantern House is approved.');
  await page.clock.fastForward(60_000);
  await expect(page.getByText('Nothing waits')).toBeVisible();
  await page.keyboard.press('z');
  await expect(notice(page, 'Lantern House is approved.')).toHaveCount(0);
  await expect(approve).toBeVisible();
  await page.goto('about:blank');
  expect(sent).toEqual([]);
  expect((await statusOf(merchant)).state).toBe('pending');
});

test('a decision that comes too late says so, and the list is right again', async ({ cloud, openOperator }) => {
  const { registration } = await TestMerchant.submitted(cloud, { name: 'Lantern House' });
  const page = await openOperator();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
  const ben = await cloud.operator('ben');
  await ben.decide(registration.enterpriseId, 'rejected', 'A double');
  await page.keyboard.press('a');
  await expect(page.getByText(/Lantern House: the decision did not get through/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Nothing waits')).toBeVisible();
  await page.getByText('Rejected 1').click();
  await expect(page.getByText('Rejected by ben')).toBeVisible();
});

test('parts are switched off and on again, an enterprise is suspended, each with an undo', async ({
  cloud,
  openOperator,
}) => {
  const enterprise = await cloud.enterprise('lantern');
  const device = await cloud.device(enterprise, { name: 'Till' });
  const page = await openOperator('/enterprises');
  await page.getByRole('searchbox').fill('lant');
  await page.getByRole('link', { name: /Shop lantern/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Shop lantern' });
  const chat = sheet.getByRole('switch', { name: 'Chat' });
  await expect(chat).toBeChecked();
  await chat.click();
  await expect(page.getByText('Chat is off for Shop lantern.')).toBeVisible();
  const allowed = () =>
    cloud.cloud.enterprises.requireSubsystem(enterprise, 'chat').then(
      () => true,
      () => false,
    );
  await expect.poll(allowed).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(chat).toBeChecked();
  // A switch goes with the press, the cloud has it a moment later.
  await expect.poll(allowed).toBe(true);

  await sheet.getByRole('button', { name: 'Suspend' }).click();
  await expect(sheet.getByRole('button', { name: 'Resume' })).toBeVisible();
  const answered = async () => (await cloud.call('GET', '/enterprise', undefined, device.credential)).status;
  await expect.poll(answered).toBe(403);
  await sheet.getByRole('button', { name: 'Resume' }).click();
  await expect(sheet.getByRole('button', { name: 'Suspend' })).toBeVisible();

  await sheet.getByRole('textbox', { name: 'Code' }).fill('bright');
  await sheet.getByRole('button', { name: 'Change the code' }).click();
  await expect(page.getByText('The code is bright now.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Take access: Till' }).click();
  await page.getByRole('button', { name: 'Take its access' }).click();
  await expect(sheet.getByText('Access taken')).toBeVisible();
  await expect.poll(answered).toBe(403);
});

test('signing in, a wrong password, and a session that has ended', async ({ browser, cloud }) => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${cloud.url}/operator/health`);
  await page.getByLabel('Name').fill('amy');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Name or password is wrong.');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Health' })).toBeVisible();
  await cloud.cloud.accounts.reset('amy', 'walruses-whistle');
  await page.getByRole('link', { name: 'Record' }).click();
  await expect(page.getByText('Your session has ended. Please sign in again.')).toBeVisible();
  await context.close();
});

test('on a phone’s bar every name is whole, also the chosen one', async ({ openOperator }) => {
  for (const language of ['en', 'zh-CN'] as const)
    for (const width of [360, 390]) {
      const page = await openOperator('/enterprises', { language, width, height: 844 });
      const bar = page.locator('.rail-rooms .rail-name');
      await expect(bar).toHaveCount(5);
      const cut = () =>
        bar.evaluateAll((names) =>
          names.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((name) => name.textContent),
        );
      await expect.poll(cut, `${language} ${width}`).toEqual([]);
    }
});

test('says that the cloud does not answer, and goes on when it does', async ({ cloud, openOperator }) => {
  await TestMerchant.submitted(cloud, { name: 'Lantern House' });
  const page = await openOperator();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
  await page.route('**/api/v1/operator/**', (route) => route.abort());
  await page.getByRole('link', { name: 'Health' }).click();
  await expect(page.getByText(/The cloud does not answer\. What you see may be old/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unroute('**/api/v1/operator/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('1 registration waits')).toBeVisible();
  await expect(page.getByText(/What you see may be old/)).toBeHidden();
});

/** The browser's own viewer of PDFs is not ours. */
const ours = { exclude: 'iframe' };

for (const language of ['en', 'zh-CN'] as const) {
  test(`axe finds nothing on any page: ${language}`, async ({ browser }) => {
    const cloud = await TestCloud.start();
    await loadCloudDemo(cloud.cloud);
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: language });
    const page = await context.newPage();
    await page.goto(`${cloud.url}/operator`);
    await expect(page.locator('input[type=password]')).toBeVisible();
    await nothingToFind(page, 'sign-in', ours);
    await page.locator('input').first().fill('operator');
    await page.locator('input[type=password]').fill('osmanthus-operator');
    await page.keyboard.press('Enter');
    await expect(page.locator('.paper img')).toBeVisible();
    await nothingToFind(page, 'audits', ours);
    await page.keyboard.press('r');
    await expect(page.getByRole('dialog')).toBeVisible();
    await nothingToFind(page, 'reason', ours);
    for (const [path, ready] of [
      ['enterprises', '.row-open'],
      ['devices', '.rows'],
      ['health', '.health'],
      ['audit', '.deed'],
    ] as const) {
      await page.goto(`${cloud.url}/operator/${path}`);
      await expect(page.locator(ready).first()).toBeVisible();
      await nothingToFind(page, path, ours);
    }
    await page.goto(`${cloud.url}/operator/enterprises`);
    await page.locator('.row-open').first().click();
    await expect(page.locator('.switches').first()).toBeVisible();
    await nothingToFind(page, 'enterprise', ours);
    await context.close();
    await cloud.close();
  });
}
