import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { demoAccounts } from '#main/demo.ts';
import { programs } from '#tests/support/programs.ts';
import { type RunningApp, startApp } from './app.ts';

const root = join(import.meta.dirname, '../../..');
let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

test('a card file opened from outside is shown by the real console, once somebody has signed in', {
  timeout: 180_000,
}, async () => {
  app = await startApp('serve', {
    args: ['--demo'],
    supervision: { readyTimeoutMs: 100_000 },
    landing: programs.landing,
  });
  const { page, folder, origin } = app;
  await page.locator('input[type=password]').waitFor({ timeout: 100_000 });
  const card = join(folder, 'li.vcf');
  writeFileSync(
    card,
    'BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C0=EE=C3=F7\r\nEND:VCARD\r\n',
  );
  const second = spawn(
    process.execPath,
    [
      '--import',
      './tests/simulators/electron/register.ts',
      './tests/integration/desktop/fixtures/second.ts',
      '--demo',
      card,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  expect((await once(second, 'exit'))[0]).toBe(0);
  const data = demoAccounts('demo').find(({ username }) => username === 'counter');
  await page.context().request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data });
  await page.reload();
  await page.getByRole('article', { name: '李明' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/contact-card');
});
