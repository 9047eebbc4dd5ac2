import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import type { ReadyLine } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

/** Resolves when nothing answers at an address any more. */
async function gone(url: string): Promise<void> {
  for (;;) {
    const answers = await fetch(url, { headers: { connection: 'close' } }).then(
      (answer) => answer.text().then(() => true),
      () => false,
    );
    if (!answers) return;
  }
}

it('SIGTERM to `npm run landing` ends the landing cleanly, though npm’s shell passes no signal on', {
  timeout: 60_000,
}, async () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const args = [
    'run',
    '--silent',
    'landing',
    '--',
    '--data',
    folder.path,
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--demo',
    '--json',
  ];
  const npm = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string];
  const { consoleUrl } = JSON.parse(line) as ReadyLine;
  const ended = once(npm, 'exit');
  npm.kill('SIGTERM');
  await ended;
  await gone(`${consoleUrl}healthz`);
  const again = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const [second] = (await once(createInterface({ input: again.stdout }), 'line')) as [string];
  expect(JSON.parse(second)).toMatchObject({ ready: true });
  again.kill('SIGTERM');
  await once(again, 'exit');
  await gone(`${(JSON.parse(second) as ReadyLine).consoleUrl}healthz`);
});
