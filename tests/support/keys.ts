import { expect, type Locator, type Page } from '@playwright/test';

/** Types as a person does who first sees where the text goes: once a field has the focus. */
export async function typeFocused(page: Page, text: string): Promise<void> {
  await expect(page.locator('input:focus, textarea:focus')).toHaveCount(1);
  await page.keyboard.type(text);
}

/**
 * Presses Escape once for each open `sheet` (or for the one it is in), the uppermost first. A sheet that is still opening
 * would not hear it: what led to it has the focus until then. What lies under it must not hear it either.
 */
export async function closeByEscape(page: Page, sheet: Locator): Promise<void> {
  const hears = () =>
    sheet.last().evaluate((part) => {
      const focused = document.activeElement;
      return focused === document.body || part.closest('[role="dialog"], dialog')?.contains(focused);
    });
  await expect(sheet.last()).toBeVisible();
  for (let open = await sheet.count(); open > 0; open = await sheet.count()) {
    await expect.poll(hears).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => sheet.count()).toBeLessThan(open);
  }
}

/** Presses a key that leads to a field until the field has the focus: a page that has just come may not listen yet. */
export async function pressUntilFocused(page: Page, key: string, field: Locator): Promise<void> {
  await expect(field).toBeVisible();
  await expect(async () => {
    if (!(await field.evaluate((element) => element === document.activeElement))) await page.keyboard.press(key);
    await expect(field).toBeFocused({ timeout: 2_000 });
  }).toPass();
}

/** The keyboard is somewhere in the open sheet, not on the page beneath it. */
export async function keepsTheKeyboard(sheet: Locator): Promise<void> {
  await expect(sheet).toBeVisible();
  await expect.poll(() => sheet.evaluate((part) => part.contains(document.activeElement))).toBe(true);
}
