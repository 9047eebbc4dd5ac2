import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { test } from '#tests/support/app.ts';
import { putDesktopAround } from '#tests/support/fake-desktop.ts';

async function openComputer(page: Page, origin: string): Promise<void> {
  const data = demoAccounts('demo').find(({ username }) => username === 'owner');
  await page.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data });
  await page.goto(`${origin}/console/computer`);
}

for (const scheme of ['light', 'dark'] as const) {
  for (const [language, name] of [
    ['en', 'Start with the computer'],
    ['zh-CN', '随电脑启动'],
  ] as const) {
    test(`this computer has nothing for axe to find: ${scheme}, ${language}`, async ({ browser, landing }) => {
      const { origin } = new URL(landing.landing.consoleUrl);
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1366, height: 900 } });
      await context.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
      const page = await context.newPage();
      await putDesktopAround(page, { fails: ['setOpenAtLogin'] });
      await openComputer(page, origin);
      const login = page.getByRole('switch', { name });
      await expect(login).not.toBeChecked();
      await login.click({ force: true });
      await expect(page.locator('.mantine-Switch-error')).toBeVisible();
      await expect(login).not.toBeChecked();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      const shots = process.env['SCREENSHOTS'];
      if (shots) await page.screenshot({ path: `${shots}/computer-${scheme}-${language}.png` });
      await context.close();
    });
  }
}

test('the switch shows what the system says, also when that changed elsewhere', async ({ browser, landing }) => {
  const { origin } = new URL(landing.landing.consoleUrl);
  const context = await browser.newContext();
  await context.addInitScript(() => localStorage.setItem('landing-desk.language', 'en'));
  const page = await context.newPage();
  const desktop = await putDesktopAround(page);
  await openComputer(page, origin);
  const login = page.getByRole('switch', { name: 'Start with the computer' });
  await expect(login).not.toBeChecked();
  await login.click({ force: true });
  await expect(login).toBeChecked();
  const becomes = async (state: string) => {
    await desktop.answer('openAtLogin', state);
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
  await notifications.click({ force: true });
  await expect(notifications).not.toBeChecked();
  await context.close();
});
