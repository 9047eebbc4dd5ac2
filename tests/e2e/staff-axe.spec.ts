import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

async function nothingToFind(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const) {
  for (const language of ['en', 'zh-CN'] as const) {
    test(`sign-in, kitchen and counter have nothing for axe to find: ${scheme}, ${language}`, async ({
      browser,
      landing,
      counter,
    }) => {
      await landing.settings({ autoAccept: true });
      await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
      const phone = await Phone.scan(landing.sticker('1'));
      const { line, amount } = lineFor(plainItem((await phone.menu()).body));
      await phone.order([line], amount);
      const { origin } = new URL(landing.landing.consoleUrl);
      const context = await browser.newContext({ colorScheme: scheme, reducedMotion: 'reduce' });
      await context.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
      const page = await context.newPage();
      await page.goto(origin);
      await expect(page.locator('input[type=password]')).toBeVisible();
      await nothingToFind(page);
      for (const [username, ready] of [
        ['kitchen', '.ticket'],
        ['counter', '.tile'],
      ] as const) {
        const data = demoAccounts('demo').find((account) => account.username === username);
        await context.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data });
        await page.goto(origin);
        await expect(page.locator(ready).first()).toBeVisible();
        await nothingToFind(page);
      }
      await context.close();
    });
  }
}
