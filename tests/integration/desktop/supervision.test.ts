import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { patience } from '#tests/support/patience.ts';
import { callBridge, isAlive, type RunningApp, startApp } from './app.ts';

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

const root = join(import.meta.dirname, '../../..');
const title = (running: RunningApp) => running.page.getByRole('heading', { level: 1 });

/** How often a landing was started. */
const landingsOf = (running: RunningApp) => running.control.services.filter((name) => name === 'Landing').length;

/** Presses Try again until the console is there: a page that is just being replaced by its successor takes no click. */
async function tryAgain(running: RunningApp): Promise<void> {
  const again = running.page.getByRole('button', { name: 'Try again' });
  const heading = async () => {
    await again.click({ timeout: 500 }).catch(() => undefined);
    return title(running)
      .textContent({ timeout: 500 })
      .catch(() => '');
  };
  await expect.poll(heading, patience).toBe('Console');
}

/** The page's own record of the states it was told, kept from now on. */
async function listen(running: RunningApp): Promise<() => Promise<string[]>> {
  await running.page.evaluate(() => {
    const page = window as unknown as {
      phases: string[];
      landingDesk: { on(name: 'landingState', listener: (state: { phase: string }) => void): void };
    };
    page.phases = [];
    page.landingDesk.on('landingState', ({ phase }) => page.phases.push(phase));
  });
  return () => running.page.evaluate(() => (window as unknown as { phases: string[] }).phases);
}

test('a landing that is killed is started again while the console stays open', async () => {
  app = await startApp('serve');
  await title(app).getByText('Console').waitFor();
  const phases = await listen(app);
  const [first = 0] = app.control.forked;
  process.kill(first, 'SIGKILL');
  await expect.poll(phases, patience).toEqual(['waiting', 'starting', 'ready']);
  expect(app.control.forked).toHaveLength(2);
  expect(isAlive(first)).toBe(false);
  expect(app.page.url()).toBe(`${app.origin}/`);
});

test('a landing that keeps crashing ends on the trouble page, and Try again brings the console', async () => {
  app = await startApp('crash');
  await title(app).getByText('Ordering is not running').waitFor();
  expect(landingsOf(app)).toBe(3);
  await app.page.getByText('The disk said no.').waitFor();
  app.behave('serve');
  await tryAgain(app);
  expect(await callBridge(app.page, 'landingState')).toMatchObject({ ok: true, value: { phase: 'ready' } });
});

test('a landing that refuses is not restarted; its sentence is shown as text, in the person’s language', async () => {
  app = await startApp('refuse', { language: 'zh_CN.UTF-8' });
  await title(app).getByText('点餐服务无法启动').waitFor();
  expect(await app.page.locator('pre').innerText()).toContain(
    'is taken by another program. <b>Close it</b> & try again.',
  );
  expect(await app.page.getAttribute('html', 'lang')).toBe('zh-CN');
  expect(landingsOf(app)).toBe(1);
  expect(JSON.stringify(app.electron.Menu.getApplicationMenu()?.items)).toContain('"label":"编辑"');
});

test('the trouble page lives under a policy that lets no other script run', async () => {
  app = await startApp('refuse');
  await title(app).getByText('Ordering cannot start').waitFor();
  const outcome = await app.page.evaluate(async () => {
    const violated = new Promise<string>((resolve) =>
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
        once: true,
      }),
    );
    const script = document.createElement('script');
    script.textContent = 'window.injected = true;';
    document.body.append(script);
    return { directive: await violated, injected: 'injected' in window };
  });
  expect(outcome).toEqual({ directive: 'script-src-elem', injected: false });
});

test('a console that cannot be loaded is told apart from a landing that does not run', async () => {
  app = await startApp('serve');
  await title(app).getByText('Console').waitFor();
  let broken = true;
  await app.page
    .context()
    .route(`${app.origin}/second`, (route) => (broken ? route.abort('connectionrefused') : route.fallback()));
  await app.page.click('#own', { noWaitAfter: true });
  await title(app).getByText('The console did not open').waitFor();
  broken = false;
  await tryAgain(app);
  expect(app.control.forked).toHaveLength(1);
});

test('a console whose process is gone leaves a page with a way back, not a white window', async () => {
  app = await startApp('serve');
  await title(app).getByText('Console').waitFor();
  app.window.reportCrash('oom');
  await title(app).getByText('The console did not open').waitFor();
  await tryAgain(app);
});

test('quitting stops the landing cleanly', async () => {
  const running = await startApp('serve');
  await title(running).getByText('Console').waitFor();
  const [pid = 0] = running.control.forked;
  running.electron.app.quit();
  expect(await running.exited).toBe(0);
  expect(running.endedCleanly()).toBe(true);
  expect(isAlive(pid)).toBe(false);
  await running.quit();
});

test('quitting ends a landing that does not listen', async () => {
  const running = await startApp('deaf', { supervision: { stopTimeoutMs: 300 } });
  await title(running).getByText('Console').waitFor();
  const [pid = 0] = running.control.forked;
  running.electron.app.quit();
  expect(await running.exited).toBe(0);
  expect(isAlive(pid)).toBe(false);
  await running.quit();
});

test('who starts it again while it ends gets it again', async () => {
  const running = await startApp('deaf', { supervision: { stopTimeoutMs: 1_000 } });
  await title(running).getByText('Console').waitFor();
  running.electron.app.quit();
  running.electron.app.emit('second-instance', {}, ['landing-desk'], '/', null);
  expect(await running.exited).toBe(0);
  expect(running.control.relaunches).toBe(1);
  await running.quit();
});

test('a second start brings the first window forward and ends', async () => {
  app = await startApp('serve');
  await title(app).getByText('Console').waitFor();
  app.window.deeds.length = 0;
  const second = spawn(
    process.execPath,
    ['--import', './tests/simulators/electron/register.ts', './tests/integration/desktop/fixtures/second.ts'],
    { cwd: root, stdio: 'inherit' },
  );
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  const { deeds } = app.window;
  await vi.waitFor(() => expect(deeds).toEqual(['show', 'focus']), patience);
  expect(app.control.forked).toHaveLength(1);
});
