import { expect } from '@playwright/test';
import { newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

for (const language of ['en', 'zh-CN'] as const) {
  test(`a busy kitchen, the counter's news and the phone's have nothing for axe to find: ${language}`, async ({
    landing,
    counter,
    openConsole,
    openPhone,
  }) => {
    await landing.settings({ requireNod: true });
    const { id: tabId } = await counter.mutate<{ id: string }>('ordering.tabs.open', {
      tableId: landing.tableId('1'),
    });
    const phone = await openPhone('1', language);
    await expect(phone.locator('.dock-table')).toBeVisible();
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

    await expect(phone.locator('main .panel')).toHaveCount(3);
    await nothingToFind(phone, `${language} news`);
    await phone.locator('.dock-table').click();
    await expect(phone.locator('dialog[open] .line-state')).toBeVisible();
    await nothingToFind(phone, `${language} bill with a state`);

    const waiter = await openConsole('counter', { language });
    await expect(waiter.locator('.ready-order').first()).toBeVisible();
    await nothingToFind(waiter, `${language} ready`);

    // The kitchen is light or dark as the people there want it, whatever the system says.
    for (const only of ['light', 'dark'] as const) {
      const kitchen = await openConsole('kitchen', {
        language,
        before: (page) =>
          page.addInitScript((isDark) => {
            const state = { kitchenDark: isDark };
            localStorage.setItem('landing-desk.console', JSON.stringify({ state, version: 0 }));
          }, only === 'dark'),
      });
      await expect(kitchen.locator('.kline').first()).toBeVisible();
      await nothingToFind(kitchen, language, { only });
      await kitchen.locator('.kitchen-tool').nth(1).click();
      await expect(kitchen.locator('.all-day-dish').first()).toBeVisible();
      await kitchen.keyboard.press('1');
      await expect(kitchen.locator('.ticket').first()).toHaveAttribute('data-selected', 'true');
      await nothingToFind(kitchen, `${language} all day`, { only });
      await kitchen.locator('.kitchen-tool').nth(2).click();
      await expect(kitchen.locator('.sheet-content')).toBeVisible();
      await nothingToFind(kitchen, `${language} recall`, { only });
    }
  });
}
