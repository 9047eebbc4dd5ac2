import { type BrowserContext, expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import type { Language } from '#shared/languages.ts';
import { Phone } from '#tests/support/api.ts';
import { test as base, watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { quickRelay } from '#tests/support/remote.ts';
import { TwoCounters } from '#tests/support/two-counters.ts';

// Two landings and a cloud, which meet before anything is looked at.
base.setTimeout(180_000);

interface View {
  readonly language?: Language;
  readonly width?: number;
}

/** Two landings of one house, and a browser at each. */
const test = base.extend<{
  house: TwoCounters;
  openAt: (landing: TestLanding, view?: View) => Promise<Page>;
}>({
  house: async ({ browserName: _ }, use) => {
    // What a test cuts is noticed at once; a busy computer is silent for seconds without being cut off.
    const house = await TwoCounters.start({}, { ...quickRelay, silenceMs: 20_000, answerMs: 20_000 });
    await use(house);
    await house.close();
  },
  openAt: async ({ browser }, use) => {
    const problems: string[] = [];
    const opened: BrowserContext[] = [];
    await use(async (landing, { language = 'en', width = 1366 } = {}) => {
      const { origin } = new URL(landing.landing.consoleUrl);
      const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      opened.push(context);
      await context.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
      const account = demoAccounts('demo').find(({ username }) => username === 'counter');
      await context.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data: account });
      const page = await context.newPage();
      watchPage(page, origin, problems);
      await page.goto(`${origin}/console/counter`);
      return page;
    });
    for (const context of opened) await context.close();
    expect(problems).toEqual([]);
  },
});

const far = { timeout: 30_000 };

test('a waiter at one counter accepts, has served and adds orders at another, and both screens show it', async ({
  house,
  openAt,
}) => {
  const [bar, terrace] = [await openAt(house.first), await openAt(house.second)];
  const switching = terrace.getByRole('navigation', { name: 'Counters' });
  await expect(switching.getByRole('button', { name: 'Bar' })).toBeVisible(far);
  await expect(switching.getByRole('button', { name: 'This counter' })).toHaveAttribute('aria-pressed', 'true');
  await switching.getByRole('button', { name: 'Bar' }).click();
  await expect(terrace.getByRole('heading', { level: 1, name: 'Bar' })).toBeVisible();
  await expect(terrace.getByText('Connected', { exact: true })).toBeVisible(far);

  const order = (await house.phone.order([house.choice.line], house.choice.amount)).body.order;
  const card = (page: Page) => page.getByRole('article', { name: `Order ${order.number}` });
  await expect(card(bar)).toBeVisible(far);
  // By itself: the facts come through the cloud.
  await expect(card(terrace)).toBeVisible(far);
  await nothingToFind(terrace, 'another counter');
  await card(terrace).getByRole('button', { name: 'Accept' }).click();
  await expect(card(terrace)).toBeHidden(far);
  await expect(card(bar)).toBeHidden(far);
  expect(house.orders().find(({ id }) => id === order.id)?.state).toBe('accepted');

  await terrace.getByRole('button', { name: `Order ${order.number} is ready` }).click();
  await terrace.getByRole('button', { name: `Order ${order.number} is served` }).click(far);
  await expect(terrace.getByRole('button', { name: `Order ${order.number} is served` })).toBeHidden(far);
  await expect.poll(() => house.orders().find(({ id }) => id === order.id)?.state, far).toBe('served');

  // Its bill is there to look at and to add to; its money is taken where the drawer is.
  await terrace.getByRole('button', { name: /^1 / }).click();
  const receipt = terrace.getByRole('complementary', { name: 'Receipt' });
  await expect(receipt.getByRole('heading', { name: 'Table 1' })).toBeVisible();
  await expect(receipt.getByText('settled at “Bar”')).toBeVisible();
  await expect(receipt.getByRole('button', { name: /payment/i })).toHaveCount(0);
  await receipt.getByRole('button', { name: 'Add order' }).click();
  const sheet = terrace.getByRole('dialog');
  await sheet.locator('.dish').first().waitFor();
  await sheet.getByRole('button', { name: 'Vegetable spring rolls' }).click();
  await sheet.getByRole('button', { name: /^Send/ }).click();
  await expect(sheet).toBeHidden(far);
  await expect.poll(() => house.orders().length, far).toBe(2);
  await expect(receipt.getByRole('article')).toHaveCount(2, far);
  await nothingToFind(terrace, 'a bill of another counter');
});

test('a counter that is away says so, its actions wait, and what it refuses is said in its words', async ({
  house,
  openAt,
}) => {
  const terrace = await openAt(house.second, { language: 'zh-CN' });
  const switching = terrace.getByRole('navigation', { name: '收银台' });
  await switching.getByRole('button', { name: 'Bar' }).click(far);
  const { number, id } = (await house.phone.order([house.choice.line], house.choice.amount)).body.order;
  const card = terrace.getByRole('article').filter({ hasText: `#${number}` });
  await expect(card).toBeVisible(far);
  // Somebody there is quicker, and this screen does not know yet.
  house.ways.second.set('stalled');
  house.ways.first.set('cut');
  const counter = await house.first.as('counter');
  await counter.mutate('ordering.orders.accept', { orderId: id });
  house.ways.second.set('clear');
  await expect(terrace.getByText('“Bar”目前未连接')).toBeVisible({ timeout: 60_000 });
  await expect(card.getByRole('button').last()).toBeDisabled();
  await nothingToFind(terrace, 'a counter that is away');
  house.ways.first.set('clear');
  await expect(terrace.getByText('已连接', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(card).toBeHidden(far);
  await Phone.scan(house.first.sticker('1'));
});

test('a house with one landing has no switch', async ({ openConsole }) => {
  const page = await openConsole('counter');
  await expect(page.getByRole('heading', { name: 'Tables' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Counters' })).toHaveCount(0);
});
