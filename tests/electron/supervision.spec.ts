import { expect } from '@playwright/test';
import { Desktop, listenOn, test } from './app.ts';

test('a landing that is killed comes back, and the console stays as it was', async ({ desktop, place }) => {
  const page = await desktop.console();
  await page.evaluate(() => {
    (window as unknown as { typed: string }).typed = 'half a word';
  });
  const before = await desktop.landingPid();
  expect(before).toBeGreaterThan(0);
  process.kill(before ?? 0, 'SIGKILL');
  await expect.poll(() => desktop.landingPid()).not.toBe(before);
  await expect
    .poll(() =>
      fetch(`${place.origin}/healthz`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  expect(await page.evaluate(() => (window as unknown as { typed: string }).typed)).toBe('half a word');
});

test('a port that is taken shows the trouble page in words; Try again brings the console', async ({ place }) => {
  const occupant = await listenOn(place.port);
  const desktop = await Desktop.start(place);
  await desktop.page.getByRole('heading', { name: 'Ordering cannot start' }).waitFor();
  await desktop.page.getByText(String(place.port)).first().waitFor();
  await new Promise((resolve) => occupant.close(resolve));
  await desktop.page.getByRole('button', { name: 'Try again' }).click();
  await desktop.console();
  await desktop.app.close();
});

test('quitting ends the landing first, with its database closed', async ({ place }) => {
  const desktop = await Desktop.start(place);
  await desktop.console();
  const landing = (await desktop.landingPid()) ?? 0;
  expect(place.marked).toBe(true);
  expect(await desktop.quit()).toBe(0);
  expect(place.marked).toBe(false);
  expect(() => process.kill(landing, 0)).toThrow();
});
