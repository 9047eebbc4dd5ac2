import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

async function nothingToFind(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const) {
  for (const language of ['en', 'zh-CN'] as const) {
    test(`a busy kitchen, the counter's news and the phone's have nothing for axe to find: ${scheme}, ${language}`, async ({
      landing,
      counter,
      openConsole,
      openPhone,
    }) => {
      test.slow();
      await landing.settings({ requireNod: true });
      const { id: tabId } = await counter.mutate<{ id: string }>('ordering.tabs.open', {
        tableId: landing.tableId('1'),
      });
      const phone = await openPhone('1');
      const menu = (await (await Phone.scan(landing.sticker('1'))).menu()).body;
      const lines = ['Steamed rice', 'Mapo tofu', 'Jasmine tea', 'Garlic pak choi'].map(
        (name) => lineFor(itemNamed(menu, name)).line,
      );
      const { order } = await counter.mutate<{ order: { id: string; lines: { id: string }[] } }>(
        'ordering.orders.place',
        { tabId, lines, held: [1], idempotencyKey: newKey() },
      );
      const lineAt = (index: number) => order.lines[index]?.id;
      await counter.mutate('ordering.tickets.urge', { orderId: order.id });
      await counter.mutate('ordering.tickets.ready', { orderId: order.id, lineIds: [lineAt(0)] });
      await counter.mutate('ordering.tabs.voidLine', {
        tabId,
        orderId: order.id,
        lineId: lineAt(3),
        quantity: 1,
        reason: 'spilt',
        idempotencyKey: newKey(),
      });
      await counter.mutate('ordering.notice.update', { paused: true, delayMinutes: null });
      await counter.mutate('ordering.tabs.move', { tabId, tableId: landing.tableId('2') });

      await phone.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await phone.evaluate((chosen) => localStorage.setItem('ld.language', chosen), language);
      await phone.reload();
      await expect(phone.locator('main .panel')).toHaveCount(2);
      await nothingToFind(phone);
      await phone.locator('.dock-table').click();
      await expect(phone.locator('dialog[open] .line-state')).toBeVisible();
      await nothingToFind(phone);

      for (const [username, ready] of [
        ['kitchen', '.kline'],
        ['counter', '.ready-order'],
      ] as const) {
        const page = await openConsole(username, { scheme });
        await page.evaluate((isDark) => {
          localStorage.setItem('landing-desk.console', JSON.stringify({ state: { kitchenDark: isDark }, version: 0 }));
        }, scheme === 'dark');
        await page.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
        await page.reload();
        await expect(page.locator(ready).first()).toBeVisible();
        await nothingToFind(page);
        if (username === 'counter') continue;
        await page.locator('.kitchen-tool').nth(1).click();
        await page.keyboard.press('1');
        await expect(page.locator('.all-day-dish').first()).toBeVisible();
        await nothingToFind(page);
        await page.locator('.kitchen-tool').nth(2).click();
        await expect(page.locator('.sheet-content')).toBeVisible();
        await nothingToFind(page);
      }
    });
  }
}
