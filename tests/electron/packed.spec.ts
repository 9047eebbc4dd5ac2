import { spawn } from 'node:child_process';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test } from '@playwright/test';
import { consoleShown } from '#tests/support/console-page.ts';
import { freePort } from '#tests/support/free-port.ts';
import { Place } from './app.ts';
import { packedProgram, whyNotPacked } from './binary.ts';

const program = packedProgram() ?? '';
test.skip(program === '', whyNotPacked);

test('the packed program has its fuses set', async () => {
  const wire = await getCurrentFuseWire(program);
  const on = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE;
  expect([
    on(FuseV1Options.RunAsNode),
    on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    on(FuseV1Options.EnableNodeCliInspectArguments),
    on(FuseV1Options.GrantFileProtocolExtraPrivileges),
  ]).toEqual([false, false, false, false]);
  expect([
    on(FuseV1Options.EnableCookieEncryption),
    on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    on(FuseV1Options.OnlyLoadAppFromAsar),
  ]).toEqual([true, true, true]);
});

/** Its main process lets no debugger in, as it should; its window can be looked at through Chromium's own port. */
test('the packed program opens its console from inside its archive, and lets no debugger in', async () => {
  const place = await Place.make();
  const debugPort = await freePort();
  const child = spawn(program, [`--remote-debugging-port=${debugPort}`, '--inspect=0', ...place.args], {
    env: place.env,
    cwd: place.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${debugPort}/json/version`).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(true);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`);
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('the packed program opened no window');
    await consoleShown(page, place.origin);
    expect(await page.evaluate(() => ['require', 'process'].filter((name) => name in window))).toEqual([]);
    expect(said).not.toContain('Debugger listening');
    await browser.close();
  } finally {
    child.kill();
    await ended;
    place.remove();
  }
});
