import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { patience } from '#tests/support/patience.ts';
import { AppWindow } from '../../../scripts/start/app-window.ts';

let folder: string;
let open: AppWindow | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-window-'));
});
afterEach(async () => {
  open?.close();
  await open?.ended;
  open = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const page = { url: 'http://127.0.0.1:1/', width: 640, height: 480 };
const asked = () =>
  readFileSync(join(folder, 'asked'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { method: string; params: unknown });

/** A browser reduced to its pipe: writes down what it is asked; `answer` sees each message and may answer. */
function plant(answer: string): string {
  writeFileSync(
    join(folder, 'browser.cjs'),
    `const { createReadStream, appendFileSync, writeSync } = require('node:fs');
const say = (message) => writeSync(4, JSON.stringify(message) + '\\0');
let rest = '';
createReadStream(null, { fd: 3 }).setEncoding('utf8').on('data', (chunk) => {
  const messages = (rest + chunk).split('\\0');
  rest = messages.pop();
  for (const text of messages) {
    const message = JSON.parse(text);
    appendFileSync(${JSON.stringify(join(folder, 'asked'))}, JSON.stringify(message) + '\\n');
    ${answer}
  }
});
`,
  );
  const path = join(folder, 'chromium');
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'browser.cjs')}'\n`);
  chmodSync(path, 0o755);
  return path;
}
const created = "say({ method: 'Target.targetCreated', params: { targetInfo: { targetId: 'T', type: 'page' } } });";

describe.skipIf(process.platform === 'win32')('the app window', () => {
  test('comes out of the task bar and to the front', async () => {
    const browser = plant(`
      if (message.method === 'Target.setDiscoverTargets') ${created}
      if (message.method === 'Browser.getWindowForTarget')
        say({ id: message.id, result: { windowId: 7, bounds: { windowState: 'minimized' } } });`);
    const window = new AppWindow(browser, page, folder);
    open = window;
    await vi.waitFor(() => {
      window.bringForward();
      expect(asked()).toContainEqual(expect.objectContaining({ method: 'Browser.setWindowBounds' }));
    }, patience);
    expect(asked()).toContainEqual(
      expect.objectContaining({ method: 'Target.activateTarget', params: { targetId: 'T' } }),
    );
    expect(asked()).toContainEqual(
      expect.objectContaining({ params: { windowId: 7, bounds: { windowState: 'normal' } } }),
    );
  });

  test('is closed with its last page, also where the browser would live on without one (macOS)', async () => {
    const browser = plant(`
      if (message.method === 'Target.setDiscoverTargets') {
        ${created}
        say({ method: 'Target.targetDestroyed', params: { targetId: 'T' } });
      }
      if (message.method === 'Browser.close') process.exit(0);`);
    expect(await new AppWindow(browser, page, folder).ended).toEqual({ kind: 'closed' });
  });

  test('is handed over where the browser ends at once without having shown a page', async () => {
    expect(await new AppWindow(plant('process.exit(0);'), page, folder).ended).toEqual({ kind: 'handed_over' });
  });

  test('says why it failed', async () => {
    expect(await new AppWindow(plant('process.exit(3);'), page, folder).ended).toEqual({ kind: 'failed', code: 3 });
    expect(await new AppWindow(join(folder, 'none'), page, folder).ended).toEqual({ kind: 'failed', code: 127 });
  });
});
