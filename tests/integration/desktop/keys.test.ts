import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createSupervisor } from '#main/desktop/supervisor.ts';
import { makeKey, writeKey } from '#main/secrets/service.ts';
import { freePort } from '#tests/support/free-port.ts';
import { patience } from '#tests/support/patience.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { forkLanding } from '../../../scripts/start/landing.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

const root = join(import.meta.dirname, '../../..');
let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

/** Every file under a folder with what is in it. */
function contents(folder: string): { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path }) => statSync(path).isFile())
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'latin1') }));
}
const console = (running: RunningApp) => running.page.getByRole('heading', { name: 'Console' }).waitFor();
const told = (running: RunningApp, count: number) => expect.poll(() => running.told(), patience).toHaveLength(count);

test('the landing is given its key over the channel only: no argument, environment, file or log has it', async () => {
  app = await startApp('serve');
  await console(app);
  await told(app, 1);
  const [message] = app.told();
  expect(message).toMatchObject({ type: 'key', replaces: [] });
  const key = message?.key ?? '';
  expect(key).toMatch(/^.{43}=$/);
  const files = contents(app.folder).filter(({ name }) => name !== 'data/told');
  const written = files.find(({ name }) => name.endsWith('keys.json'));
  expect(written?.text).toContain('"backend": "gnome_libsecret"');
  expect(files.some(({ name }) => name.endsWith('desktop.log'))).toBe(true);
  for (const { name, text } of files) expect([name, text.includes(key.slice(0, 43))]).toEqual([name, false]);
  const [pid = 0] = app.control.forked;
  if (process.platform === 'linux')
    for (const what of ['cmdline', 'environ'])
      expect(readFileSync(`/proc/${pid}/${what}`, 'latin1')).not.toContain(key.slice(0, 43));
  expect(await callBridge(app.page, 'keyProtection')).toEqual({
    ok: true,
    value: { state: 'protected', backend: 'gnome_libsecret' },
  });
  // A landing that is started again gets the same one.
  process.kill(pid, 'SIGKILL');
  await told(app, 2);
  expect(app.told()[1]?.key).toBe(key);
});

test('without a keyring no key is made; a person may accept less in the desktop’s own dialog, and take it back', async () => {
  app = await startApp('serve', { keyring: { backend: 'basic_text', tag: 'v10' } });
  await console(app);
  await told(app, 1);
  expect(app.told()[0]).toEqual({ type: 'keyWithheld', reason: 'unprotected' });
  const { page, control } = app;
  const change = (action: string) => callBridge(page, 'changeKeyProtection', action);

  // A page alone cannot do it: the dialog is the desktop's, and nobody presses its button.
  expect(await change('accept_weak')).toEqual({ ok: true, value: { state: 'unprotected', backend: 'basic_text' } });
  expect(control.dialogs.map(({ options }) => options['message'])).toEqual(['Keep keys without a key store?']);
  expect(app.told()).toHaveLength(1);

  const press = (label: string) => {
    control.answerMessage = ({ buttons }) => (buttons as string[]).indexOf(label);
  };
  press('Keep them in a file');
  expect(await change('accept_weak')).toMatchObject({ ok: true, value: { state: 'weak', backend: 'basic_text' } });
  await told(app, 2);
  expect(app.told()[1]?.type).toBe('key');

  press('Delete them');
  expect(await change('withdraw_weak')).toMatchObject({ ok: true, value: { state: 'unprotected' } });
  await told(app, 3);
  expect(app.told()[2]).toEqual({ type: 'keyWithheld', reason: 'unprotected' });
  expect(await change('everything')).toEqual({ ok: false, error: 'bad_payload' });
});

test('the page hears how the protection stands, and the shell’s own page may not ask', async () => {
  app = await startApp('serve');
  await console(app);
  await app.page.evaluate(() => {
    const page = window as unknown as {
      heard: string[];
      landingDesk: { on(name: 'keyProtection', listener: (news: { state: string }) => void): void };
    };
    page.heard = [];
    page.landingDesk.on('keyProtection', ({ state }) => page.heard.push(state));
  });
  await callBridge(app.page, 'changeKeyProtection', 'try_again');
  await expect
    .poll(() => app?.page.evaluate(() => (window as unknown as { heard: string[] }).heard))
    .toEqual(['asking', 'protected']);
});

test('the shell’s own page may not ask about keys', async () => {
  app = await startApp('refuse');
  await app.page.getByRole('button', { name: 'Try again' }).waitFor();
  for (const call of ['keyProtection', 'changeKeyProtection', 'changeDesktopSettings'] as const)
    expect(await callBridge(app.page, call)).toEqual({ ok: false, error: 'sender_refused' });
});

test('the real landing asks for its key over the channel, and writes it to no file, output or log', async () => {
  const folder = tempFolder();
  const key = makeKey();
  const lines: string[] = [];
  const wanted: (string | undefined)[] = [];
  const ready = Promise.withResolvers<void>();
  const args = [
    '--data',
    join(folder.path, 'landing'),
    '--port',
    String(await freePort()),
    '--json',
    '--host',
    '127.0.0.1',
  ];
  const supervisor = createSupervisor({
    fork: () => {
      const child = forkLanding(join(root, 'src-main/cli.ts'), [...args, '--staff-port', '0', '--key-from-supervisor']);
      child.onLine((line) => lines.push(line));
      child.onErrorLine((line) => lines.push(line));
      return child;
    },
    onState: ({ phase }) => {
      if (phase === 'ready') ready.resolve();
    },
    onKeyWanted: (keyId) => {
      wanted.push(keyId);
      supervisor.send({ type: 'key', key: writeKey(key), replaces: [] });
    },
  });
  supervisor.start();
  await ready.promise;
  const log = () => contents(folder.path).find(({ name }) => name.endsWith('landing.log'))?.text ?? '';
  await expect.poll(log, patience).toContain('"state":"open"');
  expect(wanted).toEqual([undefined]);
  const secret = writeKey(key).slice(0, 43);
  for (const { name, text } of contents(folder.path)) expect([name, text.includes(secret)]).toEqual([name, false]);
  expect(contents(folder.path).some(({ name }) => name.endsWith('secret.key'))).toBe(false);
  expect(lines.join('\n')).not.toContain(secret);
  await supervisor.stop();
  folder.remove();
});

test('a landing told to wait for a supervisor it does not have says so', async () => {
  const { spawnSync } = await import('node:child_process');
  const args = ['src-main/cli.ts', '--data', tempFolder().path, '--port', '0', '--key-from-supervisor'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining('--key-from-supervisor needs a supervisor')]);
});
