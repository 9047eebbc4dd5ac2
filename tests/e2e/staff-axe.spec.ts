import { expect } from '@playwright/test';
import { Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

for (const language of ['en', 'zh-CN'] as const) {
  test(`sign-in, kitchen and counter have nothing for axe to find: ${language}`, async ({
    landing,
    counter,
    openConsole,
  }) => {
    await landing.settings({ autoAccept: true });
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    await phone.order([line], amount);
    const page = await openConsole('counter', { language, before: (blank) => blank.context().clearCookies() });
    await expect(page.locator('input[type=password]')).toBeVisible();
    await nothingToFind(page, `${language} sign-in`);
    for (const [username, ready] of [
      ['kitchen', '.ticket'],
      ['counter', '.tile'],
    ] as const) {
      const room = await openConsole(username, { language });
      await expect(room.locator(ready).first()).toBeVisible();
      // A kitchen is dark where nobody has chosen otherwise.
      await nothingToFind(room, language, username === 'kitchen' ? { only: 'dark' } : {});
    }
  });
}
