import type { Page } from '@playwright/test';

/**
 * Waits until a desktop's window shows a page of the console at this origin. Not by `waitForURL`: the shell's own page is
 * often cut short by the console's, which it would take for a failure.
 */
export async function consoleShown(page: Page, origin: string): Promise<void> {
  await page.waitForFunction((wanted) => window.location.origin === wanted, origin, { polling: 50 });
  await page.getByRole('heading').first().waitFor();
}
