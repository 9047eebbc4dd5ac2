import { expect, type Locator, type Page } from '@playwright/test';

/** Types as a person does who first sees where the text goes: once a field has the focus. */
export async function typeFocused(page: Page, text: string): Promise<void> {
  await expect(page.locator('input:focus, textarea:focus')).toHaveCount(1);
  await page.keyboard.type(text);
}

/** Presses Escape until `sheet` is gone: a press on a sheet that is still opening is not heard. */
export async function closeByEscape(page: Page, sheet: Locator): Promise<void> {
  await expect(async () => {
    if ((await sheet.count()) > 0) await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}

/** Presses a key that leads to a field until the field has the focus: a page that has just come may not listen yet. */
export async function pressUntilFocused(page: Page, key: string, field: Locator): Promise<void> {
  await expect(field).toBeVisible();
  await expect(async () => {
    if (!(await field.evaluate((element) => element === document.activeElement))) await page.keyboard.press(key);
    await expect(field).toBeFocused({ timeout: 2_000 });
  }).toPass();
}
