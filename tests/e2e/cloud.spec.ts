import { expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { deviceTable } from '#cloud/enterprises/tables.ts';
import { userTable } from '#main/identity/tables.ts';
import { errorCatalog } from '#shared/error-catalog.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { test as base } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { files, TestCloud } from '#tests/support/cloud.ts';
import { closeByEscape, keepsTheKeyboard } from '#tests/support/keys.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { SyncTestDevice } from '#tests/support/sync-cloud.ts';

/** A real cloud that knows the sample restaurant, and hands out codes for it. */
const test = base.extend<{ cloud: TestCloud; enterpriseId: string; code: () => Promise<string> }>({
  cloud: async ({ browserName: _ }, use) => {
    const cloud = await TestCloud.start();
    const close = cloud.close.bind(cloud);
    let closing: Promise<void> | undefined;
    cloud.close = () => (closing ??= close());
    await use(cloud);
    await cloud.close();
  },
  enterpriseId: async ({ cloud, landing }, use) => {
    const { id, code, name } = landing.landing.identity.enterprise();
    await cloud.cloud.enterprises.admit({ enterpriseId: id, code, name });
    await use(id);
  },
  code: async ({ cloud, enterpriseId }, use) => {
    const { enterprises, database } = cloud.cloud;
    const offer = { name: 'Counter', scope: 'enterprise', userId: null, administers: true } as const;
    await use(async () => {
      const made = await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, offer, 'test'));
      return made.code;
    });
  },
});

const light = (page: Page) => page.locator('.rail .sync-light');
const state = (page: Page) => page.locator('#cloud-state');

async function openCloud(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^(Cloud|云端)$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^(Cloud|云端)$/ })).toBeVisible();
}

async function accessible(page: Page, name: string): Promise<void> {
  // A hint beside the pointer is no part of the page.
  await page.mouse.move(700, 5);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await nothingToFind(page, name);
}

const seatsOf = (landing: TestLanding, table: string) =>
  landing.landing.ordering.floor.all().find(({ name }) => name === table)?.seats;

test('connects with a code, comes to rest by itself after an edit, settles a conflict, makes a code, and disconnects', async ({
  cloud,
  code,
  enterpriseId,
  landing,
  openConsole,
}) => {
  const page = await openConsole('owner');
  await openCloud(page);
  await expect(light(page)).toHaveCount(0);
  const form = page.getByRole('form', { name: 'I have a code' });
  await form.getByRole('button', { name: 'Connect' }).click();
  await expect(form.getByText('Please write the address of the cloud.')).toBeVisible();
  await expect(form.getByText('A code has ten letters and digits')).toBeVisible();
  await form.getByLabel('Address of the cloud').fill(cloud.url);
  await form.getByLabel('Code').fill('abcde-12345');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toContainText('does not work (any more)');
  await form.getByLabel('Code').fill(await code());
  await page.keyboard.press('Enter');
  await expect(state(page)).toHaveText('Everything is safe in the cloud', { timeout: 30_000 });
  await expect(light(page)).toContainText('Safe in the cloud');

  // An edit travels by itself.
  const owner = await landing.as('owner');
  const before = (await owner.query<SyncState>('sync.state')).lastAt ?? 0;
  const table = landing.landing.ordering.floor.all().find(({ name }) => name === '1');
  if (!table) throw new Error('no table');
  await owner.mutate('ordering.tables.save', { id: table.id, name: '1', area: table.area, seats: 6 });
  await expect
    .poll(async () => {
      const { phase, pending, lastAt } = await owner.query<SyncState>('sync.state');
      return phase === 'resting' && pending === 0 && (lastAt ?? 0) > before;
    })
    .toBe(true);
  await expect(light(page)).toContainText('Safe in the cloud');
  await page.getByRole('tab', { name: 'Not sent' }).click();
  await expect(page.getByText('Nothing waits')).toBeVisible();

  // Another computer, which has not heard of the six, writes eight.
  const other = await SyncTestDevice.enrol(cloud.cloud, enterpriseId);
  const seats = other.put('dining_table', table.id, { seats: 8 }, { before: { seats: table.seats } });
  await other.push([seats]);
  await expect(light(page).locator('.sync-light-count')).toHaveText('1', { timeout: 20_000 });
  await light(page).click();
  const conflict = page.getByRole('listitem').filter({ hasText: 'Table 1: seats' });
  await expect(conflict.locator('.cloud-value')).toHaveText(['8', '6', String(table.seats)]);
  await accessible(page, 'conflict');
  await conflict.getByRole('button', { name: 'Keep this: 6' }).click();
  await expect(page.getByText('No conflicts')).toBeVisible();
  expect(seatsOf(landing, '1')).toBe(6);
  const settled = page.getByRole('listitem').filter({ hasText: 'chose “6”' });
  await settled.getByRole('button', { name: 'Take back' }).click();
  await expect(conflict.getByRole('button', { name: 'Keep this: 8' })).toBeVisible();
  expect(seatsOf(landing, '1')).toBe(8);

  // A code for one more computer works at the cloud.
  await page.getByRole('tab', { name: 'Computers' }).click();
  await expect(page.getByText('(this computer)')).toBeVisible();
  await page.getByRole('button', { name: 'Code for another computer' }).click();
  const sheet = page.getByRole('dialog', { name: 'Code for another computer' });
  await sheet.getByLabel('What is the computer called?').fill('Office');
  await sheet.getByRole('button', { name: 'Make the code' }).click();
  const made = page.getByRole('dialog', { name: 'Code for Office' });
  await keepsTheKeyboard(made);
  await expect(made.getByRole('img', { name: 'QR code with the address and the code' })).toBeVisible();
  const text = (await made.locator('.cloud-code').innerText()).replace(/^Code:\s*/, '');
  const id = crypto.randomUUID();
  const enrolled = await cloud.call('POST', '/devices/enrol', { code: text, device: id, landing: '' });
  expect(enrolled.status).toBe(200);
  await closeByEscape(page, made);
  const office = page.getByRole('listitem').filter({ hasText: 'Office' });
  await expect(office).toBeVisible({ timeout: 20_000 });
  await office.getByRole('button', { name: 'Take access away' }).click();
  await office.getByRole('group').getByRole('button', { name: 'Take access away' }).click();
  await expect(office.getByText('Taken away', { exact: true })).toBeVisible();

  await page.getByRole('tab', { name: 'Figures' }).click();
  await expect(page.getByRole('heading', { name: /are kept in the cloud/ })).toBeVisible();

  await page.getByRole('tab', { name: 'State' }).click();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('button', { name: 'Disconnect this computer' }).click();
  await expect(page.getByRole('form', { name: 'I have a code' })).toBeVisible();
  await expect(light(page)).toHaveCount(0);
});

test('a merchant registers, sends it in, is asked for more, and is connected by itself once approved', async ({
  cloud,
  landing,
  openConsole,
}) => {
  const page = await openConsole('owner');
  await openCloud(page);
  const form = page.getByRole('region', { name: 'Register this enterprise' });
  await form.getByRole('button', { name: 'Begin registration' }).click();
  await expect(form.getByText('Please write a name.')).toBeVisible();
  await form.getByLabel('Address of the cloud').fill(cloud.url);
  await form.getByLabel('Who to ask for').fill('Olive');
  await form.getByLabel('Telephone').fill('+86 21 5555 0101');
  await form.getByRole('button', { name: 'Begin registration' }).click();
  const registration = page.getByRole('region', { name: 'Your registration' });
  await expect(registration.getByText('Not sent in yet')).toBeVisible();
  await registration
    .locator('input[type=file]')
    .setInputFiles({ name: 'licence.png', mimeType: 'image/png', buffer: files.png });
  await expect(registration.getByText('licence.png')).toBeVisible();
  await accessible(page, 'registration');
  await registration.getByRole('button', { name: 'Send it in', exact: true }).click();
  await expect(registration.getByText('Waiting for a decision')).toBeVisible();
  const operator = await cloud.operator();
  const { id } = landing.landing.identity.enterprise();
  await operator.decide(id, 'asked_again', 'The licence cannot be read');
  await page.reload();
  await expect(registration.getByRole('alert')).toContainText('The licence cannot be read');
  await registration.getByRole('button', { name: 'Send it in again' }).click();
  await expect(registration.getByText('Waiting for a decision')).toBeVisible();
  await operator.decide(id, 'approved');
  await page.reload();
  await expect(state(page)).toHaveText('Everything is safe in the cloud', { timeout: 30_000 });
});

test('a change that the cloud refuses is shown with who made it, can be sent again and given up', async ({
  cloud,
  code,
  landing,
  openConsole,
}) => {
  const page = await openConsole('owner');
  await openCloud(page);
  const form = page.getByRole('form', { name: 'I have a code' });
  await form.getByLabel('Address of the cloud').fill(cloud.url);
  await form.getByLabel('Code').fill(await code());
  await page.keyboard.press('Enter');
  await expect(state(page)).toHaveText('Everything is safe in the cloud', { timeout: 30_000 });

  // People are seen to elsewhere: only an edited database says otherwise.
  await cloud.cloud.database.asPlatform((tx) => tx.update(deviceTable).set({ administers: false }));
  const { identity, opened } = landing.landing;
  const owner = identity.authenticate((await landing.as('owner')).token ?? '');
  if (!owner) throw new Error('nobody is signed in');
  const users = identity.people.users(owner);
  const idOf = (username: string) => users.find((user) => user.username === username)?.id ?? '';
  await opened.store.write(idOf('counter'), (tx) =>
    tx.db
      .update(userTable)
      .set({ displayName: 'Mallory' })
      .where(eq(userTable.id, idOf('kitchen')))
      .run(),
  );
  await page.getByRole('tab', { name: 'Not sent' }).click();
  const refused = page.getByRole('listitem').filter({ hasText: 'Not taken' });
  await expect(refused).toContainText('小周 Joe', { timeout: 30_000 });
  await expect(refused.getByRole('alert')).toHaveText(errorCatalog.sync_forbidden.en);
  await expect(refused.getByRole('region', { name: 'What was written' })).toContainText('Mallory');
  await accessible(page, 'refused-change');
  // What is sent again stands in the list anew: the one that is there now goes.
  const first = await refused.elementHandle();
  await refused.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('It is sent again.')).toBeVisible();
  await expect.poll(() => first?.evaluate((item) => item.isConnected)).toBe(false);
  await expect(refused).toContainText('小周 Joe', { timeout: 30_000 });
  await refused.getByRole('button', { name: 'Give up' }).click();
  await refused.getByRole('group').getByRole('button', { name: 'Give this change up' }).click();
  await expect(page.getByText('Nothing waits')).toBeVisible();
});

test('without the cloud it says since when and what waits, and keeps the rest working', async ({
  cloud,
  code,
  landing,
  openConsole,
}) => {
  const owner = await landing.as('owner');
  await owner.mutate('sync.connect', { address: cloud.url, code: await code() });
  await expect.poll(async () => (await owner.query<SyncState>('sync.state')).phase).toBe('resting');
  await cloud.close();
  await owner.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
  const page = await openConsole('owner');
  await expect(light(page)).toContainText(/changes? waits?/, { timeout: 20_000 });
  await light(page).click();
  await expect(state(page)).toHaveText('Waiting for the cloud');
  await expect(page.getByRole('alert')).toContainText('The cloud cannot be reached');
  await accessible(page, 'waiting');
  await page.getByRole('tab', { name: 'Computers' }).click();
  await expect(page.getByText('The cloud does not answer this now')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('tab', { name: 'Not sent' }).click();
  await expect(page.getByText('Notice to guests')).toBeVisible();
  await accessible(page, 'not-sent');
});

for (const width of [390, 1366]) {
  test(`the page in Chinese has nothing for axe to find: ${width} wide`, async ({
    cloud,
    code,
    landing,
    openConsole,
  }) => {
    const page = await openConsole('owner', { language: 'zh-CN', width, path: '/console/cloud' });
    await expect(page.getByRole('form', { name: '我有注册码' })).toBeVisible();
    await accessible(page, `off-zh-${width}`);
    const owner = await landing.as('owner');
    await owner.mutate('sync.connect', { address: cloud.url, code: await code() });
    await page.reload();
    await expect(state(page)).toHaveText('所有数据均已安全保存到云端', { timeout: 30_000 });
    await accessible(page, `state-zh-${width}`);
    for (const [tab, sign] of [
      ['未发送', '没有待发送的更改'],
      ['冲突', '没有冲突'],
      ['电脑', '（本机）|\\(本机\\)'],
      ['统计', '云端共保存'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByText(new RegExp(sign)).first()).toBeVisible();
      await accessible(page, `${tab}-zh-${width}`);
    }
  });
}
