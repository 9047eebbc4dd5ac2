import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { UpdateState, UpdateStatus } from '#shared/desktop/updates.ts';
import type { Language } from '#shared/languages.ts';
import { test } from '#tests/support/app.ts';
import { putDesktopAround } from '#tests/support/fake-desktop.ts';

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
async function openIn(page: Page, status: UpdateStatus, language: Language = 'en') {
  const desktop = await putDesktopAround(page, { answers: { updateState: stateWith(status) }, language });
  await page.goto(new URL('/console/computer', page.url()).href);
  await expect(page.locator('.updates-head')).toBeVisible();
  return {
    tell: (next: UpdateStatus) => desktop.tell('updateState', stateWith(next)),
    asked: () => desktop.asked(),
  };
}

test('from looking to a planned installation, one thing to do at a time', async ({ openConsole }) => {
  const page = await openConsole('owner');
  const desktop = await openIn(page, { phase: 'idle', reached: true, coming: null, updatedFrom: null });
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
  await desktop.tell({ ...ready, planned: 'whenQuiet', installsAt: Date.now() + 59_000 });
  await expect(section.getByText(/Installing in 5\d s/)).toBeVisible();
  await section.getByRole('button', { name: 'Do not install yet' }).click();
  await desktop.tell(ready);
  await section.getByRole('button', { name: 'Install and start again' }).click();
  expect(await desktop.asked()).toEqual([
    ['checkForUpdate'],
    ['downloadUpdate'],
    ['installUpdate', 'whenQuiet'],
    ['cancelUpdate'],
    ['installUpdate', 'now'],
  ]);
});

test('release notes are words: nothing in them loads, runs or leads anywhere', async ({ openConsole }) => {
  const page = await openConsole('owner');
  await openIn(page, { phase: 'available', release });
  const shown = page.getByRole('region', { name: 'What is new' });
  await expect(shown.getByRole('heading', { name: 'Faster receipts' })).toBeVisible();
  await expect(shown.getByText('<img src=')).toBeVisible();
  await expect(shown.locator('a, img')).toHaveCount(0);
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
});

test('a failure says what happened, what was kept and what to do', async ({ openConsole }) => {
  const page = await openConsole('owner');
  const desktop = await openIn(page, { phase: 'failed', step: 'download', reason: 'tampered', version: '0.2.0' });
  const alert = page.getByRole('alert').filter({ hasText: '0.2.0' });
  await expect(alert).toContainText('not what was signed. It was deleted.');
  await expect(alert).toContainText('You go on with version 0.1.0. Your data was not touched.');
  await page.getByRole('button', { name: 'Try again' }).click();
  expect(await desktop.asked()).toEqual([['downloadUpdate']]);
});

for (const [scheme, language] of [
  ['light', 'en'],
  ['dark', 'zh-CN'],
] as const) {
  test(`every state is accessible and large enough to touch: ${scheme}, ${language}`, async ({ openConsole }) => {
    test.slow();
    const page = await openConsole('owner', { scheme, width: 1024, height: 1100 });
    const desktop = await openIn(page, ready, language);
    const states: UpdateStatus[] = [
      ready,
      { ...ready, waitsFor: ['shift', 'keys'] },
      { ...ready, planned: 'whenQuiet', waitsFor: ['shift'] },
      { phase: 'downloading', release, doneBytes: 40_000_000, totalBytes: release.bytes },
      { phase: 'failed', step: 'check', reason: 'badSignature', version: null },
      { phase: 'idle', reached: false, coming: '0.3.0', updatedFrom: '0.0.9' },
      { phase: 'off', reason: 'noKey' },
    ];
    for (const [index, status] of states.entries()) {
      await desktop.tell(status);
      await expect(page.locator('.updates-state')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      for (const button of await page.locator('.updates-state button').all()) {
        expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
      const shots = process.env['LANDING_SHOTS'];
      if (shots) await page.screenshot({ path: `${shots}/updates-${scheme}-${language}-${index}.png` });
    }
  });
}
