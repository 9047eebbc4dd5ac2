import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';

test('an owner makes a backup in a browser, and it is saved as a file', async ({ openConsole }) => {
  const page = await openConsole('owner');
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
  await nothingToFind(page);
});

test('who works at the counter is offered no backup', async ({ openConsole }) => {
  const page = await openConsole('counter');
  await expect(page.getByRole('navigation')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Backup' })).toHaveCount(0);
});
