import { expect } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';

test('who has forgotten the password comes in with the recovery code, and next time with the new password', async ({
  landing,
  openConsole,
}) => {
  const owner = await landing.as('owner');
  const currentPassword = demoAccounts('demo').find(({ username }) => username === 'owner')?.password ?? '';
  const renewed = await owner.mutate<{ recoveryCode: string }>('identity.renewRecoveryCode', { currentPassword });
  const page = await openConsole('owner', { before: (blank) => blank.context().clearCookies() });
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const inside = page.getByRole('navigation').first();

  await expect(field('Enterprise id')).toBeFocused();
  await field('Enterprise id').fill('demo');
  await field('User name').fill('owner');
  await field('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();

  await page.getByRole('button', { name: 'Forgotten?' }).click();
  await field('Enterprise id').fill('demo');
  await field('User name').fill('owner');
  await field('Recovery code').fill(renewed.recoveryCode);
  await field('New password').fill('lantern under plum tree');
  await nothingToFind(page, 'recovery');
  const submit = page.getByRole('button', { name: 'Set the password and sign in' });
  const words = submit.locator('.mantine-Button-label');
  const cut = () => words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  await expect.poll(cut).toBeLessThanOrEqual(0);
  await submit.click();
  await expect(inside).toBeVisible();

  await page.context().clearCookies();
  await page.reload();
  await field('Enterprise id').fill('demo');
  await field('User name').fill('owner');
  await field('Password').fill('lantern under plum tree');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(inside).toBeVisible();
});
