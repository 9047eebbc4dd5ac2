import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { type DesktopAround, putDesktopAround } from '#tests/support/fake-desktop.ts';

for (const [language, name] of [
  ['en', 'Start with the computer'],
  ['zh-CN', '随电脑启动'],
] as const) {
  test(`this computer has nothing for axe to find: ${language}`, async ({ openConsole }) => {
    const page = await openConsole('owner', {
      language,
      path: '/console/computer',
      before: (blank) => putDesktopAround(blank, { fails: ['setOpenAtLogin'] }),
    });
    const login = page.getByRole('switch', { name });
    await expect(login).not.toBeChecked();
    await login.click();
    await expect(page.locator('.mantine-Switch-error')).toBeVisible();
    await expect(login).not.toBeChecked();
    await nothingToFind(page, language);
  });
}

test('the switch shows what the system says, also when that changed elsewhere', async ({ openConsole }) => {
  let desktop: DesktopAround | undefined;
  const page = await openConsole('owner', {
    path: '/console/computer',
    before: async (blank) => {
      desktop = await putDesktopAround(blank);
    },
  });
  const login = page.getByRole('switch', { name: 'Start with the computer' });
  await expect(login).not.toBeChecked();
  await login.click();
  await expect(login).toBeChecked();
  const becomes = async (state: string) => {
    await desktop?.answer('openAtLogin', state);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  };
  await becomes('off');
  await expect(login).not.toBeChecked();
  await becomes('needs_approval');
  await expect(page.getByText('not allowed yet')).toBeVisible();
  await becomes('unavailable');
  await expect(login).toBeDisabled();
  const notifications = page.getByRole('switch', { name: 'Tell me when something waits' });
  await expect(notifications).toBeChecked();
  await notifications.click();
  await expect(notifications).not.toBeChecked();
});
