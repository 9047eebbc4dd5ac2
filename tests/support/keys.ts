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
  }).toPass({ timeout: 10_000 });
}
