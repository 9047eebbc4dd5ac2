import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import type { PrintOutcome } from '#shared/desktop/printing.ts';
import { defaultDesktopSettings } from '#shared/desktop/settings.ts';
import type { ScreensState, WindowKind } from '#shared/desktop/windows.ts';
import { type ConsoleView, test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { putDesktopAround } from '#tests/support/fake-desktop.ts';

const display = (id: number, name: string, main: boolean) => ({
  id,
  number: id,
  name,
  width: 1920,
  height: 1080,
  main,
  builtIn: main,
});
const twoDisplays: ScreensState = {
  displays: [display(1, '', true), display(2, 'DELL P2419H', false)],
  kitchen: { displayId: 2, fullScreen: true, waiting: false },
  customer: { displayId: 1, fullScreen: false, waiting: true },
  kiosk: false,
};

interface Bridge {
  readonly window?: WindowKind;
  readonly screens?: ScreensState;
  readonly printer?: string | null;
  readonly outcome?: PrintOutcome;
}

/** Gives the page a desktop around it with two displays and a printer; what it was asked can be looked at. */
async function giveDesktop(page: Page, told: Bridge = {}): Promise<() => Promise<unknown[]>> {
  const { asked } = await putDesktopAround(page, {
    answers: {
      screens: told.screens ?? twoDisplays,
      desktopSettings: { ...defaultDesktopSettings, documentPrinter: told.printer ?? null },
      systemPrinters: [{ name: 'HP', label: 'HP LaserJet' }],
      printDocument: told.outcome,
    },
    ...(told.window && { window: told.window }),
  });
  return asked;
}

test('this computer shows its displays and puts screens on them', async ({ openConsole }) => {
  const { page, asked } = await openOnDesktop(openConsole, 'owner', '/console/computer', { printer: 'Old printer' });
  const screens = page.getByRole('region', { name: 'Screens' });
  await expect(screens.getByText('The customer display waits here')).toBeVisible();
  await screens.getByRole('button', { name: 'Close kitchen display on DELL P2419H' }).click();
  await screens.getByRole('button', { name: 'Show the customer display on DELL P2419H' }).click();
  await screens.getByRole('button', { name: 'Show the numbers' }).click();
  await page.getByRole('switch', { name: 'Lock the console on the whole display' }).click();
  await expect(page.getByText('This printer is not there.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Printer' }).click();
  await page.getByRole('option', { name: 'HP LaserJet' }).click();
  await expect
    .poll(asked)
    .toEqual(
      expect.arrayContaining([
        ['closeScreen', 'kitchen'],
        ['showScreen', 'customer', 2],
        ['identifyDisplays'],
        ['changeDesktopSettings', { kiosk: true }],
        ['changeDesktopSettings', { documentPrinter: 'HP' }],
      ]),
    );
  await nothingToFind(page);
});

/** The console in a desktop's window with two displays and a printer, and what that was asked. */
async function openOnDesktop(
  openConsole: (username: 'owner' | 'manager', view: ConsoleView) => Promise<Page>,
  username: 'owner' | 'manager',
  path: string,
  told: Bridge,
) {
  let asked: () => Promise<unknown[]> = async () => [];
  const page = await openConsole(username, {
    path,
    before: async (blank) => {
      asked = await giveDesktop(blank, told);
    },
  });
  return { page, asked: () => asked() };
}

for (const [end, sentence] of [
  ['printed', 'Handed to the printer.'],
  ['refused', 'The printer did not take it.'],
  ['slow', 'It took too long'],
] as const) {
  test(`a report printed from the desktop says how it ended: ${end}`, async ({ openConsole }) => {
    const outcome = { end, missingPrinter: null };
    const { page, asked } = await openOnDesktop(openConsole, 'owner', '/console/reports', { outcome });
    await page.getByRole('button', { name: 'Print' }).click();
    await expect(page.getByText(sentence)).toBeVisible();
    const printed = (await asked()).find((call) => Array.isArray(call) && call[0] === 'printDocument');
    expect(printed).toMatchObject(['printDocument', { kind: 'report', report: 'summary', language: 'en' }]);
  });
}

test('the kitchen’s own window shows tickets only, and Escape makes it an ordinary window', async ({ openConsole }) => {
  const { page, asked } = await openOnDesktop(openConsole, 'manager', '/console/kitchen', { window: 'kitchen' });
  await expect(page.getByRole('button', { name: 'Leave full screen' })).toBeVisible();
  await expect(page.locator('.rail')).toHaveCount(0);
  await page.getByRole('button', { name: 'Recall' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await asked()).not.toContainEqual(['fillScreen', 'kitchen', false]);
  await page.keyboard.press('Escape');
  await expect.poll(asked).toContainEqual(['fillScreen', 'kitchen', false]);
});

test('the customer’s own window never shows staff a way in, whoever is signed in, and follows the counter', async ({
  openConsole,
  landing,
}) => {
  const { origin } = new URL(landing.landing.consoleUrl);
  const counter = await openConsole('kitchen');
  const customer = await counter.context().newPage();
  await giveDesktop(customer, { window: 'customer' });
  await customer.goto(`${origin}/console/customer-display`);
  await expect(customer.getByText('Welcome')).toBeVisible();
  await expect(customer.locator('.rail')).toHaveCount(0);

  await counter.getByRole('button', { name: /^Your menu/ }).click();
  await counter.getByRole('button', { name: 'Sign out' }).click();
  await expect(counter.locator('input[type=password]')).toBeVisible();
  await expect(customer.getByText('Welcome')).toHaveCount(0);
  await expect(customer.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(customer.locator('input')).toHaveCount(0);

  const account = demoAccounts('demo').find(({ username }) => username === 'counter');
  await counter.locator('input[autocomplete=organization]').fill(account?.enterpriseId ?? '');
  await counter.locator('input[autocomplete=username]').fill(account?.username ?? '');
  await counter.locator('input[type=password]').fill(account?.password ?? '');
  await counter.getByRole('button', { name: 'Sign in' }).click();
  await expect(counter.locator('.rail')).toBeVisible();
  await expect(customer.getByText('Welcome')).toBeVisible();
});

test('four windows of one browser go on answering: each holds one of its six connections', async ({ openConsole }) => {
  const first = await openConsole('owner');
  await expect(first.locator('.rail')).toBeVisible();
  for (let i = 0; i < 3; i++) {
    const page = await first.context().newPage();
    await page.goto(first.url());
    await page.getByRole('link', { name: 'Menu', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Menu' })).toBeVisible();
  }
  expect(await first.evaluate(async () => (await fetch('/trpc/identity.state')).status)).toBe(200);
});
