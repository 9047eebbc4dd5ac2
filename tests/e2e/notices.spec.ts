import { randomBytes } from 'node:crypto';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { TestCloud, TestMerchant } from '#tests/support/cloud.ts';
import { fitsAcross } from '#tests/support/layout.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

const login = { user: 'desk', password: 'correct horse' };
const password = 'sea-otters-float';

const test = base.extend<{
  cloud: TestCloud;
  sink: SmtpSink;
  openNotices: (view?: { locale?: string; width?: number; height?: number; path?: string }) => Promise<Page>;
}>({
  cloud: async ({ browserName: _ }, use) => {
    const cloud = await TestCloud.start({ secretKey: randomBytes(32) });
    await cloud.cloud.accounts.add('amy', password);
    await use(cloud);
    await cloud.close();
  },
  sink: async ({ browserName: _ }, use) => {
    const sink = await SmtpSink.start({ login });
    await use(sink);
    await sink.stop();
  },
  openNotices: async ({ browser, cloud }, use) => {
    const problems: string[] = [];
    const opened: BrowserContext[] = [];
    await use(async ({ locale = 'en-GB', width = 1366, height = 820, path = '/notices' } = {}) => {
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', locale });
      opened.push(context);
      await context.request.post(`${cloud.url}/api/v1/operator/session`, { data: { name: 'amy', password } });
      const page = await context.newPage();
      watchPage(page, cloud.url, problems);
      await page.goto(`${cloud.url}/operator${path}`);
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
    expect(problems).toEqual([]);
  },
});

/** Sets the mail server up and has one notice sent, one refused and one waiting. */
async function fill(cloud: TestCloud, sink: SmtpSink): Promise<void> {
  const operator = await cloud.operator();
  const settings = { enabled: true, host: '127.0.0.1', port: sink.port, security: 'none', user: login.user };
  const sender = { from: 'desk@cloud.example.com', fromName: 'Landing Desk', replyTo: '' };
  await operator.call('PUT', '/notices/settings/email', {
    settings: { ...settings, ...sender },
    secret: login.password,
  });
  sink.refuse = (to) => (to.startsWith('gone') ? `550 5.1.1 <${to}> no such user here` : undefined);
  await TestMerchant.submitted(cloud, { name: '听雨茶室 Rain Teahouse', contactEmail: 'rain@teahouse.example' });
  await TestMerchant.submitted(cloud, { name: '面巷 Noodle Lane', contactEmail: 'gone@noodles.example' });
  await expect.poll(async () => (await counts(cloud)).failed).toBe(1);
  await expect.poll(() => sink.mails.flatMap(({ to }) => to)).toContain('rain@teahouse.example');
  sink.password = 'another one';
  await TestMerchant.submitted(cloud, { name: '桂花小馆 Osmanthus House', contactEmail: 'olive@osmanthus.example' });
  await expect.poll(async () => (await counts(cloud)).code).toBe('credentials');
}

async function counts(cloud: TestCloud) {
  const { body } = await (await cloud.operator()).call<{ counts: Record<string, number>; notices: { code: string }[] }>(
    'GET',
    '/notices',
  );
  return { failed: body.counts['failed'], code: body.notices[0]?.code };
}

test('the mail server is set up and tried; what is wrong is said in words, and what waited goes out', async ({
  cloud,
  sink,
  openNotices,
}) => {
  const page = await openNotices();
  await expect(page.getByText('Nothing waits to be sent')).toBeVisible();
  await page.getByRole('button', { name: 'Set up: E-mail' }).click();
  const sheet = page.getByRole('dialog', { name: 'E-mail' });
  await sheet.getByLabel('Mail server').fill('127.0.0.1');
  await sheet.getByRole('combobox', { name: 'Encryption' }).click();
  await page.getByRole('option', { name: 'None, on this computer only' }).click();
  await sheet.getByLabel('Port').fill(String(sink.port));
  await sheet.getByLabel('User').fill(login.user);
  await sheet.getByLabel('Password', { exact: true }).fill('wrong');
  await sheet.getByLabel('Sender address').fill('desk@cloud.example.com');
  await expect(sheet.getByText('Save first')).toBeVisible();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.getByLabel('Send a test to').fill('amy@platform.example');
  await sheet.getByRole('button', { name: 'Send a test' }).click();
  await expect(sheet.getByText('The server refuses user or password')).toBeVisible();
  await expect(sheet.getByText(/They said: 535 5\.7\.8/)).toBeVisible();
  await TestMerchant.submitted(cloud, { name: 'Lantern House', contactEmail: 'lantern@shop.example' });

  await sheet.getByLabel('Password', { exact: true }).fill(login.password);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByLabel('Password', { exact: true })).toHaveValue('');
  await sheet.getByRole('button', { name: 'Send a test' }).click();
  await expect(sheet.getByText(/It works/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(() => sink.mails.length).toBe(2);
  await page.getByText(/^Sent/).click();
  await expect(page.getByRole('cell', { name: /lantern@shop\.example/ })).toBeVisible();
});

test('one that failed is sent again, and an owner’s address is changed', async ({ cloud, sink, openNotices }) => {
  await fill(cloud, sink);
  sink.password = login.password;
  sink.refuse = () => undefined;
  const page = await openNotices();
  await page.getByText('Failed 1').click();
  await expect(page.getByText('There is no such recipient')).toBeVisible();
  await expect(page.getByText('They said: 550 5.1.1 <…> no such user here')).toBeVisible();
  await page.getByRole('button', { name: /Send now: Registration received/ }).click();
  await expect(page.getByText('It is tried again now.')).toBeVisible();
  await expect.poll(() => sink.mails.flatMap(({ to }) => to)).toContain('gone@noodles.example');

  const enterprise = await cloud.enterprise('lantern');
  await page.goto(`${cloud.url}/operator/enterprises/${enterprise}`);
  const contact = page.getByRole('region', { name: 'Notices to the owner' });
  await expect(contact.getByText('Nobody is told')).toBeVisible();
  await contact.getByLabel('E-mail address').fill('owner@lantern.example');
  await contact.getByRole('switch', { name: 'a computer is connected' }).click();
  await contact.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The owner is reached there from now on.')).toBeVisible();
  expect(await cloud.cloud.notices.contacts.of(enterprise)).toMatchObject({
    ...{ email: 'owner@lantern.example', off: ['device_enrolled'] },
  });
});

test('a provider that wants its requests signed is chosen with its signature', async ({ cloud, openNotices }) => {
  const page = await openNotices();
  await page.getByRole('button', { name: 'Set up: SMS' }).click();
  const sheet = page.getByRole('dialog', { name: 'SMS' });
  await sheet.getByRole('combobox', { name: 'Provider' }).click();
  await page.getByRole('option', { name: 'Alibaba Cloud 阿里云' }).click();
  await expect(sheet.getByRole('combobox', { name: 'Requests are signed' })).toHaveValue(/ACS3/);
  await expect(sheet.getByLabel('Address')).toHaveValue('https://dysmsapi.aliyuncs.com/');
  await nothingToFind(page, 'notices-signed');
  await sheet.getByLabel('Account').fill('LTAItest');
  await sheet.getByLabel('Key or password').fill('a key');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  const kept = await cloud.cloud.notices.settings.view();
  expect(kept.sms).toMatchObject({ secret: 'kept', settings: { preset: 'aliyun', sign: 'acs3', user: 'LTAItest' } });
});

for (const [name, view] of [
  ['desk', { width: 1366, height: 820, locale: 'zh-CN' }],
  ['tablet', { width: 820, height: 1180, locale: 'en-GB' }],
  ['phone', { width: 390, height: 844, locale: 'zh-CN' }],
] as const) {
  test(`axe finds nothing: ${name}`, async ({ cloud, sink, openNotices }) => {
    await fill(cloud, sink);
    const page = await openNotices(view);
    await expect(page.locator('.rows')).toBeVisible();
    await nothingToFind(page, `notices-${name}`);
    for (const part of [1, 2, 3]) {
      await page
        .locator('.provider button')
        .nth(part - 1)
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await nothingToFind(page, `notices-${name}-sheet${part}`);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await fitsAcross(page);
    const enterprise = await cloud.enterprise(`lantern-${name}`);
    await cloud.device(enterprise, { name: 'Till' });
    await page.goto(`${cloud.url}/operator/enterprises/${enterprise}`);
    await page.locator('.notice-kinds').scrollIntoViewIfNeeded();
    await nothingToFind(page, `contact-${name}`);
  });
}
