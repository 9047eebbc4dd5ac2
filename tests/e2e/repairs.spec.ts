import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';

test('a terminal is taken in with a scanner, repaired, given back, and recognised when it comes again', async ({
  openConsole,
}) => {
  const page = await openConsole('owner');
  await page.getByRole('link', { name: 'Repairs' }).click();
  await expect(page.getByText('No terminal is in the house')).toBeVisible();
  await nothingToFind(page, 'repairs-empty');
  await page.keyboard.press('n');
  const taking = page.getByRole('dialog', { name: 'Take a terminal in' });
  // A scanner types, then presses Enter: that is not the end of the form.
  await expect(taking.getByLabel('Serial number')).toBeFocused();
  await page.keyboard.type('SN-2026-0007');
  await page.keyboard.press('Enter');
  await expect(taking.getByLabel('Model')).toBeFocused();
  await page.keyboard.type('P90');
  await taking.getByLabel('Customer').fill('海港咖啡 Harbour Café');
  await taking.getByRole('button', { name: 'Take in' }).click();
  await expect(taking.getByText('Please say what is wrong.')).toBeVisible();
  await taking.getByLabel('What is wrong').fill('The card reader does not read chips');
  await taking.getByRole('button', { name: 'Take in' }).click();

  const sheet = page.getByRole('dialog', { name: /^Repair R-/ });
  await sheet.getByRole('button', { name: 'Begin work' }).click();
  await expect(sheet.getByLabel('Who sees to it')).toHaveValue('桂老板 Olive');
  await nothingToFind(page, 'repair-ticket');
  await sheet.getByLabel('Found and done').fill('Reader replaced, contacts cleaned');
  await sheet.getByRole('button', { name: 'It is ready' }).click();
  await expect(sheet.getByText('Ready', { exact: true })).toBeVisible();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet).toBeHidden();
  const ticket = page.getByRole('list', { name: 'Repairs' }).getByRole('listitem').filter({ hasText: 'SN-2026-0007' });
  await expect(ticket).toContainText('Ready');
  await nothingToFind(page, 'repairs');

  await page.getByLabel('Number, serial number, customer').fill('no such thing');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByLabel('Number, serial number, customer').fill('harbour');
  await ticket.getByRole('button').click();
  await expect(sheet.getByLabel('Found and done')).toHaveValue('Reader replaced, contacts cleaned');
  await sheet.getByRole('button', { name: 'Given back' }).click();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('radiogroup', { name: 'Which repairs' }).getByText('Closed').click();
  await expect(ticket).toContainText('Given back');

  await page.getByRole('button', { name: 'Take a terminal in' }).click();
  await taking.getByLabel('Serial number').fill('SN-2026-0007');
  await expect(taking.getByText('It was here before: The card reader does not read chips')).toBeVisible();
});
