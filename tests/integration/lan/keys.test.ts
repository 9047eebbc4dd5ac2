import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type KeyAnswer, makeKey, writeKey } from '#main/secrets/service.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { TestSupervisor } from '#tests/support/secrets.ts';
import { StaffDevice, send } from '#tests/support/staff-device.ts';

interface Access {
  state: string;
  trouble: string | null;
  mayMakeKeys: boolean;
  root: { fingerprint: string } | null;
}
let folder: { path: string; remove(): void };
let landing: TestLanding;
let owner: ConsoleClient;
const access = () => owner.query<Access>('lan.access');
const fingerprint = async () => (await access()).root?.fingerprint;
const wait = (wanted: Partial<Access>) => expect.poll(access, patience).toMatchObject(wanted);

/** The same folder, started as by a desktop that keeps the key (or, without one, headless). */
async function restart(supervisor?: TestSupervisor): Promise<void> {
  await landing.close();
  landing = await landing.restart({ keySupervisor: supervisor });
  owner = await landing.as('owner');
}

beforeEach(async () => {
  folder = tempFolder();
  landing = await TestLanding.copy({ folder: folder.path });
  owner = await landing.as('owner');
  await owner.mutate('lan.setAccess', { enabled: true });
});
afterEach(async () => {
  await landing.close();
  folder.remove();
});

it('no private key lies in the data folder in plain text, and the face opens with the sealed one', async () => {
  await (await StaffDevice.on(landing)).close();
  expect(readdirSync(join(folder.path, 'lan')).sort()).toEqual(['leaf.pem', 'root.pem']);
  for (const name of readdirSync(folder.path, { recursive: true, encoding: 'utf8' }))
    if (/\.(key|json|pem|log)$/.test(name))
      expect([name, readFileSync(join(folder.path, name), 'utf8').includes('PRIVATE KEY')]).toEqual([name, false]);
});

it('moves from the key beside the data into the desktop’s key store: same root, devices need nothing', async () => {
  const before = await fingerprint();
  const key = makeKey();
  await restart(new TestSupervisor(() => ({ key, replaces: [] })));
  await wait({ state: 'on', trouble: null });
  expect(await fingerprint()).toBe(before);
  await expect.poll(() => existsSync(join(folder.path, 'secret.key'))).toBe(false);
});

it('while the key is withheld the face is shut and everything else runs; it opens when the key comes', async () => {
  const before = await fingerprint();
  const key = makeKey();
  const given: KeyAnswer = { key, replaces: [] };
  await restart(new TestSupervisor(() => given));
  await wait({ state: 'on' });
  const sealed = readFileSync(join(folder.path, 'secrets.json'), 'utf8');

  const desktop = new TestSupervisor();
  await restart(desktop);
  await wait({ state: 'trouble', trouble: 'key_waiting' });
  for (const withheld of ['unprotected', 'locked'] as const) {
    desktop.say({ withheld });
    await wait({ state: 'trouble', trouble: `key_${withheld}`, root: null, mayMakeKeys: false });
  }
  expect((await send(`${landing.landing.consoleUrl}trust`)).status).toBe(404);
  expect((await send(landing.sticker('1'))).status).toBe(200);
  await owner.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  expect(readFileSync(join(folder.path, 'secrets.json'), 'utf8')).toBe(sealed);

  desktop.say(given);
  await wait({ state: 'on', trouble: null });
  expect(await fingerprint()).toBe(before);
  desktop.say({ withheld: 'locked' });
  await wait({ state: 'trouble', trouble: 'key_locked' });
});

it('lost keys are made anew by the owner on the main computer only, and only when they are lost', async () => {
  const before = await fingerprint();
  expect((await owner.call('lan.makeKeys', undefined, 'POST')).problem?.code).toBe('not_found');
  writeFileSync(join(folder.path, 'secret.key'), writeKey(makeKey()));
  await restart();
  expect(await access()).toMatchObject({ state: 'trouble', trouble: 'key_other_key', mayMakeKeys: true, root: null });
  const cook = await landing.as('kitchen');
  expect((await cook.call('lan.makeKeys', undefined, 'POST')).problem?.code).toBe('permission_denied');
  expect(await access()).toMatchObject({ trouble: 'key_other_key' });
  await owner.mutate('lan.makeKeys', undefined);
  expect(await access()).toMatchObject({ state: 'on', trouble: null, mayMakeKeys: false });
  expect(await fingerprint()).not.toBe(before);
  expect(readdirSync(folder.path).filter((name) => name.startsWith('secrets.json.'))).toHaveLength(1);
});
