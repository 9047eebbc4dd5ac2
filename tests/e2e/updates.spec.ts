import { expect, type Page } from '@playwright/test';
import type { UpdateState, UpdateStatus } from '#shared/desktop/updates.ts';
import { type ConsoleView, test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { type DesktopAround, putDesktopAround } from '#tests/support/fake-desktop.ts';

const notes = [
  '## Faster receipts',
  'Receipts print in **half the time** on every printer.',
  '- Split bills keep their discounts',
  '- <img src="https://evil.example/pixel.png" onerror="window.injected = true"> is shown as it is written',
  '- [Read more](https://evil.example/)',
].join('\n');
const chinese = '## 打印更快\n小票打印时间**缩短一半**。\n- 分单保留折扣';
const release = {
  version: '0.2.0',
  releasedAt: Date.UTC(2026, 10, 20, 8),
  bytes: 131_400_000,
  notes: { en: notes, 'zh-CN': chinese },
};
const ready: Extract<UpdateStatus, { phase: 'ready' }> = {
  phase: 'ready',
  release,
  planned: 'no',
  waitsFor: [],
  installsAt: null,
};

function stateWith(status: UpdateStatus): UpdateState {
  return { version: '0.1.0', source: 'updates.example', checkedAt: Date.UTC(2026, 10, 20, 9), status };
}

/** The page in a desktop window whose updates are in a state. */
async function openIn(
  openConsole: (username: 'owner', view: ConsoleView) => Promise<Page>,
  status: UpdateStatus,
  view: ConsoleView = {},
) {
  let desktop: DesktopAround | undefined;
  const page = await openConsole('owner', {
    ...view,
    path: '/console/computer',
    before: async (blank) => {
      desktop = await putDesktopAround(blank, { answers: { updateState: stateWith(status) } });
    },
  });
  await expect(page.locator('.updates-head')).toBeVisible();
  return {
    page,
    tell: async (next: UpdateStatus) => desktop?.tell('updateState', stateWith(next)),
    asked: () => desktop?.asked(),
  };
}

test('from looking to a planned installation, one thing to do at a time', async ({ openConsole }) => {
  const idle = { phase: 'idle', reached: true, coming: null, updatedFrom: null } as const;
  const { page, ...desktop } = await openIn(openConsole, idle);
  const section = page.getByRole('region', { name: 'Updates' });
  await expect(section.getByText('Up to date')).toBeVisible();
  await section.getByRole('button', { name: 'Look for updates' }).click();
  await desktop.tell({ phase: 'available', release });
  await expect(section.getByText('Version 0.2.0 is available')).toBeVisible();
  await section.getByRole('button', { name: 'Download' }).click();
  await desktop.tell({ phase: 'downloading', release, doneBytes: 40_000_000, totalBytes: release.bytes });
  await expect(section.getByText('40 MB of 131 MB')).toBeVisible();
  await expect(page.locator('.update-dot')).toHaveCount(0);

  await desktop.tell({ ...ready, waitsFor: ['shift', 'orders'] });
  await expect(page.locator('.update-dot')).toBeVisible();
  await expect(section.getByText('a shift is open')).toBeVisible();
  await expect(section.getByRole('button', { name: 'Install and start again' })).toHaveCount(0);
  await section.getByRole('button', { name: 'Install when the shop is quiet' }).click();
  await desktop.tell({ ...ready, planned: 'whenQuiet', waitsFor: ['shift'] });
  await expect(section.getByText('Will be installed when the shift is closed')).toBeVisible();
  await expect(page.locator('.update-dot')).toHaveCount(0);
  // The countdown stands still while it is read.
  const now = Date.now();
  await page.clock.setFixedTime(now);
  await desktop.tell({ ...ready, planned: 'whenQuiet', installsAt: now + 59_000 });
  await expect(section.getByText('Installing in 59 s')).toBeVisible();
  await section.getByRole('button', { name: 'Do not install yet' }).click();
  await desktop.tell(ready);
  await section.getByRole('button', { name: 'Install and start again' }).click();
  await expect
    .poll(desktop.asked)
    .toEqual([
      ['checkForUpdate'],
      ['downloadUpdate'],
      ['installUpdate', 'whenQuiet'],
      ['cancelUpdate'],
      ['installUpdate', 'now'],
    ]);
});

test('release notes are words: nothing in them loads, runs or leads anywhere', async ({ openConsole }) => {
  const { page } = await openIn(openConsole, { phase: 'available', release });
  const shown = page.getByRole('region', { name: 'What is new' });
  await expect(shown.getByRole('heading', { name: 'Faster receipts' })).toBeVisible();
  await expect(shown.getByText('<img src=')).toBeVisible();
  await expect(shown.locator('a, img')).toHaveCount(0);
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
});

test('a failure says what happened, what was kept and what to do', async ({ openConsole }) => {
  const failed = { phase: 'failed', step: 'download', reason: 'tampered', version: '0.2.0' } as const;
  const { page, ...desktop } = await openIn(openConsole, failed);
  const alert = page.getByRole('alert').filter({ hasText: '0.2.0' });
  await expect(alert).toContainText('not what was signed. It was deleted.');
  await expect(alert).toContainText('You go on with version 0.1.0. Your data was not touched.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(desktop.asked).toEqual([['downloadUpdate']]);
});

for (const language of ['en', 'zh-CN'] as const) {
  test(`every state is accessible and large enough to touch: ${language}`, async ({ openConsole }) => {
    const { page, tell } = await openIn(openConsole, ready, { width: 1024, height: 1100, language });
    const others: readonly UpdateStatus[] = [
      { ...ready, waitsFor: ['shift', 'keys'] },
      { ...ready, planned: 'whenQuiet', waitsFor: ['shift'] },
      { phase: 'downloading', release, doneBytes: 40_000_000, totalBytes: release.bytes },
      { phase: 'failed', step: 'check', reason: 'badSignature', version: null },
      { phase: 'idle', reached: false, coming: '0.3.0', updatedFrom: '0.0.9' },
      { phase: 'off', reason: 'noKey' },
    ];
    const section = page.locator('section').filter({ has: page.locator('.updates-head') });
    const look = async (state: string) => {
      await nothingToFind(page, `${language} ${state}`);
      for (const button of await page.locator('.updates-state button').all()) {
        expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
    };
    await look('ready');
    for (const [index, status] of others.entries()) {
      const before = await section.innerText();
      await tell(status);
      await expect(section).not.toHaveText(before, { useInnerText: true });
      await look(`${index} ${status.phase}`);
    }
  });
}
