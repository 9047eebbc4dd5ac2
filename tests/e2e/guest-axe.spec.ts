import { expect } from '@playwright/test';
import { newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { closeByEscape } from '#tests/support/keys.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

const words = {
  en: { add: /^Add Steamed rice/, cart: /View order/, table: /My table/, dish: 'Braised beef noodle soup' },
  'zh-CN': { add: /^将白米饭/, cart: /查看点单/, table: /本桌账单/, dish: '红烧牛肉面' },
} as const;

for (const language of ['en', 'zh-CN'] as const) {
  test(`the diner's page has nothing for axe to find: ${language}`, async ({ landing, counter, openPhone }) => {
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
    const neighbour = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await neighbour.menu()).body));
    const { body } = await neighbour.order([line], amount);
    await counter.mutate('ordering.orders.accept', { orderId: body.order.id });

    const page = await openPhone('3', language);
    const sheet = page.locator('dialog[open]');
    const { add, cart, table, dish } = words[language];
    await expect(page.getByRole('button', { name: add })).toBeVisible();
    await nothingToFind(page, `${language} table that is not open`);

    await page.goto(landing.sticker('1'));
    await page.getByRole('button', { name: dish, exact: true }).click();
    await expect(sheet).toBeVisible();
    await nothingToFind(page, `${language} dish`);
    await closeByEscape(page, sheet);
    await page.getByRole('button', { name: add }).click();
    await page.getByRole('button', { name: cart }).click();
    await expect(sheet).toBeVisible();
    await nothingToFind(page, `${language} cart`);
    await closeByEscape(page, sheet);
    await page.getByRole('button', { name: table }).click();
    await expect(sheet).toBeVisible();
    await nothingToFind(page, `${language} bill`);
    await counter.mutate('ordering.payments.take', {
      tabId: tab.id,
      method: 'card',
      amount,
      idempotencyKey: newKey(),
    });
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
    await expect(sheet).toBeHidden();
    await nothingToFind(page, `${language} farewell`);
  });
}
