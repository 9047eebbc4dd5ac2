import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';

for (const scheme of ['light', 'dark'] as const) {
  test(`an owner makes a backup in a browser, and it is saved as a file: ${scheme}`, async ({ openConsole }) => {
    test.setTimeout(120_000);
    const page = await openConsole('owner', { scheme });
    await page.getByRole('navigation').getByRole('link', { name: 'Backup' }).click();
    await expect(page.getByText('No backup has been made on this computer yet.')).toBeVisible();
    const saved = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Make a backup now' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toMatch(/^landing-desk-[\d-]+\.ldbackup$/);
    expect(
      readFileSync(await download.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('LDB');
    await expect(page.getByText(/^Last backup: /)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Download the last one' })).toBeVisible();
    const shots = process.env['SHELL_SHOTS'];
    if (shots) await page.screenshot({ path: `${shots}/console-${scheme}.png` });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test('who works at the counter is offered no backup', async ({ openConsole }) => {
  const page = await openConsole('counter');
  await expect(page.getByRole('navigation')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Backup' })).toHaveCount(0);
});
