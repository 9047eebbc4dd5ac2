import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { SyncState } from '#shared/sync/views.ts';
import { test as base } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { TestCloud } from '#tests/support/cloud.ts';
import { fitsAcross } from '#tests/support/layout.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

/** A real cloud that this landing is connected to, and a mail server that it does not know yet. */
const test = base.extend<{ cloud: TestCloud; sink: SmtpSink; setUp: () => Promise<void> }>({
  cloud: async ({ landing }, use) => {
    const cloud = await TestCloud.start({ secretKey: randomBytes(32) });
    const close = cloud.close.bind(cloud);
    let closing: Promise<void> | undefined;
    cloud.close = () => (closing ??= close());
    const { id, code, name } = landing.landing.identity.enterprise();
    const { enterprises, database } = cloud.cloud;
    await enterprises.admit({ enterpriseId: id, code, name });
    const offer = { name: 'Counter', scope: 'enterprise', userId: null, administers: true } as const;
    const offered = await database.asPlatform((tx) => enterprises.devices.offer(tx, id, offer, 'test'));
    const owner = await landing.as('owner');
    await owner.mutate('sync.connect', { address: cloud.url, code: offered.code });
    await expect.poll(async () => (await owner.query<SyncState>('sync.state')).phase).toBe('resting');
    await use(cloud);
    await cloud.close();
  },
  sink: async ({ browserName: _ }, use) => {
    const sink = await SmtpSink.start();
    await use(sink);
    await sink.stop();
  },
  setUp: async ({ cloud, sink }, use) => {
    await use(async () => {
      const operator = await cloud.operator();
      const server = { enabled: true, host: '127.0.0.1', port: sink.port, security: 'none', user: '' };
      const sender = { from: 'desk@cloud.example.com', fromName: 'Landing Desk', replyTo: '' };
      await operator.call('PUT', '/notices/settings/email', { settings: { ...server, ...sender } });
    });
  },
});

const form = (page: Page) => page.getByRole('form', { name: 'Who is told' });
const save = (page: Page) => form(page).getByRole('button', { name: 'Save' });

test('the owner says where they are reached, is told what is wrong with it, sends a test and sees what became of it', async ({
  cloud,
  landing,
  sink,
  setUp,
  openConsole,
}) => {
  const page = await openConsole('owner', { path: '/console/cloud/notices' });
  await expect(page.getByText('This cloud sends neither e-mail nor SMS yet')).toBeVisible();
  await expect(page.getByText('Nobody is told: there is no address yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send me a test' })).toHaveCount(0);
  await nothingToFind(page, 'none');
  await setUp();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Send me a test' })).toBeDisabled();

  await form(page).getByLabel('E-mail address').fill('olive');
  await form(page).getByLabel('Mobile number').fill('12 34');
  await save(page).click();
  await expect(form(page).getByText('This is not an e-mail address.')).toBeVisible();
  await expect(form(page).getByText('Write the number with + and the code of its country')).toBeVisible();
  await nothingToFind(page, 'wrong');
  await form(page).getByLabel('E-mail address').fill(' olive@shop.example ');
  // The sample house pays in yuan: its numbers need no country.
  await form(page).getByLabel('Mobile number').fill('138 0013 8000');
  const silent = form(page).getByRole('switch', { name: /a computer falls silent/ });
  await silent.click();
  await expect(silent).not.toBeChecked();
  await save(page).click();
  await expect(page.getByText('Saved. Notices go there from now on.')).toBeVisible();
  await expect(form(page).getByLabel('Mobile number')).toHaveValue('+8613800138000');

  await page.getByRole('button', { name: 'Send me a test' }).click();
  await expect(page.getByText('A test is on its way to olive@shop.example.')).toBeVisible();
  const rows = page.getByRole('region', { name: 'The last notices' }).getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('Sent', { timeout: 30_000 });
  expect(sink.mails.map(({ to }) => to)).toEqual([['olive@shop.example']]);
  sink.refuse = (to) => `550 5.1.1 <${to}> no such user here`;
  await page.getByRole('button', { name: 'Send me a test' }).click();
  await expect(rows.first()).toContainText('There is no such recipient.', { timeout: 30_000 });
  await expect(rows.first()).toContainText('The answer was: 550 5.1.1 <…> no such user here');
  await nothingToFind(page, 'settled');
  const { id } = landing.landing.identity.enterprise();
  expect(await cloud.cloud.notices.contacts.of(id)).toMatchObject({
    email: 'olive@shop.example',
    off: ['landing_silent'],
  });
});

test('what was typed stays while the cloud is away, also when one looks elsewhere; who runs the counter sees none of it', async ({
  cloud,
  setUp,
  openConsole,
}) => {
  await setUp();
  const page = await openConsole('owner', { path: '/console/cloud/notices' });
  await form(page).getByLabel('E-mail address').fill('olive@shop.example');
  await expect(page.getByText('Save first: a test goes to what is saved.')).toBeVisible();
  await cloud.close();
  await save(page).click();
  await expect(form(page).getByRole('alert')).toContainText('not saved. What you entered stays here.', {
    timeout: 30_000,
  });
  await expect(page.getByText('The cloud does not answer this now')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('tab', { name: 'Not sent' }).click();
  await page.getByRole('tab', { name: 'Notices' }).click();
  await expect(form(page).getByLabel('E-mail address')).toHaveValue('olive@shop.example');
  await nothingToFind(page, 'away');

  const counter = await openConsole('counter', { path: '/console/cloud/notices' });
  await expect(counter.locator('#cloud-state')).toBeVisible();
  await expect(counter.getByRole('tab', { name: 'Notices' })).toHaveCount(0);
  await expect(counter.getByText('olive@shop.example')).toHaveCount(0);
});

for (const [width, height] of [
  [390, 844],
  [820, 1180],
  [1366, 768],
] as const) {
  test(`the page in Chinese has nothing for axe to find: ${width} wide`, async ({
    cloud,
    landing,
    setUp,
    openConsole,
  }) => {
    await setUp();
    const { id } = landing.landing.identity.enterprise();
    await cloud.cloud.notices.contacts.change(id, {
      ...{ email: 'olive@shop.example', phone: '+8613800138000', language: 'zh-CN', off: ['device_revoked'] },
    });
    await cloud.cloud.notices.test(id);
    const page = await openConsole('owner', { language: 'zh-CN', width, height, path: '/console/cloud/notices' });
    await expect(page.getByRole('region', { name: '最近的通知' })).toContainText('已发送', { timeout: 30_000 });
    await nothingToFind(page, `zh-${width}`);
    await fitsAcross(page);
  });
}
