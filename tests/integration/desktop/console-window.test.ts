import { afterAll, expect, test, vi } from 'vitest';
import type { Supervisor } from '#main/desktop/supervisor.ts';
import { shellScheme } from '#shared/desktop/channels.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import { closeChromium } from '#tests/simulators/electron/chromium.ts';
import { control } from '#tests/simulators/electron/control.ts';
import * as electron from '#tests/simulators/electron/index.ts';
import { patience } from '#tests/support/patience.ts';

vi.mock('electron', () => import('#tests/simulators/electron/index.ts'));
const { ConsoleWindow } = await import('#main/desktop/console-window.ts');

afterAll(closeChromium);

test('what the window’s own page says is the newest, also where the page before it is still on its way', async () => {
  electron.protocol.registerSchemesAsPrivileged([{ scheme: shellScheme }]);
  await electron.app.whenReady();
  let state: LandingState = { phase: 'starting', attempt: 1 };
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  electron.session.defaultSession.protocol.handle(shellScheme, async () => {
    const page = new Response(`<h1>${state.phase}</h1>`, { headers: { 'content-type': 'text/html' } });
    asked.resolve();
    if (state.phase === 'starting') await answered.promise;
    return page;
  });
  const window = new ConsoleWindow({
    open: () => new electron.BrowserWindow() as unknown as Electron.BrowserWindow,
    supervisor: { state: () => state, ready: () => undefined } as Supervisor,
  });
  window.show();
  await asked.promise;
  state = { phase: 'trouble', reason: 'refused', detail: '' };
  window.follow(state);
  const page = await control.windows[0]?.page;
  // The browser has heard of the second load before the first is answered: it passes over one of the same address.
  for (let turn = 0; turn < 3; turn += 1) await page?.evaluate(() => undefined).catch(() => undefined);
  answered.resolve();
  await expect.poll(() => page?.getByRole('heading').innerText(), patience).toBe('trouble');
});
