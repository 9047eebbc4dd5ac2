import { afterEach, expect, test, vi } from 'vitest';
import { patience } from '#tests/support/patience.ts';
import { callBridge, launchApp } from './app.ts';

let app: Awaited<ReturnType<typeof launchApp>> | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

test('a start at login opens no window where the icon can be seen', async () => {
  app = await launchApp('serve', { args: ['--hidden'] });
  await app.served();
  await app.tell({ waitingOrders: 1 });
  const { control } = app;
  await vi.waitUntil(() => control.notifications.length === 1, patience);
  expect(control.windows).toEqual([]);
  control.notifications[0]?.click();
  const window = await vi.waitUntil(() => control.windows[0], patience);
  const page = await window.page;
  await page.getByRole('heading', { name: 'Console' }).waitFor();
  expect(await callBridge(page, 'takeOpening')).toEqual({ ok: true, value: { kind: 'page', path: '/counter' } });
});

test('a system that takes no icon still gets the window, and closing it ends ordering', async () => {
  app = await launchApp('serve', { takesTrays: false });
  const { control } = app;
  const window = await vi.waitUntil(() => control.windows[0], patience);
  await (await window.page).getByRole('heading', { name: 'Console' }).waitFor();
  window.close();
  expect(await app.exited).toBe(0);
});

test('a start at login waits for the panel, and opens the window when none comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const isTrayShown = vi.fn(async () => false);
  app = await launchApp('serve', { args: ['--hidden'], isTrayShown });
  const { control } = app;
  await vi.advanceTimersByTimeAsync(28_000);
  expect(control.windows).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  vi.useRealTimers();
  expect(isTrayShown).toHaveBeenCalledTimes(15);
  const window = await vi.waitUntil(() => control.windows[0], patience);
  await (await window.page).getByRole('heading', { name: 'Console' }).waitFor();
});
