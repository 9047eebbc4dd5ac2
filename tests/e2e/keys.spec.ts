import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { makeKey, writeKey } from '#main/secrets/service.ts';
import type { KeyProtection } from '#shared/desktop/key-protection.ts';
import type { Language } from '#shared/languages.ts';
import { test as base, type ConsoleView } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { putDesktopAround } from '#tests/support/fake-desktop.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { TestSupervisor } from '#tests/support/secrets.ts';

/** A page in a desktop whose keys are protected so and so. */
const onDesktop = (path: string, protection: KeyProtection, language: Language = 'en'): ConsoleView => ({
  path,
  language,
  before: (page: Page) =>
    putDesktopAround(page, {
      answers: {
        keyProtection: protection,
        changeKeyProtection: { state: 'protected', backend: 'gnome_libsecret' } satisfies KeyProtection,
      },
    }),
});

const states: [string, KeyProtection, string, string | null][] = [
  ['protected', { state: 'protected', backend: 'gnome_libsecret' }, 'Kept in the GNOME keyring', null],
  [
    'weak',
    { state: 'weak', backend: 'basic_text', acceptedAt: 1_790_000_000_000 },
    'You accepted on',
    'Delete keys kept in a file…',
  ],
  [
    'unprotected',
    { state: 'unprotected', backend: 'basic_text' },
    'no key store that protects',
    'Keep keys in a file…',
  ],
  [
    'locked',
    { state: 'locked', cause: 'backend_changed', backend: 'basic_text', recorded: 'kwallet6' },
    'The keys are in KWallet',
    'Make new keys…',
  ],
];
for (const [name, protection, sentence, action] of states) {
  base(`the page about this computer says that keys are ${name}, and offers the way on`, async ({ openConsole }) => {
    const page = await openConsole('owner', onDesktop('/console/computer', protection));
    const section = page.getByRole('region', { name: 'Protection of keys' });
    await expect(section.getByText(sentence)).toBeVisible();
    await nothingToFind(page, name);
    if (action === null) return expect(section.getByRole('button')).toHaveCount(0);
    const button = section.getByRole('button', { name: action });
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await button.click();
    await expect(section.getByText('Kept in the GNOME keyring')).toBeVisible();
    await expect(section.getByText('Protected', { exact: true })).toBeVisible();
  });
}

base('the page about this computer speaks Chinese too', async ({ openConsole }) => {
  const protection = { state: 'unprotected', backend: 'basic_text' } as const;
  const page = await openConsole('owner', onDesktop('/console/computer', protection, 'zh-CN'));
  await expect(page.getByRole('region', { name: '密钥保护' }).getByText('本机没有能提供保护的密钥库')).toBeVisible();
  await nothingToFind(page, 'chinese');
});

const test = base.extend<{ landing: TestLanding }>({
  // Sealed with a key that is not here any more.
  landing: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const first = await TestLanding.copy({ folder: folder.path });
    await (await first.as('owner')).mutate('lan.setAccess', { enabled: true });
    await first.close();
    writeFileSync(join(folder.path, 'secret.key'), writeKey(makeKey()));
    const landing = await first.restart();
    await use(landing);
    await landing.close();
    folder.remove();
  },
});

test('the Devices page says that the keys are not here, and makes new ones in two steps', async ({
  openConsole,
  landing,
}) => {
  const page = await openConsole('owner', { path: '/console/devices' });
  await expect(page.getByRole('alert')).toContainText('were sealed on another computer');
  await page.getByRole('button', { name: 'Make new keys' }).click();
  await expect(page.getByText('Every device must trust it')).toBeVisible();
  await nothingToFind(page, 'keys');
  await page.getByRole('button', { name: 'Make them' }).click();
  await expect(page.locator('.fingerprint')).toBeVisible();
  expect(landing.landing.lan.root?.fingerprint).toBeDefined();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

const withheld = base.extend<{ landing: TestLanding }>({
  // Its keys are the desktop's, which has none to give.
  landing: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    const first = await TestLanding.copy({ folder: folder.path });
    await (await first.as('owner')).mutate('lan.setAccess', { enabled: true });
    await first.close();
    const landing = await first.restart({ keySupervisor: new TestSupervisor(() => ({ withheld: 'unprotected' })) });
    await use(landing);
    await landing.close();
    folder.remove();
  },
});

withheld(
  'the Devices page leads to the page about this computer when the desktop has no key to give',
  async ({ openConsole }) => {
    const page = await openConsole(
      'owner',
      onDesktop('/console/devices', { state: 'unprotected', backend: 'basic_text' }),
    );
    await expect(page.getByRole('alert')).toContainText('none were made');
    await nothingToFind(page, 'unprotected');
    await page.getByRole('alert').getByRole('link', { name: 'This computer' }).click();
    await expect(page.getByRole('region', { name: 'Protection of keys' })).toBeVisible();
  },
);
