import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { defaultDesktopSettings } from '#shared/desktop/settings.ts';
import { test } from '#tests/support/app.ts';

/** A desktop around the page that keeps what it is asked; the system says `login`, and refuses where `refuses`. */
async function putDesktopAround(page: Page, desktop: { login: string; refuses?: boolean }): Promise<void> {
  await page.addInitScript(
    ({ settings, login, refuses }) => {
      let state = login;
      let kept = settings;
      const ok = (value: unknown) => Promise.resolve({ ok: true, value });
      const bridge = {
        version: '1.0.0',
        platform: 'linux',
        on: () => () => undefined,
        landingState: () => ok({ phase: 'ready', consoleUrl: location.origin }),
        desktopSettings: () => ok(kept),
        changeDesktopSettings: (change: object) => {
          kept = { ...kept, ...change };
          return ok(kept);
        },
        openAtLogin: () => ok(state),
        setOpenAtLogin: (wanted: boolean) => {
          if (refuses) return Promise.resolve({ ok: false, error: 'failed' });
          state = wanted ? 'on' : 'off';
          return ok(state);
        },
        // The system's own settings switched it meanwhile.
        outside: (next: string) => {
          state = next;
        },
      };
      Object.assign(window, { landingDesk: bridge });
    },
    { settings: defaultDesktopSettings, refuses: false, ...desktop },
  );
}

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
      await putDesktopAround(page, { login: 'off', refuses: true });
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
  await putDesktopAround(page, { login: 'off' });
  await openComputer(page, origin);
  const login = page.getByRole('switch', { name: 'Start with the computer' });
  await expect(login).not.toBeChecked();
  await login.click({ force: true });
  await expect(login).toBeChecked();
  const becomes = async (state: string) => {
    await page.evaluate((next) => {
      (window as unknown as { landingDesk: { outside(next: string): void } }).landingDesk.outside(next);
      window.dispatchEvent(new Event('focus'));
    }, state);
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
